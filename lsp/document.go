package lsp

import (
	"context"
	"math"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/rpc"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

func (e *editor) didOpen(_ context.Context, r *rpc.Request) (any, error) {
	var p documentParams
	if err := r.Decode(&p); err != nil {
		return nil, err
	}
	d := &p.TextDocument
	if d.URI == "" {
		return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, "the opened document has no URI")
	}
	before := e.snapshot()
	e.check(e.published.open(d.URI, d.LanguageID, d.Version, []byte(d.Text)))
	e.recheck(before)
	return nil, nil
}

func (e *editor) didChange(_ context.Context, r *rpc.Request) (any, error) {
	var p changeParams
	if err := r.Decode(&p); err != nil {
		return nil, err
	}
	changes := make([]cache.Change, 0, len(p.ContentChanges))
	for _, c := range p.ContentChanges {
		switch c := c.(type) {
		case *protocol.TextDocumentContentChangePartial:
			changes = append(changes, cache.Change{Text: c.Text, Range: &cache.Range{
				StartLine: column(c.Range.Start.Line), StartColumn: column(c.Range.Start.Character),
				EndLine: column(c.Range.End.Line), EndColumn: column(c.Range.End.Character),
			}})
		case *protocol.TextDocumentContentChangeWholeDocument:
			changes = append(changes, cache.Change{Text: c.Text})
		}
	}
	before := e.snapshot()
	o, err := e.published.change(p.TextDocument.URI, p.TextDocument.Version, changes)
	if err != nil {
		return nil, err
	}
	e.check(o)
	e.recheck(before)
	return nil, nil
}

// column takes a line or column of the wire, of any size, to what fits.
func column(n uint32) int { return int(min(n, math.MaxInt32)) }

// didSave looks at the disk anew, at the programs of mixins too: not every editor
// says when a file has changed, and none says so of every file.
func (e *editor) didSave(context.Context, *rpc.Request) (any, error) {
	before := e.snapshot()
	e.session.ForgetDisk()
	for _, reference := range e.bundles.Refresh() {
		e.session.InputChanged(analysis.DependencyInput(reference))
	}
	e.recheckAll(before)
	e.lookAtTrust()
	if e.mixins != nil {
		e.mixins.Refresh()
	}
	return nil, nil
}

func (e *editor) didClose(_ context.Context, r *rpc.Request) (any, error) {
	var p documentParams
	if err := r.Decode(&p); err != nil {
		return nil, err
	}
	before := e.snapshot()
	e.published.close(p.TextDocument.URI)
	e.lastTokens.forget(p.TextDocument.URI)
	e.recheck(before)
	return nil, nil
}
