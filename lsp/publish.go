package lsp

import (
	"bytes"
	"cmp"
	"path/filepath"
	"slices"
	"sync"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/engine"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/schema/text"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// publisher knows what is shown for every file and sends what is to be shown
// next. All changes of open files go through it, so that places that are shown
// but not computed anew, those of failed runs, move with the text.
type publisher struct {
	e *editor

	mu    sync.Mutex
	files map[string]*shown // guarded by mu, and everything in it; by URI
	news  chan struct{}     // guarded by mu: closed and replaced when a check has ended

	// awaited is the file, if any, for whose newest state the editor asks without
	// being told. Guarded by mu.
	awaited *shown
}

// shown is what is known and shown of one file.
type shown struct {
	overlay  *cache.Overlay // the file's newest state, nil where it is not open
	lines    *text.Lines    // of the text that the spans are in
	findings []analysis.Diagnostic
	finder   string                           // the command that found them, "" where a check did
	stale    bool                             // findings are of an older state; a check is on its way
	beside   map[string][]analysis.Diagnostic // what checks of open manifests found in this file, by the manifest's URI
	failures []failure
	sent     []byte // the last message about the file, nil where none

	related map[string]bool // where its checks have found something beside it, by URI
}

// failure is where a run of a bundle failed.
type failure struct {
	manifest string // the bundle's, by path: its next run settles it, in whatever file it is
	analysis.Diagnostic
}

func newPublisher(e *editor) *publisher {
	return &publisher{e: e, files: map[string]*shown{}, news: make(chan struct{})}
}

// file returns the entry of a URI, making it where there is none.
func (p *publisher) file(uri string) *shown {
	f := p.files[uri]
	if f == nil {
		f = &shown{}
		p.files[uri] = f
	}
	return f
}

func (p *publisher) open(uri, language string, version int32, src []byte) *cache.Overlay {
	p.mu.Lock()
	defer p.mu.Unlock()
	o := p.e.session.Open(uri, language, version, src)
	f := p.file(uri)
	f.overlay, f.lines, f.findings, f.finder, f.stale = o, o.Lines(), nil, "", isChecked(o)
	if len(f.failures) > 0 && o.Unsaved() {
		f.failures = nil // their places are in the file on disk
	}
	return o
}

func (p *publisher) change(uri string, version int32, changes []cache.Change) (*cache.Overlay, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	o, edits, err := p.e.session.Change(uri, version, changes)
	if err != nil {
		return nil, err
	}
	f := p.file(uri)
	f.overlay, f.lines, f.stale = o, o.Lines(), isChecked(o)
	for _, edit := range edits {
		f.follow(edit)
	}
	if !f.stale {
		f.findings = nil // of a time when it was looked at
		p.publish(uri, f)
	}
	return o, nil
}

// follow moves the failures with an edit and drops those that it touches.
func (f *shown) follow(edit text.Edit) {
	kept := f.failures[:0]
	for _, d := range f.failures {
		if span, ok := cache.Follow(d.Span, edit); ok {
			d.Span = span
			kept = append(kept, d)
		}
	}
	f.failures = kept
	f.followBeside(edit)
}

// close takes everything about the file from the screen, but for what the checks
// of other manifests found in it: it is still beside them.
func (p *publisher) close(uri string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.e.session.Close(uri)
	if f := p.files[uri]; f != nil {
		left := &shown{lines: f.lines, beside: f.beside, sent: f.sent}
		p.awaited = left // an editor that asks drops what it has of a file that it closes
		p.publish(uri, left)
		p.awaited = nil
		p.files[uri] = left
		if len(left.beside) == 0 {
			delete(p.files, uri)
		}
	}
	p.foundBeside(uri, nil, nil)
}

// checked shows what a check of a snapshot found, in the manifest and the files
// beside it, unless the manifest has changed since.
func (p *publisher) checked(o *cache.Overlay, snapshot *cache.Snapshot, found []analysis.Diagnostic) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.files[o.URI]
	if f == nil || f.overlay != o {
		return
	}
	own := f.stale // the editor asks for what comes of its own change
	f.findings, f.stale = nil, false
	defer p.tell()
	beside := map[string][]analysis.Diagnostic{}
	for _, d := range found {
		if d.File == o.URI {
			f.findings = append(f.findings, d)
		} else {
			beside[d.File] = append(beside[d.File], d)
		}
	}
	if own {
		p.awaited = f
		defer func() { p.awaited = nil }()
	}
	p.publish(o.URI, f)
	p.foundBeside(o.URI, snapshot, beside)
}

// gaveUp says that a check has ended without a result.
func (p *publisher) gaveUp(o *cache.Overlay) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if f := p.files[o.URI]; f != nil && f.overlay == o {
		f.stale = false
		p.tell()
	}
}

// tell wakes up who waits for the end of a check. The caller holds mu.
func (p *publisher) tell() {
	close(p.news)
	p.news = make(chan struct{})
}

// runFailed is the rule name of a failed run's diagnostic.
const runFailed = "run-failed"

// failed shows where a run of a bundle failed, in whichever of its files, in
// place of where an earlier one did. started is what was open when it began.
func (p *publisher) failed(manifest, path string, started *cache.Snapshot, err *engine.Error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	uri, f := p.at(path)
	f.settle(manifest) // without a word: more is said about this file below
	p.settle(manifest)
	if f.lines == nil {
		return // gone from disk
	}
	d := analysis.Diagnostic{File: uri, Span: *err.Span, Rule: runFailed, Severity: analysis.Error, Message: err.Error()}
	f.failures = append(f.failures, failure{manifest, d})
	if before := started.ByPath(path); before != nil && f.overlay != nil {
		for _, edit := range cache.Between(before.Text(), f.overlay.Text()) {
			f.follow(edit)
		}
	}
	if !f.stale {
		p.publish(uri, f)
	}
}

// succeeded takes the failures of a bundle's earlier runs from the screen; the
// empty path is no bundle's.
func (p *publisher) succeeded(path string) {
	if path == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settle(path)
}

// settle takes a bundle's failures from the screen, whichever files they are in.
func (p *publisher) settle(manifest string) {
	for uri, f := range p.files {
		if f.settle(manifest) && !f.stale {
			p.publish(uri, f)
		}
	}
}

// settle drops a bundle's failures and reports whether there were any.
func (f *shown) settle(manifest string) bool {
	had := len(f.failures)
	f.failures = slices.DeleteFunc(f.failures, func(x failure) bool { return x.manifest == manifest })
	return len(f.failures) < had
}

// found shows what a command found in files that are not open, by path, and
// takes what the same command found before from the screen. What there is to
// say about an open file its own check has said.
func (p *publisher) found(command string, byPath map[string][]analysis.Diagnostic) {
	if p.e.client.pulls {
		return // it asks about the workspace, and for what there is to say by then
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for uri, f := range p.files {
		if f.overlay == nil && f.finder == command {
			f.findings, f.finder = nil, ""
			if byPath[cache.Path(uri)] == nil {
				p.publish(uri, f)
			}
		}
	}
	for path, findings := range byPath {
		uri, f := p.at(path)
		if f.overlay == nil && f.lines != nil {
			f.findings, f.finder = findings, command
			p.publish(uri, f)
		}
	}
}

// at returns the entry of a path; that of a file that is not open has the lines
// of what is on disk, none where that cannot be read.
func (p *publisher) at(path string) (string, *shown) {
	if o := p.e.snapshot().ByPath(path); o != nil {
		return o.URI, p.file(o.URI)
	}
	uri := cache.URI(path)
	f := p.file(uri)
	f.lines = nil
	if src, err := (commands.Disk{}).ReadFile(filepath.ToSlash(path)); err == nil {
		f.lines = text.NewLines(src)
	}
	return uri, f
}

// mostFindings bounds how many findings of a file are shown: more of them nobody
// reads, and editors get slow.
const mostFindings = 1000

// mostSevere returns those of a file's findings that are shown, in their order:
// all, or of too many the most severe ones, so that no hints hide an error.
func mostSevere(found []analysis.Diagnostic) []analysis.Diagnostic {
	if len(found) <= mostFindings {
		return found
	}
	found = slices.Clone(found)
	slices.SortStableFunc(found, func(a, b analysis.Diagnostic) int { return cmp.Compare(a.Severity, b.Severity) })
	found = found[:mostFindings]
	slices.SortStableFunc(found, analysis.Compare)
	return found
}

// publish sends what is to be shown of a file unless just that was sent last. A
// file about which nothing was ever said stays unmentioned unless it is open as
// a manifest: an editor wants to hear of each of its versions.
func (p *publisher) publish(address string, f *shown) {
	params := &protocol.PublishDiagnosticsParams{URI: uri.URI(address), Diagnostics: p.items(address, f)}
	if f.overlay != nil && !p.e.client.pulls {
		params.Version = protocol.NewOptional(f.overlay.Version)
	}
	if f.sent == nil && len(params.Diagnostics) == 0 && (f.overlay == nil || !f.overlay.IsManifest()) {
		return
	}
	message, err := protocol.Marshal(params)
	if err != nil {
		p.e.opts.Log.Error("encoding diagnostics", "uri", address, "error", err)
		return
	}
	if bytes.Equal(message, f.sent) {
		return
	}
	f.sent = message
	switch {
	case !p.e.client.pulls:
		p.e.notify(protocol.MethodTextDocumentPublishDiagnostics, params)
	case f == p.awaited, p.awaited != nil && p.awaited.related[address] && p.e.client.relatedDocuments:
		// The answer to the editor's next question has it.
	default:
		p.e.refresh()
	}
}

// items is what is to be shown of a file.
func (p *publisher) items(address string, f *shown) []protocol.Diagnostic {
	found, lines := f.all(), f.lines
	if p.e.client.pulls {
		if file := fileIn(p.e.snapshot(), address); file != nil {
			found = merged(found, p.e.wide.in(address, file))
			if lines == nil {
				lines = file.Lines()
			}
		}
	}
	var items []protocol.Diagnostic
	for _, d := range mostSevere(found) {
		items = append(items, p.e.diagnostic(address, lines, d))
	}
	for _, x := range f.failures {
		items = append(items, p.e.diagnostic(address, lines, x.Diagnostic))
	}
	return items
}

// current returns what a check of a state of a file found in it; ok is false where
// none has ended yet, or another state is shown.
func (p *publisher) current(o *cache.Overlay) (found []analysis.Diagnostic, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if f := p.files[o.URI]; f != nil && f.overlay == o && !f.stale {
		return f.findings, true
	}
	return nil, false
}
