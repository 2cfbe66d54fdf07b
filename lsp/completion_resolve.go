package lsp

import (
	"context"
	"encoding/json"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"github.com/porter-ls/porter-ls/lsp/rpc"
	"github.com/porter-ls/porter-ls/schema"
	"go.lsp.dev/protocol"
)

// completionData is what an item has with it to be explained by, so that nothing
// need be known any more of the file that it was for: what its author says or,
// for a field of ours, where it is explained.
type completionData struct {
	Words  string         `json:"words,omitzero"`
	Fields *ide.FieldDocs `json:"fields,omitzero"`
	Field  string         `json:"field,omitzero"` // where it is called otherwise than the item
}

// raw is the data as JSON.
func (d completionData) raw() protocol.LSPAny {
	raw, err := json.Marshal(d)
	if err != nil { // texts and numbers always have JSON
		return nil
	}
	return raw
}

// completionResolve adds to an item what explains it.
func (e *editor) completionResolve(_ context.Context, r *rpc.Request) (any, error) {
	var item protocol.CompletionItem
	if err := r.Decode(&item); err != nil {
		return nil, err
	}
	return rpc.Later(func(context.Context) (any, error) {
		var data completionData
		if len(item.Data) == 0 || json.Unmarshal(item.Data, &data) != nil {
			return item, nil
		}
		item.Documentation = e.completionDoc(e.explain(item.Label, data))
		return item, nil
	}), nil
}

// explain returns what explains an item, nothing where that is not known.
func (e *editor) explain(label string, data completionData) *ide.Prose {
	switch {
	case data.Words != "":
		return ide.AuthorsWords(data.Words)
	case data.Fields == nil:
		return &ide.Prose{}
	case data.Field != "":
		label = data.Field
	}
	library := e.opts.Env.Library
	if library == nil {
		library = schema.NewLibrary()
	}
	return data.Fields.Explain(library, label)
}

func (e *editor) completionDoc(doc *ide.Prose) protocol.InlayHintTooltip {
	switch {
	case doc.IsEmpty():
		return nil
	case e.client.completion.markdown:
		return &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: doc.Markdown()}
	}
	return protocol.String(doc.Plain())
}
