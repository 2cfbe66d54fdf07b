package lsp

import (
	"context"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// documentSymbol answers with the outline of a file, as a tree for editors that
// show one, else as a list.
func documentSymbol(_ context.Context, q *query, _ documentParams) (any, error) {
	entries := ide.Outline(q.View)
	if q.client.outlineTree {
		return q.symbolTree(entries), nil
	}
	list := []protocol.SymbolInformation{}
	q.symbolList(entries, "", &list)
	return list, nil
}

func (q *query) symbolTree(entries []ide.Entry) []protocol.DocumentSymbol {
	all := make([]protocol.DocumentSymbol, len(entries))
	for i, e := range entries {
		all[i] = protocol.DocumentSymbol{
			Name: e.Name, Kind: symbolKinds[e.Kind], Range: q.place(e.Span), SelectionRange: q.place(e.At),
			Children: q.symbolTree(e.Children),
		}
		if e.Detail != "" {
			all[i].Detail = &e.Detail
		}
	}
	return all
}

func (q *query) symbolList(entries []ide.Entry, within string, list *[]protocol.SymbolInformation) {
	for _, e := range entries {
		var s protocol.SymbolInformation
		s.Name, s.Kind = e.Name, symbolKinds[e.Kind]
		s.Location = protocol.Location{URI: uri.URI(q.overlay.URI), Range: q.place(e.Span)}
		if within != "" {
			s.ContainerName = &within
		}
		*list = append(*list, s)
		q.symbolList(e.Children, e.Name, list)
	}
}

// symbolKinds are those of the protocol that come nearest, of the first eighteen:
// more than those an editor has to ask for.
var symbolKinds = [...]protocol.SymbolKind{
	ide.FieldEntry:      protocol.SymbolKindProperty,
	ide.SectionEntry:    protocol.SymbolKindNamespace,
	ide.ParameterEntry:  protocol.SymbolKindVariable,
	ide.CredentialEntry: protocol.SymbolKindConstant,
	ide.OutputEntry:     protocol.SymbolKindField,
	ide.ImageEntry:      protocol.SymbolKindFile,
	ide.DependencyEntry: protocol.SymbolKindPackage,
	ide.MixinEntry:      protocol.SymbolKindModule,
	ide.ActionEntry:     protocol.SymbolKindFunction,
	ide.StepEntry:       protocol.SymbolKindMethod,
	ide.CustomEntry:     protocol.SymbolKindProperty,
}
