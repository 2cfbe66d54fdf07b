package lsp

import (
	"context"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// documentLink answers which places of a file lead to another file or a page.
func documentLink(_ context.Context, q *query, _ documentParams) (any, error) {
	links := []protocol.DocumentLink{}
	for _, l := range ide.Links(q.View) {
		link := protocol.DocumentLink{Range: q.place(l.Span), Target: ptr(uri.URI(l.Target))}
		if l.Tooltip != "" && q.client.linkTooltips {
			link.Tooltip = ptr(l.Tooltip)
		}
		links = append(links, link)
	}
	return links, nil
}
