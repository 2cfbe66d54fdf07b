package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// define is the fix that adds a missing parameter or credential to the manifest.
// It changes what the bundle asks for, so it is for its author to choose.
func define(doc *analysis.Document, kind symbols.Kind, name string, object bool) []analysis.SuggestedFix {
	var section string
	var fields []string
	switch kind {
	case symbols.Parameter:
		section, fields = "parameters", []string{"name: " + scalar(name), "type: string"}
		if object {
			fields[1] = "type: object"
		}
	case symbols.Credential:
		section, fields = "credentials", []string{"name: " + scalar(name), "env: " + scalar(manifest.EnvName(name))}
	default:
		return nil
	}
	edit, ok := addEntry(doc, section, fields)
	if !ok {
		return nil
	}
	return []analysis.SuggestedFix{{
		Title:  fmt.Sprintf("Declare the %s %q", kind, name),
		Unsafe: true,
		Edits:  []analysis.FileEdit{{File: doc.Name, Edit: edit}},
	}}
}

// addEntry adds a map to the end of a top-level list, in the indentation that
// the list has. A list that is not there is added behind the mixins. ok is false
// where the manifest is written in a way that is not understood.
func addEntry(doc *analysis.Document, section string, fields []string) (edit text.Edit, ok bool) {
	root := doc.Manifest.Root
	list := root.Get(section)
	lead, above := section+":", root.Get("mixins")
	switch {
	case list.Kind() == syntax.Sequence && list.Len() > 0:
		lead, above = "", list
	case !list.IsZero():
		return text.Edit{}, false // empty, or another form
	}
	if above.Kind() != syntax.Sequence || above.Style() != syntax.Block || above.Len() == 0 || above.Anchor() != "" {
		return text.Edit{}, false
	}
	indent, ok := dashIndent(doc, above.Item(0))
	if !ok {
		return text.Edit{}, false
	}
	end := entryEnd(doc, above.Item(above.Len()-1))
	br := lineBreak(doc.File.Source(), end)
	var b strings.Builder
	if lead != "" {
		b.WriteString(br + lead)
	}
	for i, field := range fields {
		before := indent + "- "
		if i > 0 {
			before = indent + "  "
		}
		b.WriteString(br + before + field)
	}
	return text.Edit{Span: text.Span{Start: end, End: end}, New: b.String()}, true
}

// dashIndent returns the blanks before the dash of a block list's item.
func dashIndent(doc *analysis.Document, item syntax.Node) (string, bool) {
	lines := doc.File.Lines()
	start := lines.Span(lines.Line(item.Span().Start)).Start
	before := string(doc.File.Source()[start:item.Span().Start])
	indent, rest, found := strings.Cut(before, "-")
	return indent, found && strings.Trim(indent+rest, " ") == ""
}

// entryEnd is the end of the last line that a block list's item has text in.
func entryEnd(doc *analysis.Document, item syntax.Node) int {
	lines, end := doc.File.Lines(), item.Span().End
	src := doc.File.Source()
	for end > item.Span().Start && (src[end-1] == '\n' || src[end-1] == '\r' || src[end-1] == ' ') {
		end--
	}
	return lines.Span(lines.Line(end)).End
}

// addItem adds a scalar to a list in a step or definition, in its own style.
func addItem(doc *analysis.Document, list syntax.Node, item string) (edit text.Edit, ok bool) {
	if list.Kind() != syntax.Sequence || list.Len() == 0 || list.Anchor() != "" {
		return text.Edit{}, false
	}
	last := list.Item(list.Len() - 1)
	if last.Kind() != syntax.Scalar || last.Style() == syntax.Literal || last.Style() == syntax.Folded {
		return text.Edit{}, false
	}
	if list.Style() == syntax.Flow {
		at := last.Span().End
		return text.Edit{Span: text.Span{Start: at, End: at}, New: ", " + item}, true
	}
	indent, ok := dashIndent(doc, last)
	if !ok {
		return text.Edit{}, false
	}
	end := entryEnd(doc, last)
	return text.Edit{Span: text.Span{Start: end, End: end}, New: lineBreak(doc.File.Source(), end) + indent + "- " + item}, true
}

// addField adds a field behind another one of the same map, in its style.
func addField(doc *analysis.Document, in, behind syntax.Node, field string) (edit text.Edit, ok bool) {
	key, value := syntax.Node{}, syntax.Node{}
	for k, v := range in.Pairs() {
		if v == behind {
			key, value = k, v
		}
	}
	switch {
	case key.IsZero() || value.Kind() != syntax.Scalar || value.Style() == syntax.Literal || value.Style() == syntax.Folded || value.Style() == syntax.Missing:
		return text.Edit{}, false
	case in.Style() == syntax.Flow:
		at := value.Span().End
		return text.Edit{Span: text.Span{Start: at, End: at}, New: ", " + field}, true
	}
	lines := doc.File.Lines()
	start := lines.Span(lines.Line(key.Span().Start)).Start
	indent := strings.Map(func(r rune) rune {
		if r == '-' {
			return ' '
		}
		return r
	}, string(doc.File.Source()[start:key.Span().Start]))
	if strings.Trim(indent, " ") != "" {
		return text.Edit{}, false
	}
	end := entryEnd(doc, value)
	return text.Edit{Span: text.Span{Start: end, End: end}, New: lineBreak(doc.File.Source(), end) + indent + field}, true
}
