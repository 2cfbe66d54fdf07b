package lsp_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"go.lsp.dev/protocol"
)

// askOutline asks for a file's symbols, which come as a tree or as a list.
func askOutline(m *marker) string {
	f, _ := m.at()
	var answer json.RawMessage
	m.must("textDocument/documentSymbol", m.here(), &answer)
	var b strings.Builder
	var tree []protocol.DocumentSymbol
	if err := json.Unmarshal(answer, &tree); err == nil && !strings.Contains(string(answer), `"location"`) {
		m.showTree(&b, f, tree, "")
		return b.String()
	}
	var list []protocol.SymbolInformation
	if err := json.Unmarshal(answer, &list); err != nil {
		m.t.Errorf("the answer is no list of symbols: %v", err)
	}
	for _, s := range list {
		within := ""
		if s.ContainerName != nil {
			within = " in " + *s.ContainerName
		}
		fmt.Fprintf(&b, "%s (%s)%s %s\n", s.Name, kindName(s.Kind), within, m.show(f, s.Location.Range))
	}
	return b.String()
}

func (m *marker) showTree(b *strings.Builder, f *markedFile, tree []protocol.DocumentSymbol, indent string) {
	for _, s := range tree {
		if whole := m.span(f, s.Range); s.Name == "" || !whole.Covers(m.span(f, s.SelectionRange)) {
			m.t.Errorf("the symbol %q is named outside of itself or not at all", s.Name)
		}
		detail := ""
		if s.Detail != nil {
			detail = ": " + *s.Detail
		}
		fmt.Fprintf(b, "%s%s%s (%s) lines %d-%d at %s\n", indent, s.Name, detail, kindName(s.Kind), s.Range.Start.Line+1, s.Range.End.Line+1, m.show(f, s.SelectionRange))
		m.showTree(b, f, s.Children, indent+"  ")
	}
}

func kindName(k protocol.SymbolKind) string {
	names := map[protocol.SymbolKind]string{
		protocol.SymbolKindProperty: "property", protocol.SymbolKindNamespace: "namespace", protocol.SymbolKindVariable: "variable",
		protocol.SymbolKindConstant: "constant", protocol.SymbolKindField: "field", protocol.SymbolKindFile: "file",
		protocol.SymbolKindPackage: "package", protocol.SymbolKindModule: "module", protocol.SymbolKindFunction: "function",
		protocol.SymbolKindMethod: "method",
	}
	return names[k]
}

// askSelection asks what a selection at a place grows to; each range must lie in
// the next one.
func askSelection(m *marker) string {
	f, at := m.at()
	params := m.here()
	params["positions"] = []any{params["position"], m.position(f, 0)}
	var found []protocol.SelectionRange
	m.must("textDocument/selectionRange", params, &found)
	if len(found) == 0 {
		return ""
	}
	if len(found) != 2 {
		m.t.Errorf("%d answers for 2 places", len(found))
	}
	var b strings.Builder
	inner := at
	inner.End = inner.Start
	for r := &found[0]; r != nil; r = r.Parent {
		s := m.span(f, r.Range)
		if !s.Covers(inner) || s == inner && r != &found[0] {
			m.t.Errorf("%v does not grow to %v", inner, s)
		}
		inner = s
		fmt.Fprintf(&b, "%s\n", m.show(f, r.Range))
	}
	return b.String()
}

// askFolds asks what can be folded and shows the first line of each.
func askFolds(m *marker) string {
	f, _ := m.at()
	var found []protocol.FoldingRange
	m.must("textDocument/foldingRange", m.here(), &found)
	var b strings.Builder
	for _, r := range found {
		if r.EndLine <= r.StartLine || int(r.EndLine) >= f.lines.Count() {
			m.t.Errorf("%d-%d folds nothing or what is not there", r.StartLine, r.EndLine)
		}
		kind, chars := "", ""
		if r.Kind != "" {
			kind = " " + string(r.Kind)
		}
		if r.StartCharacter != nil && r.EndCharacter != nil {
			chars = fmt.Sprintf(" from %d to %d", *r.StartCharacter+1, *r.EndCharacter+1)
		}
		line := f.lines.Span(int(r.StartLine))
		fmt.Fprintf(&b, "%d-%d%s%s %s\n", r.StartLine+1, r.EndLine+1, kind, chars, strings.TrimSpace(string(f.src[line.Start:line.End])))
	}
	return b.String()
}
