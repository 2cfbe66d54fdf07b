package lsp

import (
	"context"
	"encoding/json"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"github.com/porter-ls/porter-ls/lsp/rpc"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// showReferences is the command of an editor's that shows a list of places. Its
// arguments are the address, the position and the places. An editor says that it
// has it in experimental.commands.commands.
const showReferences = "porter-ls.showReferences"

// codeLens answers what is shown above lines of a file: verbs to run, and how often
// something is named. A count is only text where the editor cannot show places.
func codeLens(_ context.Context, q *query, _ documentParams) (any, error) {
	lenses := []protocol.CodeLens{}
	for _, l := range ide.Lenses(q.View) {
		shown := protocol.CodeLens{Range: q.place(l.Span)}
		switch {
		case l.Run != nil:
			call, ok := q.callOf(l.Title, l.Run, q.overlay.URI)
			if !ok || !q.isBundle() {
				continue
			}
			shown.Command = call
		case q.client.showsReferences && l.Count > 0:
			data, err := json.Marshal(counted{URI: q.overlay.URI, Sum: q.sum(), At: l.Span.Start, Title: l.Title})
			if err != nil {
				return nil, err
			}
			shown.Data = data
		default:
			shown.Command = protocol.Command{Title: l.Title}
		}
		lenses = append(lenses, shown)
	}
	return lenses, nil
}

// counted is what is needed to find the places of a count later.
type counted struct {
	URI   string `json:"uri"`
	Sum   string `json:"sum"`
	At    int    `json:"at"`
	Title string `json:"title"`
}

// lensParams are a lens as it was sent.
type lensParams struct {
	Range protocol.Range  `json:"range"`
	Data  json.RawMessage `json:"data"`
}

func (p lensParams) counted() (c counted) {
	if json.Unmarshal(p.Data, &c) != nil { // it is no data of ours
		return counted{}
	}
	return c
}

func (p lensParams) address() string { return p.counted().URI }

// resolveCodeLens finds the places that a count is of.
func resolveCodeLens(_ context.Context, q *query, p lensParams) (any, error) {
	c := p.counted()
	if c.Sum != q.sum() {
		return nil, jsonrpc2.NewError(rpc.CodeContentModified, "the file was changed since this was shown")
	}
	arguments := make([]protocol.LSPAny, 0, 3)
	for _, value := range []any{c.URI, p.Range.Start, q.locations(ide.LensReferences(q.View, c.At))} {
		raw, err := protocol.Marshal(value)
		if err != nil {
			return nil, err
		}
		arguments = append(arguments, raw)
	}
	return protocol.CodeLens{
		Range:   p.Range,
		Command: protocol.Command{Title: c.Title, Command: showReferences, Arguments: arguments},
	}, nil
}
