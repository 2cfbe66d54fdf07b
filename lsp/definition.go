package lsp

import (
	"context"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// definition answers where what stands at a place is defined.
func definition(_ context.Context, q *query, p positionParams) (any, error) {
	return q.targets(ide.Definition(q.View, q.offset(p.Position)), q.client.links.definition), nil
}

// implementation answers what does what stands at a place.
func implementation(_ context.Context, q *query, p positionParams) (any, error) {
	return q.targets(ide.Implementation(q.View, q.offset(p.Position)), q.client.links.implementation), nil
}

// typeDefinition answers where the type of what stands at a place is described.
func typeDefinition(_ context.Context, q *query, p positionParams) (any, error) {
	return q.targets(ide.TypeDefinition(q.View, q.offset(p.Position)), q.client.links.typeDefinition), nil
}

// linkSupport says which answers may be links, that is with more than a place.
type linkSupport struct{ definition, implementation, typeDefinition bool }

func newLinkSupport(t *protocol.TextDocumentClientCapabilities) linkSupport {
	return linkSupport{
		definition:     t.Definition != nil && is(t.Definition.LinkSupport),
		implementation: t.Implementation != nil && is(t.Implementation.LinkSupport),
		typeDefinition: t.TypeDefinition != nil && is(t.TypeDefinition.LinkSupport),
	}
}

// targets are places to go to, as links where the editor takes these.
func (q *query) targets(found ide.Targets, full bool) any {
	if !full {
		places := make([]ide.Location, len(found.To))
		for i, l := range found.To {
			places[i] = l.Location
		}
		return q.locations(places)
	}
	links := []protocol.LocationLink{}
	for _, l := range found.To {
		lines := q.linesIn(l.File)
		if lines == nil {
			continue
		}
		links = append(links, protocol.LocationLink{
			OriginSelectionRange: ptr(q.place(found.Origin)),
			TargetURI:            uri.URI(l.File),
			TargetRange:          q.rangeOf(lines, l.All),
			TargetSelectionRange: q.rangeOf(lines, l.Span),
		})
	}
	return links
}
