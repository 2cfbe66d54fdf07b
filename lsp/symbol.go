package lsp

import (
	"context"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"github.com/porter-ls/porter-ls/lsp/rpc"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// mostSymbols bounds how many symbols a query is answered with, the likeliest: an
// editor asks again with every letter.
const mostSymbols = 256

// symbolsAtOnce is how many symbols are sent in one part of an answer to an editor
// that takes it in parts.
const symbolsAtOnce = 64

// workspaceSymbol answers which symbols of the workspace a query is for.
func (e *editor) workspaceSymbol(_ context.Context, r *rpc.Request) (any, error) {
	var p protocol.WorkspaceSymbolParams
	if err := r.Decode(&p); err != nil {
		return nil, err
	}
	snapshot := e.snapshot()
	return rpc.Later(func(ctx context.Context) (any, error) {
		answer := []protocol.WorkspaceSymbol{}
		for _, found := range ide.FindSymbols(ctx, snapshot.Files(), snapshot.Known(), p.Query, mostSymbols) {
			lines := linesIn(snapshot, found.Location.File)
			if lines == nil {
				continue
			}
			var s protocol.WorkspaceSymbol
			s.Name, s.Kind = found.Name, symbolKind(found.Kind)
			if found.Container != "" {
				s.ContainerName = ptr(found.Container)
			}
			s.Location = &protocol.Location{URI: uri.URI(found.Location.File), Range: e.rangeOf(lines, found.Location.Span)}
			answer = append(answer, s)
			if p.PartialResultToken != nil && len(answer) == symbolsAtOnce {
				if err := e.partial(p.PartialResultToken, answer); err != nil {
					return nil, err
				}
				answer = answer[:0]
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return answer, nil
	}), nil
}

// partial sends a part of an answer before the rest of it.
func (e *editor) partial(token protocol.ProgressToken, part any) error {
	value, err := protocol.Marshal(part)
	if err != nil {
		return err
	}
	e.notify(protocol.MethodProgress, &protocol.ProgressParams{Token: token, Value: value})
	return nil
}

// symbolKind is a kind of symbol that every editor knows.
func symbolKind(k ide.FoundKind) protocol.SymbolKind {
	switch k {
	case ide.FoundBundle:
		return protocol.SymbolKindModule
	case ide.FoundParameter:
		return protocol.SymbolKindVariable
	case ide.FoundCredential:
		return protocol.SymbolKindConstant
	case ide.FoundOutput:
		return protocol.SymbolKindProperty
	case ide.FoundImage, ide.FoundState:
		return protocol.SymbolKindFile
	case ide.FoundDependency:
		return protocol.SymbolKindPackage
	case ide.FoundAction:
		return protocol.SymbolKindFunction
	case ide.FoundInstallation:
		return protocol.SymbolKindClass
	}
	return protocol.SymbolKindArray
}
