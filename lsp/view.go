package lsp

import (
	"context"
	"path"
	"path/filepath"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/ide"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/rpc"
	"github.com/porter-ls/porter-ls/schema/text"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// query is a request about an open file: the file as it is in the snapshot of
// the request's turn, and the conversions between the editor's places and bytes.
type query struct {
	*editor
	*ide.View
	snapshot *cache.Snapshot
	overlay  *cache.Overlay
}

// about returns the method that answers a request about an open file, beside
// later messages, with what answer makes of the file as it is now. The answer is
// null for files that are not open and for those of which nothing is known.
func about[P interface{ address() string }](e *editor, answer func(ctx context.Context, q *query, p P) (any, error)) method {
	return func(_ context.Context, r *rpc.Request) (any, error) {
		var p P
		if err := r.Decode(&p); err != nil {
			return nil, err
		}
		snapshot := e.snapshot()
		o := snapshot.Overlay(p.address())
		if o == nil || !hasFeatures(o) {
			return nil, nil
		}
		return rpc.Later(func(ctx context.Context) (any, error) {
			if err := ctx.Err(); err != nil {
				return nil, err // cancelled while others were answered
			}
			result, err := answer(ctx, e.query(ctx, snapshot, o), p)
			if ended := ctx.Err(); ended != nil {
				return nil, ended // what there is may be a part
			}
			return result, err
		}), nil
	}
}

// hasFeatures reports whether there may be something to say about places of a
// file: in those that are checked, and in the scripts and the Dockerfile's
// template of a bundle.
func hasFeatures(o *cache.Overlay) bool {
	return isChecked(o) || o.Path != "" && !o.IsTooLarge() && !analysis.IsData(filepath.Base(o.Path))
}

// query returns the view of a file in a snapshot.
func (e *editor) query(ctx context.Context, snapshot *cache.Snapshot, o *cache.Overlay) *query {
	files := snapshot.Files()
	inputs := snapshot.Inputs(o, e.inputs(o))
	v := ide.View{File: o.File(), Files: files, Inputs: inputs, Rules: e.opts.Rules, Context: ctx}
	if o.Path != "" {
		v.Path = path.Clean(filepath.ToSlash(o.Path))
		v.Around = func() *analysis.Workspace { return snapshot.Workspace(o) }
	}
	if document := documentOf(o); document != nil {
		v.Document = document
		v.Config = e.config(o, files)
		v.Find = func() []analysis.Diagnostic { return e.known(snapshot, o) }
		v.Check = func(now analysis.Texts) []analysis.Diagnostic { return e.findIn(snapshot, o, now) }
	} else if o.Path != "" {
		v.Find = func() []analysis.Diagnostic { return e.knownBeside(snapshot, o) }
	}
	return &query{editor: e, View: ide.NewView(v), snapshot: snapshot, overlay: o}
}

// documentOf returns a file read as one of Porter's documents, nil where it is
// none. What is called like a manifest can be one that was just begun.
func documentOf(o *cache.Overlay) *analysis.Document {
	switch {
	case !isChecked(o):
		return nil
	case o.Document().Kind != analysis.Foreign:
		return o.Document()
	case o.IsManifest():
		return o.Document().Begun()
	}
	return nil
}

// known returns what the rules find in a file: what is shown of this state of it
// where it was checked already.
func (e *editor) known(snapshot *cache.Snapshot, o *cache.Overlay) []analysis.Diagnostic {
	if found, ok := e.published.current(o); ok {
		return found
	}
	found, _ := e.find(snapshot, o)
	if o.Context().Err() != nil {
		return nil
	}
	return found
}

// knownBeside returns what the checks of the open manifests in the folders above a
// file find in it.
func (e *editor) knownBeside(snapshot *cache.Snapshot, o *cache.Overlay) []analysis.Diagnostic {
	var all []analysis.Diagnostic
	for _, m := range snapshot.All() {
		if m.Path == "" || !m.IsManifest() || !analysis.Within(filepath.ToSlash(o.Path), filepath.ToSlash(filepath.Dir(m.Path))) {
			continue
		}
		found, _ := e.find(snapshot, m)
		for _, d := range found {
			if d.File == o.URI && m.Context().Err() == nil {
				all = append(all, d)
			}
		}
	}
	return all
}

// offset is the byte of a position in the queried file.
func (q *query) offset(p protocol.Position) int {
	return q.overlay.Lines().Offset(column(p.Line), column(p.Character), q.session.Encoding())
}

// place is a span of the queried file in the editor's columns.
func (q *query) place(span text.Span) protocol.Range { return q.rangeOf(q.overlay.Lines(), span) }

// location is a place in any file of the snapshot; ok is false where that file
// cannot be read.
func (q *query) location(l ide.Location) (at protocol.Location, ok bool) {
	lines := q.linesIn(l.File)
	if lines == nil {
		return protocol.Location{}, false
	}
	return protocol.Location{URI: uri.URI(l.File), Range: q.rangeOf(lines, l.Span)}, true
}

// locations are the places of those files that can be read.
func (q *query) locations(all []ide.Location) []protocol.Location {
	found := []protocol.Location{}
	for _, l := range all {
		if at, ok := q.location(l); ok {
			found = append(found, at)
		}
	}
	return found
}

// linesIn returns the lines of a file of the snapshot, nil where it has none.
func (q *query) linesIn(file string) *text.Lines {
	if file == q.overlay.URI {
		return q.overlay.Lines()
	}
	return linesIn(q.snapshot, file)
}
