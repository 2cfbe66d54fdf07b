package lsp

import (
	"context"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"go.lsp.dev/protocol"
)

// hover answers what there is to say about a place.
func hover(_ context.Context, q *query, p positionParams) (any, error) {
	found, ok := ide.Hover(q.View, q.offset(p.Position))
	if !ok {
		return nil, nil
	}
	return protocol.Hover{Contents: q.markup(q.client.hoverMarkdown, found.Text), Range: ptr(q.place(found.Span))}, nil
}

// markup is prose in the form that the editor shows.
func (e *editor) markup(markdown bool, prose *ide.Prose) *protocol.MarkupContent {
	if markdown {
		return &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: prose.Markdown()}
	}
	return &protocol.MarkupContent{Kind: protocol.MarkupKindPlainText, Value: prose.Plain()}
}
