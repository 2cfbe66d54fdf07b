package lsp_test

import (
	"fmt"
	"strings"

	"go.lsp.dev/protocol"
)

// askHover asks what there is to say about a place: the range and the text.
func askHover(m *marker) string {
	var found *struct {
		Contents protocol.MarkupContent `json:"contents"`
		Range    protocol.Range         `json:"range"`
	}
	m.must("textDocument/hover", m.here(), &found)
	if found == nil {
		return ""
	}
	f, _ := m.at()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", m.show(f, found.Range))
	for line := range strings.Lines(strings.ReplaceAll(found.Contents.Value, "\r", "\\r")) {
		b.WriteString(strings.TrimRight("  "+line, " \n") + "\n")
	}
	return b.String()
}
