package lsp

import (
	"context"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"go.lsp.dev/protocol"
)

// inlayHint answers what is known and not written in a part of a file.
func inlayHint(_ context.Context, q *query, p rangeParams) (any, error) {
	hints := []protocol.InlayHint{}
	for _, h := range ide.Hints(q.View, q.span(q.overlay.Lines(), p.Range), hintKinds(q.configuring.of(q.overlay.Path).Hints)) {
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

// hintKinds are the hints that are wanted with a setting.
func hintKinds(said map[string]bool) ide.HintKinds {
	on := func(kind string) bool {
		wanted, ok := said[kind]
		return wanted || !ok
	}
	return ide.HintKinds{Variables: on("variables"), References: on("references"), Types: on("types"), Sources: on("sources")}
}

// refreshHints tells the editor to ask for hints again.
func (e *editor) refreshHints() {
	if !e.client.refreshesHints {
		return
	}
	e.background.Go(func() {
		if err := e.conn.Call(e.ctx, protocol.MethodWorkspaceInlayHintRefresh, nil, nil); err != nil && e.ctx.Err() == nil {
			e.opts.Log.Debug("the editor does not ask for hints again", "error", err)
		}
	})
}
