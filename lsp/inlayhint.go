package lsp

import (
	"context"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"go.lsp.dev/protocol"
)

// inlayHint answers what is known and not written in a part of a file.
func inlayHint(_ context.Context, q *query, p rangeParams) (any, error) {
	hints := []protocol.InlayHint{}
	for _, h := range ide.Hints(q.View, q.span(q.overlay.Lines(), p.Range), ide.AllHints()) {
		hint := protocol.InlayHint{
			Position:    q.position(q.overlay.Lines(), h.Offset),
			Label:       protocol.String(h.Label),
			PaddingLeft: ptr(!h.Type),
			Tooltip:     q.markup(q.client.hoverMarkdown, h.Tooltip),
		}
		if h.Type {
			hint.Kind = protocol.InlayHintKindType
		}
		for _, edit := range h.Edits {
			hint.TextEdits = append(hint.TextEdits, protocol.TextEdit{Range: q.place(edit.Span), NewText: edit.New})
		}
		hints = append(hints, hint)
	}
	return hints, nil
}
