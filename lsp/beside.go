package lsp

import (
	"bytes"
	"maps"
	"path/filepath"
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/schema/text"
)

// foundBeside shows what the check of a manifest found in the files beside it,
// by their URIs, in place of what its last check found there. Of a file that has
// changed since the snapshot nothing new is shown: the next check is on its way.
func (p *publisher) foundBeside(manifest string, snapshot *cache.Snapshot, found map[string][]analysis.Diagnostic) {
	for uri, f := range p.files {
		if _, had := f.beside[manifest]; had && found[uri] == nil {
			delete(f.beside, manifest)
			p.publish(uri, f)
			if f.overlay == nil && f.empty() {
				delete(p.files, uri)
			}
		}
	}
	for _, uri := range slices.Sorted(maps.Keys(found)) {
		lines := linesIn(snapshot, uri)
		// A file that was opened meanwhile may be just as it was on disk: then nothing
		// looks at it again.
		if o := p.e.snapshot().Overlay(uri); lines == nil || o != nil && !bytes.Equal(o.Text(), lines.Text()) {
			continue
		}
		f := p.file(uri)
		if f.beside == nil {
			f.beside = map[string][]analysis.Diagnostic{}
		}
		f.lines, f.beside[manifest] = lines, found[uri]
		p.file(manifest).relate(uri)
		if !f.stale {
			p.publish(uri, f)
		}
	}
}

// fileIn returns a file in a snapshot, nil where it has none of that address.
func fileIn(snapshot *cache.Snapshot, uri string) *analysis.File {
	if o := snapshot.Overlay(uri); o != nil {
		return o.File()
	}
	path := cache.Path(uri)
	if path == "" {
		return nil
	}
	f, err := snapshot.Files().File(filepath.ToSlash(path))
	if err != nil {
		return nil
	}
	return f
}

// linesIn returns the lines of a file in a snapshot, nil where it has none.
func linesIn(snapshot *cache.Snapshot, uri string) *text.Lines {
	if f := fileIn(snapshot, uri); f != nil {
		return f.Lines()
	}
	return nil
}

// relate notes that checks of a manifest have found something in another file.
func (f *shown) relate(uri string) {
	if f.related == nil {
		f.related = map[string]bool{}
	}
	f.related[uri] = true
}

// empty reports whether nothing is known of a file but what was sent last.
func (f *shown) empty() bool {
	return len(f.findings) == 0 && len(f.failures) == 0 && len(f.beside) == 0
}

// followBeside moves what was found beside manifests with an edit.
func (f *shown) followBeside(edit text.Edit) {
	for manifest, list := range f.beside {
		var kept []analysis.Diagnostic
		for _, d := range list {
			if span, ok := cache.Follow(d.Span, edit); ok {
				d.Span = span
				kept = append(kept, d)
			}
		}
		f.beside[manifest] = kept
	}
}

// all returns what is to be shown of the file, each thing once though several
// manifests have it beside them.
func (f *shown) all() []analysis.Diagnostic {
	if len(f.beside) == 0 {
		return f.findings
	}
	var beside []analysis.Diagnostic
	for _, manifest := range slices.Sorted(maps.Keys(f.beside)) {
		beside = append(beside, f.beside[manifest]...)
	}
	return merged(f.findings, beside)
}

// merged returns the findings of both, each thing once, in order.
func merged(a, b []analysis.Diagnostic) []analysis.Diagnostic {
	if len(b) == 0 {
		return a
	}
	found := slices.Concat(a, b)
	slices.SortStableFunc(found, analysis.Compare)
	return slices.CompactFunc(found, func(a, b analysis.Diagnostic) bool { return analysis.Compare(a, b) == 0 })
}
