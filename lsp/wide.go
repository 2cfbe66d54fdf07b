package lsp

import (
	"context"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"golang.org/x/sync/errgroup"
)

// wide is what checks have found in files of the workspace that are not open, for
// editors that ask for that. What a check found counts until something that it
// has read is another.
type wide struct {
	e *editor

	mu      sync.Mutex
	checked map[string]*closedCheck // guarded by mu; by path
	finders map[string][]string     // guarded by mu: by URI, the paths whose checks have found something there, sorted
	listed  []string                // guarded by mu: the files to check, by path
	listing int                     // guarded by mu: the generation of the disk that listed is of, from 1
	asked   bool                    // guarded by mu: the editor has asked for all of the workspace
}

// closedCheck is the check of one file that is not open. It is immutable.
type closedCheck struct {
	sum    analysis.Sum    // of the file's text
	record analysis.Record // what else the check has read
	mark   int             // the last change that the record was held against
	uri    string
	found  map[string][]analysis.Diagnostic // by the URI of the file that they are in
	sums   map[string]analysis.Sum          // of these files
}

func newWide(e *editor) *wide {
	return &wide{e: e, checked: map[string]*closedCheck{}, finders: map[string][]string{}}
}

// forget drops all that is known, because files are now checked in another way.
func (w *wide) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.checked)
	clear(w.finders)
	w.listing = 0
}

// files returns the paths of what is to be checked in the workspace, as the verb
// check lists it.
func (w *wide) files(snapshot *cache.Snapshot) []string {
	w.mu.Lock()
	w.asked = true
	listed, known := w.listed, w.listing == snapshot.Generation()
	w.mu.Unlock()
	if known {
		return listed
	}
	// Outside of the lock: what is typed waits for that, and must not for the disk.
	env := w.e.opts.Env
	env.Rules = w.e.opts.Rules
	listed = commands.Listed(&env, snapshot.Roots(), snapshot.Files())
	slices.Sort(listed)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.listed, w.listing = listed, snapshot.Generation()
	return listed
}

// mayHaveChanged reports whether something that is not open may have other
// findings, or may have come or gone, since a snapshot.
func (w *wide) mayHaveChanged(since *cache.Snapshot) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.asked {
		return false
	}
	if w.listing != w.e.snapshot().Generation() {
		return true
	}
	for _, c := range w.checked {
		if w.e.session.TouchedSince(since.Mark(), c.record) {
			return true
		}
	}
	return false
}

// check returns what a check of a file that is not open finds, nil where there is
// nothing to check, ctx has ended or the check has failed.
func (w *wide) check(ctx context.Context, snapshot *cache.Snapshot, path string) (c *closedCheck) {
	defer func() {
		if p := recover(); p != nil {
			w.e.opts.Log.Error("panic while checking", "path", path, "panic", p, "stack", string(debug.Stack()))
			c = nil
		}
	}()
	o := snapshot.Unopened(ctx, path)
	if o == nil || !isChecked(o) {
		return nil
	}
	w.mu.Lock()
	known := w.checked[path]
	w.mu.Unlock()
	mark := snapshot.Mark()
	if known != nil && known.sum == o.File().Sum() {
		if !w.e.session.TouchedSince(known.mark, known.record) || len(known.record.Changed(snapshot.Files(), snapshot.Inputs(o, w.e.inputs(o)))) == 0 {
			again := *known
			again.mark = max(mark, known.mark)
			return w.keep(path, &again)
		}
	}
	found, recorder := w.e.find(snapshot, o)
	if ctx.Err() != nil {
		return nil
	}
	c = &closedCheck{
		sum: o.File().Sum(), record: recorder.Record(), mark: mark, uri: o.URI,
		found: map[string][]analysis.Diagnostic{}, sums: map[string]analysis.Sum{o.URI: o.File().Sum()},
	}
	for _, d := range found {
		c.found[d.File] = append(c.found[d.File], d)
		if _, known := c.sums[d.File]; !known {
			if f := fileIn(snapshot, d.File); f != nil {
				c.sums[d.File] = f.Sum()
			}
		}
	}
	return w.keep(path, c)
}

func (w *wide) keep(path string, c *closedCheck) *closedCheck {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.remove(path)
	w.checked[path] = c
	for uri := range c.found {
		at, _ := slices.BinarySearch(w.finders[uri], path)
		w.finders[uri] = slices.Insert(w.finders[uri], at, path)
	}
	return c
}

// remove forgets the check of a file. The caller holds mu.
func (w *wide) remove(path string) {
	known := w.checked[path]
	if known == nil {
		return
	}
	delete(w.checked, path)
	for uri := range known.found {
		w.finders[uri] = slices.DeleteFunc(w.finders[uri], func(p string) bool { return p == path })
		if len(w.finders[uri]) == 0 {
			delete(w.finders, uri)
		}
	}
}

// all checks the files of the workspace that are not open, beside each other, and
// calls done for each as it is ready, one at a time.
func (w *wide) all(ctx context.Context, snapshot *cache.Snapshot, done func(path string, c *closedCheck)) error {
	files := w.files(snapshot)
	var g errgroup.Group
	g.SetLimit(max(1, runtime.GOMAXPROCS(0)/2)) // the other half is for what is typed
	var mu sync.Mutex
	for _, path := range files {
		if ctx.Err() != nil {
			break
		}
		g.Go(func() error {
			var c *closedCheck
			if snapshot.ByPath(path) == nil {
				c = w.check(ctx, snapshot, path)
			}
			mu.Lock()
			defer mu.Unlock()
			done(path, c)
			return nil
		})
	}
	_ = g.Wait() // there are no errors
	w.drop(files)
	return ctx.Err()
}

// drop forgets the checks of files that are gone.
func (w *wide) drop(files []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.checked) <= len(files) {
		return
	}
	for path := range maps.Clone(w.checked) {
		if _, there := slices.BinarySearch(files, path); !there {
			w.remove(path)
		}
	}
}

// in returns what checks of files that are not open have found in a state of a
// file.
func (w *wide) in(uri string, f *analysis.File) []analysis.Diagnostic {
	w.mu.Lock()
	defer w.mu.Unlock()
	var found []analysis.Diagnostic
	for _, path := range w.finders[uri] {
		c := w.checked[path]
		if c.sums[uri] == f.Sum() && w.e.snapshot().ByPath(path) == nil {
			found = append(found, c.found[uri]...)
		}
	}
	return found
}
