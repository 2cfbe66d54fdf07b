package lsp

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/engine"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/rpc"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// knownParams are the reports that an editor has, with their addresses as it
// writes them.
type knownParams struct {
	PreviousResultIDs []struct {
		URI   string `json:"uri"`
		Value string `json:"value"`
	} `json:"previousResultIds"`
}

// mostReports is how many reports are kept back before a part of the answer is
// sent, where the editor takes parts.
const mostReports = 50

// workspaceAnswer collects the reports of a workspace, or sends them on.
type workspaceAnswer struct {
	e        *editor
	token    protocol.ProgressToken // for parts of the answer, nil where the editor wants it whole
	previous map[string]string      // what the editor has, by URI
	said     map[string]string      // what it has got by now
	items    []protocol.WorkspaceDocumentDiagnosticReport
}

// add takes what is to be said of a file, unless that was just said.
func (a *workspaceAnswer) add(address string, r report) {
	if a.said[address] == r.id {
		return
	}
	a.said[address] = r.id
	if a.previous[address] == r.id {
		a.items = append(a.items, &protocol.WorkspaceUnchangedDocumentDiagnosticReport{
			UnchangedDocumentDiagnosticReport: r.unchanged(), URI: uri.URI(address), Version: r.version,
		})
	} else {
		a.items = append(a.items, &protocol.WorkspaceFullDocumentDiagnosticReport{
			FullDocumentDiagnosticReport: r.full(), URI: uri.URI(address), Version: r.version,
		})
	}
	if a.token != nil && len(a.items) >= mostReports {
		a.send()
	}
}

// send sends a part of the answer.
func (a *workspaceAnswer) send() {
	raw, err := protocol.Marshal(&protocol.WorkspaceDiagnosticReportPartialResult{Items: a.items})
	if err != nil {
		a.e.opts.Log.Error("encoding a part of an answer", "error", err)
		return
	}
	a.items = nil
	a.e.notify(protocol.MethodProgress, &protocol.ProgressParams{Token: a.token, Value: raw})
}

// workspaceDiagnostic answers with what there is to say about the files of the
// workspace, open or not: all that the verb check finds in its folders.
func (e *editor) workspaceDiagnostic(_ context.Context, r *rpc.Request) (any, error) {
	var p protocol.WorkspaceDiagnosticParams
	var known knownParams
	if err := errors.Join(r.Decode(&p), r.Decode(&known)); err != nil {
		return nil, err
	}
	a := &workspaceAnswer{e: e, token: p.PartialResultToken, previous: map[string]string{}, said: map[string]string{}}
	for _, k := range known.PreviousResultIDs {
		a.previous[k.URI] = k.Value
	}
	snapshot := e.snapshot()
	return rpc.Later(func(ctx context.Context) (any, error) {
		if p.WorkDoneToken != nil {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			progress := e.newProgress("Check the workspace", p.WorkDoneToken)
			defer e.tasks.add(p.WorkDoneToken, cancel)()
			defer progress.end("")
			return e.pullWorkspace(ctx, snapshot, a, progress)
		}
		return e.pullWorkspace(ctx, snapshot, a, nil)
	}), nil
}

// pullWorkspace checks what is not open, waits for the checks of what is, and
// makes the answer.
func (e *editor) pullWorkspace(ctx context.Context, snapshot *cache.Snapshot, a *workspaceAnswer, p *progress) (any, error) {
	e.configuring.wait(ctx)
	addresses := map[string]bool{} // of what something was found in, or might have been
	total, done := len(e.wide.files(snapshot)), 0
	var failure error
	err := e.wide.all(ctx, snapshot, func(_ string, c *closedCheck) {
		done++
		if p != nil {
			p.event(engine.Event{Kind: engine.LogEvent, Percent: 100 * done / total})
		}
		if c == nil {
			return
		}
		for at := range c.found {
			addresses[at] = true
		}
		addresses[c.uri] = true
		rep, err := e.published.unopened(c.uri)
		if failure = errors.Join(failure, err); err == nil {
			a.add(c.uri, rep)
		}
	})
	if err = errors.Join(err, failure); err != nil {
		return nil, err
	}
	for _, o := range e.snapshot().All() {
		if o.Path != "" && isChecked(o) && e.isInWorkspace(o.Path) {
			addresses[o.URI] = true
		}
	}
	for _, at := range e.published.besides() {
		addresses[at] = true
	}
	for at := range a.previous {
		addresses[at] = true // what the editor has of a file that is gone it is to drop
	}
	for _, at := range slices.Sorted(maps.Keys(addresses)) {
		rep, err := e.report(ctx, at)
		if err != nil {
			return nil, err
		}
		a.add(at, rep)
	}
	if a.token != nil && len(a.items) > 0 {
		a.send()
	}
	if a.items == nil {
		a.items = []protocol.WorkspaceDocumentDiagnosticReport{}
	}
	return &protocol.WorkspaceDiagnosticReport{Items: a.items}, nil
}

// report returns what is to be said of a file of the workspace, of an open one
// when its newest state is checked.
func (e *editor) report(ctx context.Context, address string) (report, error) {
	for {
		o := e.snapshot().Overlay(address)
		if o == nil {
			return e.published.unopened(address)
		}
		rep, _, err := e.published.pull(ctx, o)
		if !errors.Is(err, errSuperseded) {
			return rep, err
		}
	}
}

// besides returns the files of the workspace in which something was found by
// others: checks of open manifests, and runs that failed there.
func (p *publisher) besides() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var found []string
	for at, f := range p.files {
		if (len(f.beside) > 0 || len(f.failures) > 0) && p.e.isInWorkspace(cache.Path(at)) {
			found = append(found, at)
		}
	}
	return found
}

// isInWorkspace reports whether a file is in one of the workspace's folders.
func (e *editor) isInWorkspace(path string) bool {
	return slices.ContainsFunc(e.snapshot().Roots(), func(root string) bool {
		return analysis.Within(filepath.ToSlash(path), filepath.ToSlash(root))
	})
}
