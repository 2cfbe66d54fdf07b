package rules

import (
	"fmt"
	"strconv"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func unsatisfiableSchema() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "unsatisfiable-schema",
		Doc: `The schema of a parameter takes no value, or lists one that it never takes.

A value must be of the parameter's type and one of its enum. A parameter of type string, which is the type where none is written and there is no path, takes "1.19" and not the number 1.19: what stands there as true, 5 or 1.19 without quotes is no text. Porter builds such a bundle and refuses every value when it runs: "should be one of". Put the values in quotes, or write the type that they have.

Nor can a value be above a minimum and below a smaller maximum.`,
		Severity: analysis.Error,
		Run:      runUnsatisfiableSchema,
	}
}

func runUnsatisfiableSchema(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	if silence.Of(p).section("parameters") {
		return
	}
	for i := range doc.Manifest.Parameters {
		v := &doc.Manifest.Parameters[i]
		if len(v.Schema.Keywords) == 0 || v.Node.Repaired() || !counts(doc, symbols.Parameter, v.Name.Value, v.Node) {
			continue
		}
		enumTypes(p, v)
		bounds(p, v, "minimum", "maximum", false)
		bounds(p, v, "exclusiveMinimum", "maximum", true)
		bounds(p, v, "minimum", "exclusiveMaximum", true)
		bounds(p, v, "exclusiveMinimum", "exclusiveMaximum", true)
		bounds(p, v, "minLength", "maxLength", false)
	}
}

// enumTypes reports the values of an enum that are not of the parameter's type:
// an error where none of them is, for then there is no value at all.
func enumTypes(p *analysis.Pass, v *manifest.Parameter) {
	doc, typ := p.Bundle.Manifest, v.EffectiveType()
	if v.Schema.Enum.Kind() != syntax.Sequence || typ == "" || typ == "file" {
		return
	}
	wrong := 0
	for _, item := range v.Schema.Enum.Items() {
		switch fits, known := isOfType(item, typ); {
		case !known:
			return
		case !fits:
			wrong++
		}
	}
	if wrong == 0 {
		return
	}
	severity, effect := analysis.Warning, "this value is never taken"
	if wrong == v.Schema.Enum.Len() {
		severity, effect = analysis.Error, "no value is taken at all"
	}
	for _, item := range v.Schema.Enum.Items() {
		if fits, _ := isOfType(item, typ); fits {
			continue
		}
		d := analysis.Diagnostic{
			Span: doc.File.FirstLine(item.Span()), Severity: severity,
			Message: fmt.Sprintf("the parameter %q is of type %s and this is %s, so %s", v.Name.Value, typ, item.Words(), effect),
		}
		if typ == "string" && item.Kind() == syntax.Scalar && item.Style() == syntax.Plain {
			d.Message += fmt.Sprintf(": write %q", item.Value())
			d.Fixes = []analysis.SuggestedFix{{
				Title: fmt.Sprintf("Put %s in quotes", item.Value()),
				Edits: []analysis.FileEdit{
					{File: doc.Name, Edit: text.Edit{Span: text.Span{Start: item.Span().Start, End: item.Span().Start}, New: `"`}},
					{File: doc.Name, Edit: text.Edit{Span: text.Span{Start: item.Span().End, End: item.Span().End}, New: `"`}},
				},
			}}
		}
		p.ReportDiagnostic(d)
	}
}

// isOfType reports whether a value is of a JSON schema's type; known is false
// where that is not sure.
func isOfType(n syntax.Node, typ string) (fits, known bool) {
	is := n.JSONType()
	switch typ {
	case "string", "boolean", "object", "array", "null":
		return is == typ, is != ""
	case "number":
		return is == "number" || is == "integer", is != ""
	case "integer":
		return is == "integer", is != "" && is != "number"
	}
	return false, false
}

// bounds reports an upper bound that is below the lower one.
func bounds(p *analysis.Pass, v *manifest.Parameter, lower, upper string, exclusive bool) {
	low, lowOK := number(v.Schema.Keyword(lower))
	high, highOK := number(v.Schema.Keyword(upper))
	if !lowOK || !highOK || low < high || low == high && !exclusive || !concerns(lower, v.EffectiveType()) {
		return
	}
	p.ReportDiagnostic(analysis.Diagnostic{
		Span: v.Schema.Keyword(upper).Span(),
		Message: fmt.Sprintf("no value of the parameter %q is within %s %s and %s %s, so none is taken", v.Name.Value,
			lower, strconv.FormatFloat(low, 'g', -1, 64), upper, strconv.FormatFloat(high, 'g', -1, 64)),
		Related: []analysis.Related{{File: p.Bundle.Manifest.Name, Span: v.Schema.Keyword(lower).Span(), Message: "the lower bound"}},
	})
}

func number(n syntax.Node) (float64, bool) {
	switch v := n.Data().(type) {
	case int:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}
