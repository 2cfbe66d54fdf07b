package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
)

func typeMismatch() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "type-mismatch",
		Doc: `A template without quotes stands for a value of another type than the mixin reads there.

What a template without quotes becomes is read as YAML again: an object becomes a map, an array a list, true a boolean. Where the mixin wants text, the step then fails. Put single quotes around the template, so that it stays text whatever it becomes, or use the single fields of the object.`,
		Severity: analysis.Warning,
		Run:      runTypeMismatch,
	}
}

func runTypeMismatch(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	silent := silence.Of(p)
	if silent.all {
		return
	}
	for _, r := range doc.Symbols.Refs {
		if r.Kind != symbols.Parameter || r.Action == "" || silent.section(r.Action) || silent.section("parameters") {
			continue
		}
		kind := valueType(doc, r.Name)
		if kind == "" {
			continue
		}
		n := doc.File.NodeAt(r.Span.Start)
		if n.Kind() != syntax.Scalar || n.Style() != syntax.Plain || !isVariable(n.Value(), "bundle.parameters."+r.Name, doc.Manifest.Delims) {
			continue
		}
		path := doc.File.PathAt(r.Span.Start)
		if field := p.Schema().At(path.Steps); path.Where == syntax.InValue && len(field.Types) > 0 && !takesType(field.Types, kind) {
			p.ReportDiagnostic(analysis.Diagnostic{
				Span:    n.Span(),
				Message: fmt.Sprintf("the parameter %q is %s, but %s must be %s%s", r.Name, article(kind), valueName(path.Steps, ""), wanted(field.Types), singleQuotes(field.Types)),
				Fixes:   singleQuote(doc, n, field.Types),
			})
		}
	}
}

// valueType returns the type of what a parameter becomes in a step, "" where it
// may be more than one or a text, which may be read as anything.
func valueType(doc *analysis.Document, name string) string {
	s, _ := doc.Symbols.Lookup(symbols.Parameter, name)
	switch s.Type {
	case "object", "array", "boolean", "integer", "number":
	default:
		return ""
	}
	persistent, _ := s.Node.Get("persistent").Bool()
	if persistent || !s.Node.Get("path").IsZero() && s.Node.Get("env").IsZero() {
		return "" // its path
	}
	return s.Type
}

// isVariable reports whether a text is a template's variable and nothing else.
func isVariable(s, name string, d template.Delims) bool {
	inner, ok := strings.CutPrefix(strings.TrimSpace(s), d.Open)
	if !ok {
		return false
	}
	inner, ok = strings.CutSuffix(inner, d.Close)
	return ok && strings.TrimSpace(inner) == name
}

// takesType reports whether a field takes values of a type, as YAML reads them:
// any scalar is a text.
func takesType(types []string, kind string) bool {
	switch {
	case slices.Contains(types, kind):
		return true
	case kind == "object" || kind == "array":
		return false
	}
	number := kind == "integer" || kind == "number"
	return slices.Contains(types, "string") || number && (slices.Contains(types, "number") || slices.Contains(types, "integer"))
}

// singleQuotes adds what to write where text is taken.
func singleQuotes(types []string) string {
	if slices.Contains(types, "string") {
		return "; put single quotes around the template to pass it as text"
	}
	return ""
}

// singleQuote is the fix that makes a text of what a template becomes.
func singleQuote(doc *analysis.Document, n syntax.Node, types []string) []analysis.SuggestedFix {
	if !slices.Contains(types, "string") || strings.ContainsAny(n.Value(), "'\n") {
		return nil
	}
	return []analysis.SuggestedFix{{
		Title: "Put single quotes around it",
		Edits: []analysis.FileEdit{insert(doc, n.Span().Start, "'"), insert(doc, n.Span().End, "'")},
	}}
}
