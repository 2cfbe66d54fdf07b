package lsp_test

import (
	"github.com/porter-ls/porter-ls/schema/text"
	"go.lsp.dev/protocol"
)

// askFormat asks for edits and shows the lines that they change. tabSize is what
// an editor says that knows nothing of the file.
func askFormat(method string) func(m *marker) string {
	return func(m *marker) string {
		f, _ := m.at()
		params := m.here()
		params["ch"] = "\n"
		params["ranges"] = []any{params["range"]}
		options := map[string]any{"tabSize": 4, "insertSpaces": true}
		for _, word := range m.words[1:] {
			options[word] = false
		}
		params["options"] = options
		var edits []protocol.TextEdit
		m.must(method, params, &edits)
		var made []text.Edit
		for _, e := range edits {
			made = append(made, text.Edit{Span: m.span(f, e.Range), New: e.NewText})
		}
		now, err := text.Apply(f.src, made)
		if err != nil {
			m.t.Errorf("the edits do not apply: %v", err)
		}
		return m.changes(map[string][]byte{f.name: now})
	}
}
