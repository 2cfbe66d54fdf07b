package lsp

import (
	"context"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"go.lsp.dev/protocol"
)

// references answers where else what stands at a place is named.
func references(_ context.Context, q *query, p referenceParams) (any, error) {
	var places []ide.Location
	for _, o := range ide.References(q.View, q.offset(p.Position), p.Context.IncludeDeclaration) {
		places = append(places, o.Location)
	}
	return q.locations(places), nil
}

// documentHighlight answers where in the file what stands at a place is named.
func documentHighlight(_ context.Context, q *query, p positionParams) (any, error) {
	found := []protocol.DocumentHighlight{}
	for _, o := range ide.Highlights(q.View, q.offset(p.Position)) {
		kind := protocol.DocumentHighlightKindWrite
		if o.Role == ide.Reads {
			kind = protocol.DocumentHighlightKindRead
		}
		found = append(found, protocol.DocumentHighlight{Range: q.place(o.Span), Kind: kind})
	}
	return found, nil
}
