// Package cache holds what an editor has open. A Session is the only mutable
// state of the language server: it makes an immutable Snapshot of every change,
// and whoever works from a Snapshot needs no locks.
package cache

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Session is one editor's open files. It is safe for concurrent use; changes
// must come in the order in which the editor sent them.
type Session struct {
	encoding text.Encoding
	ctx      context.Context

	mu       sync.Mutex
	snapshot *Snapshot                  // guarded by mu
	records  map[string]analysis.Record // guarded by mu: what the last check of an open file has read, by URI
	changes  []change                   // guarded by mu: the last ones
	count    int                        // guarded by mu: how many there were
}

// Snapshot is what was open, and on disk, at one moment. It is immutable: what
// it has not read of the disk yet it reads when asked, and keeps.
type Snapshot struct {
	overlays map[string]*Overlay // by URI
	disk     *analysis.Files     // by absolute slash path
	roots    []string            // the workspace's folders, by path
	count    int                 // how many changes came before it

	generation int // of disk, how many came before it

	session *Session // knows what has changed since something was made
	shared  *workspaces
}

// NewSession makes a session whose changes come with columns in enc. Files that
// are not open come from disk, by absolute slash path; nil stands for a disk of
// which nothing is known. All work on its files ends with ctx.
func NewSession(ctx context.Context, enc text.Encoding, disk analysis.Reader) *Session {
	s := &Session{
		encoding: enc, ctx: ctx,
		snapshot: &Snapshot{disk: newDisk(disk)},
		records:  map[string]analysis.Record{},
	}
	s.snapshot.session, s.snapshot.shared = s, &workspaces{}
	return s
}

// Encoding returns the unit of the editor's columns.
func (s *Session) Encoding() text.Encoding { return s.encoding }

// Snapshot returns what is open now.
func (s *Session) Snapshot() *Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snapshot
}

// Overlay returns the file with that URI, nil where it is not open.
func (s *Snapshot) Overlay(uri string) *Overlay { return s.overlays[uri] }

// ByPath returns the open file with that cleaned path, of several the one with
// the first URI, nil where there is none.
func (s *Snapshot) ByPath(path string) *Overlay {
	var found *Overlay
	for uri, o := range s.overlays {
		if o.Path != "" && samePath(o.Path, path) && (found == nil || uri < found.URI) {
			found = o
		}
	}
	return found
}

// All returns the open files in the order of their URIs.
func (s *Snapshot) All() []*Overlay {
	all := slices.Collect(maps.Values(s.overlays))
	slices.SortFunc(all, func(a, b *Overlay) int { return strings.Compare(a.URI, b.URI) })
	return all
}

// with returns a snapshot in which o stands in place of its file's state, or,
// where o is nil, in which the file is not open.
func (s *Snapshot) with(uri string, o *Overlay) *Snapshot {
	overlays := maps.Clone(s.overlays)
	if overlays == nil {
		overlays = map[string]*Overlay{}
	}
	if o == nil {
		delete(overlays, uri)
	} else {
		overlays[uri] = o
	}
	next := *s
	next.overlays = overlays
	return &next
}

// SetRoots makes a snapshot in which the workspace has these folders, by path.
func (s *Session) SetRoots(paths []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := *s.snapshot
	next.roots = slices.Clone(paths)
	s.snapshot = &next
}

// Roots returns the folders of the workspace, by path.
func (s *Snapshot) Roots() []string { return slices.Clone(s.roots) }

// Open adds a file, or replaces it where it is open already.
func (s *Session) Open(uri, language string, version int32, src []byte) *Overlay {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.overlay(&Overlay{URI: uri, Path: Path(uri), Language: language, Version: version, src: src}, s.snapshot.Overlay(uri))
	s.snapshot = s.snapshot.with(uri, o)
	s.cameOrWent(o)
	return o
}

// cameOrWent logs that a file was opened or closed: from then on it is another
// one that is read under its path, and perhaps none.
func (s *Session) cameOrWent(o *Overlay) {
	if o.Path != "" {
		s.forget(true, []string{filepath.ToSlash(o.Path)})
	}
}

// overlay completes o, the state that follows before, which may be nil.
func (s *Session) overlay(o, before *Overlay) *Overlay {
	o.ctx, o.cancel = context.WithCancel(s.ctx)
	o.turn = make(chan struct{}, 1)
	o.file = analysis.NewFile(o.URI, o.src, o.Document)
	if before != nil {
		before.cancel()
		o.turn = before.turn
		o.prev.Store(before.parsed())
	}
	return o
}

// Change is one change of a text: Text in place of Range, or of everything
// where Range is nil.
type Change struct {
	Range *Range
	Text  string
}

// Range is a range in the columns of the session's encoding, all from 0. What
// lies outside the text is taken to its nearest place.
type Range struct{ StartLine, StartColumn, EndLine, EndColumn int }

// ErrNotOpen is a change of a file that is not open.
var ErrNotOpen = errors.New("the file is not open")

// Change applies changes one after the other and returns the file's new state,
// and the changes in bytes, each in the text that the ones before it left.
func (s *Session) Change(uri string, version int32, changes []Change) (*Overlay, []text.Edit, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.snapshot.Overlay(uri)
	if before == nil {
		return nil, nil, ErrNotOpen
	}
	src, lines := before.src, before.Lines
	edits := make([]text.Edit, 0, len(changes))
	for _, c := range changes {
		if c.Range == nil {
			edits = append(edits, Between(src, []byte(c.Text))...)
			src = []byte(c.Text)
		} else {
			edit := text.Edit{Span: c.Range.span(lines(), s.encoding), New: c.Text}
			edits = append(edits, edit)
			src = slices.Concat(src[:edit.Span.Start], []byte(edit.New), src[edit.Span.End:])
		}
		lines = func() *text.Lines { return text.NewLines(src) }
	}
	o := s.overlay(&Overlay{URI: uri, Path: before.Path, Language: before.Language, Version: version, src: src}, before)
	s.snapshot = s.snapshot.with(uri, o)
	if o.Path != "" {
		s.log(change{name: filepath.ToSlash(o.Path)})
	}
	return o, edits, nil
}

func (r *Range) span(lines *text.Lines, enc text.Encoding) text.Span {
	start := lines.Offset(r.StartLine, r.StartColumn, enc)
	return text.Span{Start: start, End: max(start, lines.Offset(r.EndLine, r.EndColumn, enc))}
}

// Close removes a file. It is no mistake to close one that is not open.
func (s *Session) Close(uri string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := s.snapshot.Overlay(uri); o != nil {
		o.cancel()
		s.snapshot = s.snapshot.with(uri, nil)
		delete(s.records, uri)
		s.cameOrWent(o)
	}
}
