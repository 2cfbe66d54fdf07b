package cache

import (
	"bytes"
	"context"
	"os"
	"path"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Overlay is one state of a file that an editor holds open or, made by Unopened,
// of one that is only on disk. Text, version and
// what is derived from them never change: a change of the file makes another
// Overlay and ends this one's Context.
type Overlay struct {
	URI      string
	Path     string // the file's path, "" where the URI names no file
	Language string // as the editor calls it
	Version  int32  // as the editor counts

	src    []byte
	closed bool // it is only on disk: its file parses it

	file *analysis.File // the same for those who read it as a file beside a manifest

	ctx    context.Context
	cancel context.CancelFunc
	turn   chan struct{} // shared with the file's other states, capacity 1
	queued atomic.Bool   // somebody waits for the turn to look at the same state again

	parse sync.Once
	doc   atomic.Pointer[analysis.Document]
	// prev is an earlier state's document to share parts with, nil once parsed:
	// a chain of old states must not stay in memory.
	prev atomic.Pointer[analysis.Document]
}

// Text returns the file's text, which must not be changed.
func (o *Overlay) Text() []byte { return o.src }

// Lines returns the mapper between offsets and lines and columns.
func (o *Overlay) Lines() *text.Lines { return o.file.Lines() }

// File returns the file as those see it who read it beside another one.
func (o *Overlay) File() *analysis.File { return o.file }

// Context ends when the file is changed or closed, or the session ends.
func (o *Overlay) Context() context.Context { return o.ctx }

// Turn waits until no other goroutine has the turn on this file, so that states
// that follow each other quickly are worked on one by one, and skipped when
// they are over before their turn comes. It returns false where the Context
// ended; after true, done gives the turn back.
func (o *Overlay) Turn() (done func(), ok bool) {
	select {
	case o.turn <- struct{}{}:
	case <-o.ctx.Done():
		return nil, false
	}
	done = func() { <-o.turn }
	if o.ctx.Err() != nil {
		done()
		return nil, false
	}
	return done, true
}

// TurnAgain is Turn in two steps, for another look at a state whose surroundings
// have changed: wait waits, and must be called. However many changes there are,
// one wait is enough: ok is false where somebody waits already, who has then yet
// to take the snapshot to look at.
func (o *Overlay) TurnAgain() (wait func() (done func(), ok bool), ok bool) {
	if !o.queued.CompareAndSwap(false, true) {
		return nil, false
	}
	return func() (func(), bool) {
		done, ok := o.Turn()
		o.queued.Store(false)
		return done, ok
	}, true
}

// IsManifest reports whether the file is one to look at as a manifest: the
// editor says so, or it is called porter.yaml or something.porter.yaml (or
// .yml), and it is not larger than any manifest. Other YAML files an editor may
// send are none of our business.
func (o *Overlay) IsManifest() bool { return o.isCalledManifest() && len(o.src) <= manifest.Largest }

// MayBeDocument reports whether the file may be another document that is looked
// at, a set or an installation, which only its Document tells for sure.
func (o *Overlay) MayBeDocument() bool {
	name := o.name()
	return !o.isCalledManifest() && analysis.IsData(name) && len(o.src) <= manifest.Largest && analysis.MayBeDocument(name, o.src)
}

// IsTooLarge reports whether the file would be looked at as a manifest but for
// its size.
func (o *Overlay) IsTooLarge() bool { return o.isCalledManifest() && len(o.src) > manifest.Largest }

func (o *Overlay) isCalledManifest() bool {
	return o.Language == "porter" || analysis.IsManifestName(o.name())
}

// name returns what the file is called in its folder.
func (o *Overlay) name() string {
	if o.Path != "" {
		return filepath.Base(o.Path)
	}
	return path.Base(o.URI)
}

// Document returns the parsed text, parsing it when first asked. Its name is
// the URI.
func (o *Overlay) Document() *analysis.Document {
	if o.closed {
		return o.file.Document()
	}
	o.parse.Do(func() {
		o.doc.Store(analysis.Parse(o.URI, o.src, o.prev.Load()))
		o.prev.Store(nil)
	})
	return o.doc.Load()
}

// parsed returns the newest document known of this state or the ones before,
// nil where none was parsed. It does not wait.
func (o *Overlay) parsed() *analysis.Document {
	if doc := o.doc.Load(); doc != nil {
		return doc
	}
	return o.prev.Load()
}

// Unsaved reports whether the file on disk says something else. A byte order
// mark, the kind of line break and a missing one at the end make no
// difference: editors keep them to themselves.
func (o *Overlay) Unsaved() bool {
	info, err := os.Stat(o.Path)
	// Reading what is no file may never end, and line breaks and a mark do not
	// make a text more than twice as long.
	if err != nil || !info.Mode().IsRegular() || info.Size() > 2*int64(len(o.src))+8 {
		return true
	}
	onDisk, err := os.ReadFile(o.Path)
	return err != nil || !bytes.Equal(normal(onDisk), normal(o.src))
}

func normal(src []byte) []byte {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	return bytes.TrimSuffix(src, []byte("\n"))
}

// Unopened returns a file on disk as an Overlay, so that it can be looked at as
// one that is open, nil where there is none or it cannot be read. Its Context is
// ctx.
func (s *Snapshot) Unopened(ctx context.Context, at string) *Overlay {
	f, err := s.disk.File(filepath.ToSlash(at))
	if err != nil {
		return nil
	}
	o := &Overlay{URI: f.Name, Path: at, src: f.Content(), file: f, closed: true, ctx: ctx, turn: make(chan struct{}, 1)}
	return o
}
