package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// mixinTypes reports values that a mixin cannot read.
func mixinTypes(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	for _, m := range misfits.Of(p) {
		if m.Kind != schema.WrongType {
			continue
		}
		d := analysis.Diagnostic{
			Span:    doc.File.FirstLine(m.Node.Span()),
			Message: fmt.Sprintf("%s%s must be %s; this is %s", m.what(), m.within(), wanted(m.Want), m.Node.Words()),
			Fixes:   retype(doc, m),
		}
		if !m.known {
			d.Severity = analysis.Warning
		} else if m.isFlag() {
			d.Severity = analysis.Warning
			d.Message = fmt.Sprintf("the flag %s must be one value or a list of them; a map is passed on as Go writes it, map[…]", m.what())
		}
		p.ReportDiagnostic(d)
	}
	flagLists(p)
}

// wanted says the types of JSON Schema in words.
func wanted(types []string) string {
	words := map[string]string{
		"array": "a list", "object": "a map", "string": "text", "boolean": "true or false",
		"integer": "a whole number", "number": "a number",
	}
	var all []string
	for _, t := range types {
		if w := words[t]; w != "" && !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	if len(all) == 0 {
		return "nothing"
	}
	return strings.Join(all, " or ")
}

// isFlag reports whether the value is that of a command's flag.
func (m misfit) isFlag() bool {
	n := len(m.Path)
	return n > 4 && m.Path[n-2].Key == "flags" && m.Path[n-1].Index < 0
}

// retype is the fix that writes a value in the one form that fits.
func retype(doc *analysis.Document, m misfit) []analysis.SuggestedFix {
	n := m.Node
	quoted := n.Style() == syntax.SingleQuoted || n.Style() == syntax.DoubleQuoted
	switch {
	case len(m.Want) != 1 || n.Kind() != syntax.Scalar:
		return nil
	case quoted && (m.Want[0] == "boolean" || m.Want[0] == "integer" || m.Want[0] == "number"):
		return unquote(doc, n, m.Want[0])
	case m.Want[0] == "array" && (quoted || n.Style() == syntax.Plain && !strings.ContainsAny(n.Value(), "[]{},#\n")):
		return []analysis.SuggestedFix{{
			Title:  "Make a list of it",
			Unsafe: strings.Contains(n.Value(), " "), // several words are likely several entries
			Edits:  []analysis.FileEdit{insert(doc, n.Span().Start, "["), insert(doc, n.Span().End, "]")},
		}}
	}
	return nil
}

// unquote is the fix that takes the quotes off a value which then has the type.
func unquote(doc *analysis.Document, n syntax.Node, kind string) []analysis.SuggestedFix {
	fits := false
	switch syntax.PlainData(n.Value()).(type) {
	case bool:
		fits = kind == "boolean"
	case int, uint64:
		fits = kind == "integer" || kind == "number"
	case float64:
		fits = kind == "number"
	}
	if !fits {
		return nil
	}
	return editFix(doc, "Take off the quotes", text.Edit{Span: n.Span(), New: n.Value()})
}

func insert(doc *analysis.Document, at int, what string) analysis.FileEdit {
	return analysis.FileEdit{File: doc.Name, Edit: text.Edit{Span: text.Span{Start: at, End: at}, New: what}}
}

// quote is the fix that makes a text of a plain scalar.
func quote(doc *analysis.Document, n syntax.Node) []analysis.SuggestedFix {
	if n.Style() != syntax.Plain || n.Tag() != "" || strings.ContainsAny(n.Value(), "\"\\\n") {
		return nil
	}
	return editFix(doc, fmt.Sprintf("Write %q", n.Value()), text.Edit{Span: n.Span(), New: `"` + n.Value() + `"`})
}

// flagLists reports values of repeated flags that are no text: the library that
// Porter's mixins read flags with takes every value, but in lists texts alone.
func flagLists(p *analysis.Pass) {
	silent := silence.Of(p)
	set := p.Schema().Builtin()
	for _, a := range p.Bundle.Manifest.Manifest.Actions {
		if silent.section(a.Name.Value) {
			continue
		}
		for _, s := range a.Steps {
			if s.Body.Kind() != syntax.Mapping || set.Mixin(s.Mixin.Value) == nil {
				continue
			}
			path := []syntax.Step{{Key: a.Name.Value, Index: -1}, {Index: s.Index}, {Key: s.Mixin.Value, Index: -1}}
			flagsOf(p, set, path, s.Body)
			for k, v := range s.Body.Pairs() {
				if v.Kind() == syntax.Mapping {
					flagsOf(p, set, append(path, syntax.Step{Key: k.Value(), Index: -1}), v)
				}
			}
		}
	}
}

// flagsOf looks at the flags in a map of a step.
func flagsOf(p *analysis.Pass, set *schema.Set, path []syntax.Step, in syntax.Node) {
	var asked, flags bool // whether the mixin reads flags there
	for k, v := range in.Get("flags").Pairs() {
		for _, item := range v.Items() {
			if item.Kind() != syntax.Scalar || item.Type() == syntax.String || item.Repaired() || item.Style() == syntax.Missing {
				continue
			}
			if !asked {
				field := set.At(append(slices.Clip(path), syntax.Step{Key: "flags", Index: -1}, syntax.Step{Key: k.Value(), Index: -1}))
				asked, flags = true, field.Fits("array") && field.Fits("null") && !field.Fits("object")
			}
			if !flags {
				return
			}
			p.ReportDiagnostic(analysis.Diagnostic{
				Span:    item.Span(),
				Message: fmt.Sprintf("the values in a list of a flag must be text, or the step fails; this is %s: put it in quotes", item.Words()),
				Fixes:   quote(p.Bundle.Manifest, item),
			})
		}
	}
}
