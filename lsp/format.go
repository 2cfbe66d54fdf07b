package lsp

import (
	"cmp"
	"context"
	"slices"

	"github.com/porter-ls/porter-ls/analysis/format"
	"github.com/porter-ls/porter-ls/analysis/ide"
	"github.com/porter-ls/porter-ls/schema/text"
	"go.lsp.dev/protocol"
)

type formatParams struct {
	documentParams
	Options protocol.FormattingOptions `json:"options"`
}

type formatRangeParams struct {
	formatParams
	Range protocol.Range `json:"range"`
}

type formatRangesParams struct {
	formatParams
	Ranges []protocol.Range `json:"ranges"`
}

type formatTypedParams struct {
	formatParams
	Position protocol.Position `json:"position"`
	Ch       string            `json:"ch"`
}

// layout is what an editor says of the layout. What it leaves out is as a team
// wants it that has decided nothing.
func (p formatParams) layout() format.Options {
	off := func(b *bool) bool { return b != nil && !*b }
	return format.Options{
		TabSize:      column(p.Options.TabSize),
		KeepBlanks:   off(p.Options.TrimTrailingWhitespace),
		KeepEnd:      off(p.Options.TrimFinalNewlines),
		NoFinalBreak: off(p.Options.InsertFinalNewline),
	}
}

// formatting answers with the edits that lay out a file.
func formatting(_ context.Context, q *query, p formatParams) (any, error) {
	return q.edits(ide.Format(q.View, p.layout())), nil
}

// rangeFormatting answers with those in the lines of a range.
func rangeFormatting(_ context.Context, q *query, p formatRangeParams) (any, error) {
	return q.edits(ide.FormatRange(q.View, q.span(q.overlay.Lines(), p.Range), p.layout())), nil
}

// rangesFormatting answers with those in the lines of several ranges.
func rangesFormatting(_ context.Context, q *query, p formatRangesParams) (any, error) {
	var edits []text.Edit
	for _, r := range p.Ranges {
		edits = append(edits, ide.FormatRange(q.View, q.span(q.overlay.Lines(), r), p.layout())...)
	}
	slices.SortStableFunc(edits, func(a, b text.Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return q.edits(slices.Compact(edits)), nil
}

// onTypeFormatting answers with the edit that indents a line just begun.
func onTypeFormatting(_ context.Context, q *query, p formatTypedParams) (any, error) {
	if p.Ch != "\n" {
		return nil, nil
	}
	return q.edits(ide.FormatNewline(q.View, q.offset(p.Position), p.layout())), nil
}

// edits are edits of the queried file in the editor's columns.
func (q *query) edits(all []text.Edit) []protocol.TextEdit {
	edits := make([]protocol.TextEdit, len(all))
	for i, e := range all {
		edits[i] = protocol.TextEdit{Range: q.place(e.Span), NewText: e.New}
	}
	return edits
}
