package lsp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/rpc"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// pullOptions say that diagnostics can be asked for, to an editor that does so.
func (e *editor) pullOptions() protocol.DiagnosticProvider {
	if !e.client.pulls {
		return nil
	}
	options := &protocol.DiagnosticOptions{Identifier: ptr(Name), InterFileDependencies: true, WorkspaceDiagnostics: true}
	options.WorkDoneProgress = ptr(true)
	return options
}

// pullParams are those of textDocument/diagnostic.
type pullParams struct {
	TextDocument     document `json:"textDocument"`
	PreviousResultID string   `json:"previousResultId"`
}

// report is all that is to be said of one state of a file.
type report struct {
	id      string // the same for the same items, and for no others
	items   []protocol.Diagnostic
	version *int32 // nil where the file is not open
}

func newReport(items []protocol.Diagnostic, o *cache.Overlay) (report, error) {
	if items == nil {
		items = []protocol.Diagnostic{}
	}
	raw, err := protocol.Marshal(&protocol.FullDocumentDiagnosticReport{Items: items})
	if err != nil {
		return report{}, err
	}
	sum := sha256.Sum256(raw)
	r := report{id: hex.EncodeToString(sum[:12]), items: items}
	if o != nil {
		r.version = &o.Version
	}
	return r, nil
}

func (r report) full() protocol.FullDocumentDiagnosticReport {
	return protocol.FullDocumentDiagnosticReport{Kind: "full", ResultID: &r.id, Items: r.items}
}

func (r report) unchanged() protocol.UnchangedDocumentDiagnosticReport {
	return protocol.UnchangedDocumentDiagnosticReport{Kind: "unchanged", ResultID: r.id}
}

// relatedReports are those of files beside one that was asked for.
type relatedReports map[uri.URI]protocol.FullDocumentDiagnosticReportOrUnchangedDocumentDiagnosticReport

// errSuperseded says that a file was changed or closed while it was checked.
var errSuperseded = errors.New("the file has changed")

// documentDiagnostic answers with what there is to say about a file as it is when
// its turn comes. The check of an open file begins with its change; this waits
// for its end.
func (e *editor) documentDiagnostic(_ context.Context, r *rpc.Request) (any, error) {
	var p pullParams
	if err := r.Decode(&p); err != nil {
		return nil, err
	}
	snapshot := e.snapshot()
	o := snapshot.Overlay(p.TextDocument.URI)
	return rpc.Later(func(ctx context.Context) (any, error) {
		if o == nil {
			return e.unopenedReport(ctx, snapshot, p)
		}
		e.configuring.wait(ctx)
		rep, related, err := e.published.pull(ctx, o)
		if errors.Is(err, errSuperseded) {
			return nil, superseded(e.snapshot().Overlay(o.URI) != nil)
		}
		if err != nil {
			return nil, err
		}
		return documentReport(rep, related, p.PreviousResultID), nil
	}), nil
}

// superseded is the answer to a question that is not worth answering any more.
func superseded(again bool) error {
	err := jsonrpc2.NewError(rpc.CodeServerCancelled, errSuperseded.Error())
	if data, failed := protocol.Marshal(&protocol.DiagnosticServerCancellationData{RetriggerRequest: again}); failed == nil {
		err.Data = data
	}
	return err
}

func documentReport(r report, related relatedReports, previous string) any {
	if r.id == previous {
		return &protocol.RelatedUnchangedDocumentDiagnosticReport{UnchangedDocumentDiagnosticReport: r.unchanged(), RelatedDocuments: related}
	}
	return &protocol.RelatedFullDocumentDiagnosticReport{FullDocumentDiagnosticReport: r.full(), RelatedDocuments: related}
}

// unopenedReport is that of a file that is not open.
func (e *editor) unopenedReport(ctx context.Context, snapshot *cache.Snapshot, p pullParams) (any, error) {
	path := cache.Path(p.TextDocument.URI)
	if path != "" {
		e.configuring.wait(ctx)
		e.wide.check(ctx, snapshot, path)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	address := p.TextDocument.URI
	if path != "" {
		address = cache.URI(path)
	}
	rep, err := e.published.unopened(address)
	if err != nil {
		return nil, err
	}
	return documentReport(rep, nil, p.PreviousResultID), nil
}

// unopened returns what is known of a file that is not open.
func (p *publisher) unopened(address string) (report, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.files[address]
	if f == nil {
		f = &shown{}
	}
	return newReport(p.items(address, f), f.overlay)
}

// pull waits until a state of an open file is checked and returns what is to be
// said of it, and of the files beside it in which its check found something or
// has found something before.
func (p *publisher) pull(ctx context.Context, o *cache.Overlay) (report, relatedReports, error) {
	for {
		p.mu.Lock()
		f := p.files[o.URI]
		if f == nil || f.overlay != o {
			p.mu.Unlock()
			return report{}, nil, errSuperseded
		}
		if !f.stale {
			defer p.mu.Unlock()
			rep, err := newReport(p.items(o.URI, f), o)
			if err != nil || !p.e.client.relatedDocuments {
				return rep, nil, err
			}
			related, err := p.related(f)
			return rep, related, err
		}
		news := p.news
		p.mu.Unlock()
		select {
		case <-news:
		case <-ctx.Done():
			return report{}, nil, ctx.Err()
		case <-o.Context().Done():
			return report{}, nil, errSuperseded
		}
	}
}

// related returns what is to be said of the files beside a manifest in which its
// checks find something, or have found something before. The caller holds mu.
func (p *publisher) related(m *shown) (relatedReports, error) {
	var related relatedReports
	for at := range m.related {
		f := p.files[at]
		if f == nil {
			f = &shown{}
		}
		rep, err := newReport(p.items(at, f), f.overlay)
		if err != nil {
			return nil, err
		}
		if related == nil {
			related = relatedReports{}
		}
		full := rep.full()
		related[uri.URI(at)] = &full
	}
	return related, nil
}

// refresh tells the editor to ask for diagnostics again, because something beside
// the text that it has asked about is another. However often that is while it has
// not answered, it is told once more.
func (e *editor) refresh() {
	if !e.client.pulls || !e.client.refreshes {
		return
	}
	if n := e.refreshing.Add(1); n > 1 {
		return // whoever tells it looks again
	}
	e.background.Go(func() {
		for told := int32(0); e.ctx.Err() == nil; {
			told = e.refreshing.Load()
			if err := e.conn.Call(e.ctx, protocol.MethodWorkspaceDiagnosticRefresh, nil, nil); err != nil && e.ctx.Err() == nil {
				e.opts.Log.Debug("the editor does not ask again", "error", err)
			}
			if e.refreshing.CompareAndSwap(told, 0) {
				return
			}
		}
	})
}
