package lsp

import (
	"context"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"github.com/porter-ls/porter-ls/schema/text"
	"go.lsp.dev/protocol"
)

type selectionParams struct {
	documentParams
	Positions []protocol.Position `json:"positions"`
}

// selectionRange answers for every place what a selection there grows to.
func selectionRange(ctx context.Context, q *query, p selectionParams) (any, error) {
	if q.Document == nil {
		return nil, nil
	}
	all := make([]protocol.SelectionRange, len(p.Positions))
	for i, at := range p.Positions {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		off := q.offset(at)
		spans := ide.Selections(q.View, off)
		if len(spans) == 0 {
			spans = []text.Span{{Start: off, End: off}}
		}
		var around *protocol.SelectionRange
		for j := len(spans) - 1; j >= 0; j-- {
			around = &protocol.SelectionRange{Range: q.place(spans[j]), Parent: around}
		}
		all[i] = *around
	}
	return all, nil
}
