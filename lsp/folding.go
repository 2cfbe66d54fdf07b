package lsp

import (
	"cmp"
	"context"
	"slices"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"go.lsp.dev/protocol"
)

// foldingRange answers with what can be folded. Where the editor takes only so
// many, it gets those furthest out.
func foldingRange(_ context.Context, q *query, _ documentParams) (any, error) {
	folds := ide.Folds(q.View)
	if most := q.client.foldLimit; most > 0 && len(folds) > most {
		slices.SortStableFunc(folds, func(a, b ide.Fold) int { return cmp.Compare(a.Depth, b.Depth) })
		folds = folds[:most]
		slices.SortStableFunc(folds, func(a, b ide.Fold) int { return cmp.Compare(a.First, b.First) })
	}
	all := make([]protocol.FoldingRange, len(folds))
	lines := q.overlay.Lines()
	for i, f := range folds {
		all[i] = protocol.FoldingRange{StartLine: uint32(f.First), EndLine: uint32(f.Last)}
		if f.Comment {
			all[i].Kind = protocol.FoldingRangeKindComment
		}
		if !q.client.foldsLines {
			all[i].StartCharacter = ptr(q.position(lines, lines.Span(f.First).End).Character)
			all[i].EndCharacter = ptr(q.position(lines, lines.Span(f.Last).End).Character)
		}
	}
	return all, nil
}

// takeFolds notes what the editor says of the folds that it takes.
func (c *client) takeFolds(can *protocol.FoldingRangeClientCapabilities) {
	if can == nil {
		return
	}
	c.foldsLines = is(can.LineFoldingOnly)
	if can.RangeLimit != nil {
		c.foldLimit = column(*can.RangeLimit)
	}
}
