package lsp_test

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/schema/text"
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

// askInlayHints asks for the hints in a range: the place, the label, and what the
// files become where every hint is written into them.
func askInlayHints(m *marker) string {
	var hints []struct {
		Position    protocol.Position   `json:"position"`
		Label       string              `json:"label"`
		Kind        int                 `json:"kind"`
		TextEdits   []protocol.TextEdit `json:"textEdits"`
		PaddingLeft bool                `json:"paddingLeft"`
	}
	m.must("textDocument/inlayHint", m.here(), &hints)
	f, within := m.at()
	var b strings.Builder
	var edits []text.Edit
	for _, h := range hints {
		at := m.span(f, protocol.Range{Start: h.Position, End: h.Position})
		if !within.Contains(at.Start) {
			m.t.Errorf("the hint %q is outside of the range", h.Label)
		}
		line, column := f.lines.Position(at.Start, text.UTF32)
		begin := f.lines.Span(line).Start
		label := h.Label
		if h.PaddingLeft {
			label = " " + label
		}
		fmt.Fprintf(&b, "%d:%d %s«%s»", line+1, column+1, strings.TrimSpace(string(f.src[begin:at.Start])), label)
		if h.Kind == 1 {
			b.WriteString(" type")
		}
		b.WriteString("\n")
		for _, e := range h.TextEdits {
			edits = append(edits, text.Edit{Span: m.span(f, e.Range), New: e.NewText})
		}
	}
	if len(edits) > 0 {
		now, err := text.Apply(f.src, edits)
		if err != nil {
			m.t.Errorf("writing the hints: %v", err)
		}
		b.WriteString(m.changes(map[string][]byte{f.name: now}))
	}
	return b.String()
}

// askLinks asks for the links of a file.
func askLinks(m *marker) string {
	f, _ := m.at()
	var links []struct {
		Range   protocol.Range `json:"range"`
		Target  string         `json:"target"`
		Tooltip string         `json:"tooltip"`
	}
	m.must("textDocument/documentLink", m.here(), &links)
	var b strings.Builder
	for _, l := range links {
		target := l.Target
		if strings.HasPrefix(target, "file:") {
			target = m.name(target)
		}
		fmt.Fprintf(&b, "%s → %s", m.show(f, l.Range), target)
		if l.Tooltip != "" {
			fmt.Fprintf(&b, " (%s)", l.Tooltip)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// askSymbols asks for the symbols of the workspace by the words behind the call.
func askSymbols(m *marker) string {
	var found []struct {
		Name          string            `json:"name"`
		Kind          int               `json:"kind"`
		ContainerName string            `json:"containerName"`
		Location      protocol.Location `json:"location"`
	}
	m.must("workspace/symbol", map[string]any{"query": strings.Join(m.words, " ")}, &found)
	var b strings.Builder
	for _, s := range found {
		name := m.name(string(s.Location.URI))
		fmt.Fprintf(&b, "%s (%s, kind %d) %s %s\n", s.Name, s.ContainerName, s.Kind, name, m.show(m.file(name), s.Location.Range))
	}
	return b.String()
}
