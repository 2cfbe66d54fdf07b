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
		section, fields = "parameters", []string{"name: " + analysis.Scalar(name), "type: string"}
		if object {
			fields[1] = "type: object"
		}
	case symbols.Credential:
		section, fields = "credentials", []string{"name: " + analysis.Scalar(name), "env: " + analysis.Scalar(manifest.EnvName(name))}
	default:
		return nil
	}
	edit, ok := analysis.AddEntry(doc, section, fields)
	if !ok {
		return nil
	}
	return []analysis.SuggestedFix{{
		Title:  fmt.Sprintf("Declare the %s %q", kind, name),
		Unsafe: true,
		Edits:  []analysis.FileEdit{{File: doc.Name, Edit: edit}},
	}}
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
	indent, ok := analysis.DashIndent(doc, last)
	if !ok {
		return text.Edit{}, false
	}
	end := analysis.EntryEnd(doc, last)
	return text.Edit{Span: text.Span{Start: end, End: end}, New: analysis.LineBreak(doc.File.Source(), end) + indent + "- " + item}, true
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
	end := analysis.EntryEnd(doc, value)
	return text.Edit{Span: text.Span{Start: end, End: end}, New: analysis.LineBreak(doc.File.Source(), end) + indent + field}, true
}
