package lsp_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/porter-ls/porter-ls/schema/text"
	"go.lsp.dev/protocol"
)

// completions asks for completions at the call's place, with the character that
// brought them up, if any.
func (m *marker) completions(trigger string) protocol.CompletionList {
	params := m.here()
	if trigger != "" {
		params["context"] = map[string]any{"triggerKind": 2, "triggerCharacter": trigger}
	} else {
		params["context"] = map[string]any{"triggerKind": 1}
	}
	var raw json.RawMessage
	m.must("textDocument/completion", params, &raw)
	var list protocol.CompletionList
	if len(raw) > 0 && string(raw) != "null" {
		if err := protocol.Unmarshal(raw, &list); err != nil {
			m.t.Errorf("completion %v: %v", m.words, err)
		}
	}
	slices.SortFunc(list.Items, func(a, b protocol.CompletionItem) int {
		x, _ := a.SortText.Get()
		y, _ := b.SortText.Get()
		return strings.Compare(x, y)
	})
	return list
}

// askItems lists what can be completed: "complete MARK", the most that is to be
// shown, and what has been typed there or is behind the mark's name as ".
func askItems(m *marker) string {
	most, trigger := 12, ""
	for _, word := range m.words[1:] {
		if n, err := strconv.Atoi(word); err == nil {
			most = n
		} else {
			trigger = strings.ReplaceAll(strings.Trim(word, "'"), "space", " ")
		}
	}
	list := m.completions(trigger)
	var b strings.Builder
	for i, item := range list.Items {
		if i == most {
			fmt.Fprintf(&b, "and %d more\n", len(list.Items)-most)
			break
		}
		b.WriteString(item.Label)
		if detail, ok := item.Detail.Get(); ok {
			b.WriteString(": " + detail)
		}
		if len(item.Tags) > 0 {
			b.WriteString(" (outdated)")
		}
		b.WriteString("\n")
	}
	if list.IsIncomplete {
		b.WriteString("there are more\n")
	}
	return b.String()
}

// item is the completion whose label the call names.
func (m *marker) item(words []string) (list protocol.CompletionList, item protocol.CompletionItem, ok bool) {
	list = m.completions("")
	label := strings.Join(words, " ")
	for _, item := range list.Items {
		if item.Label == label {
			return list, item, true
		}
	}
	return list, item, false
}

// acceptItem accepts the completion of a label: "accept MARK LABEL". Its answer
// are the lines that have changed, with ‸ where something is to be filled in.
func acceptItem(m *marker) string {
	f, _ := m.at()
	list, item, ok := m.item(m.words[1:])
	if !ok {
		return ""
	}
	_, replace, written := m.written(list, item)
	if item.InsertTextFormat == protocol.InsertTextFormatSnippet {
		written = fillIn(written, true)
	}
	edits := []text.Edit{{Span: m.span(f, replace), New: written}}
	for _, edit := range item.AdditionalTextEdits {
		edits = append(edits, text.Edit{Span: m.span(f, edit.Range), New: edit.NewText})
	}
	now, err := text.Apply(f.src, edits)
	if err != nil {
		m.t.Errorf("accepting %s: %v", item.Label, err)
	}
	return m.changes(map[string][]byte{f.name: now})
}

// written returns where an item is written, and what.
func (m *marker) written(list protocol.CompletionList, item protocol.CompletionItem) (insert, replace protocol.Range, written string) {
	switch edit := item.TextEdit.(type) {
	case *protocol.TextEdit:
		return edit.Range, edit.Range, edit.NewText
	case *protocol.InsertReplaceEdit:
		return edit.Insert, edit.Replace, edit.NewText
	}
	if list.ItemDefaults == nil {
		m.t.Fatalf("%s is written nowhere", item.Label)
	}
	written = item.Label
	if text, ok := item.TextEditText.Get(); ok {
		written = text
	}
	switch r := list.ItemDefaults.EditRange.(type) {
	case *protocol.Range:
		return *r, *r, written
	case *protocol.EditRangeWithInsertReplace:
		return r.Insert, r.Replace, written
	}
	m.t.Fatalf("%s is written nowhere", item.Label)
	return insert, replace, written
}

var stopPattern = regexp.MustCompile(`\$(\d+)|\$\{(\d+):((?:[^}\\]|\\.)*)\}|\\(.)`)

// fillIn returns a snippet's text with what is proposed in it, and ‸ before each
// place to fill in where they are to be marked.
func fillIn(snippet string, mark bool) string {
	return stopPattern.ReplaceAllStringFunc(snippet, func(s string) string {
		part := stopPattern.FindStringSubmatch(s)
		if part[4] != "" {
			return part[4]
		}
		if mark {
			return "‸" + part[3]
		}
		return part[3]
	})
}

// explainItem shows what explains the completion of a label: "explain MARK LABEL".
func explainItem(m *marker) string {
	list, item, ok := m.item(m.words[1:])
	if !ok {
		return ""
	}
	if len(item.Data) == 0 && list.ItemDefaults != nil {
		item.Data = list.ItemDefaults.Data
	}
	raw, err := protocol.Marshal(item)
	if err != nil {
		m.t.Fatal(err)
	}
	var answer json.RawMessage
	m.must("completionItem/resolve", json.RawMessage(raw), &answer)
	var resolved protocol.CompletionItem
	if err := protocol.Unmarshal(answer, &resolved); err != nil {
		m.t.Fatal(err)
	}
	switch doc := resolved.Documentation.(type) {
	case *protocol.MarkupContent:
		return doc.Value
	case protocol.String:
		return string(doc)
	}
	return ""
}
