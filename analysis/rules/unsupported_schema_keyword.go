package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func unsupportedSchemaKeyword() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "unsupported-schema-keyword",
		Doc: `A keyword in the JSON schema of a parameter or output has no effect.

Porter 1.x has no place for maxItems and maxProperties: it leaves them out of the bundle without a word, and lists and maps of any size are taken. The same goes for the keywords that are younger than draft 7 of JSON Schema, such as dependentRequired, under porter-ls too. Check the value in a step.

Other keywords say nothing about a value of the parameter's type, as minimum about a text or pattern about a number.`,
		Severity: analysis.Warning,
		Run:      runUnsupportedSchemaKeyword,
	}
}

func runUnsupportedSchemaKeyword(p *analysis.Pass) {
	m, silent := p.Bundle.Manifest.Manifest, silence.Of(p)
	if !silent.section("parameters") {
		for i := range m.Parameters {
			if v := &m.Parameters[i]; !v.Node.Repaired() {
				keywords(p, v.Schema, v.EffectiveType())
			}
		}
	}
	if !silent.section("outputs") {
		for i := range m.Outputs {
			if v := &m.Outputs[i]; !v.Node.Repaired() {
				keywords(p, v.Schema, v.EffectiveType())
			}
		}
	}
}

func keywords(p *analysis.Pass, s manifest.Schema, typ string) {
	for _, k := range s.Keywords {
		keyword(p, k.Key, k.Value, typ, 0)
	}
}

// keyword reports a keyword without effect, and those in the schemas below it.
func keyword(p *analysis.Pass, k, v syntax.Node, typ string, depth int) {
	const deepest = 64
	name := k.Value()
	switch {
	case depth > deepest:
	case name == "maxItems" || name == "maxProperties":
		p.ReportDiagnostic(analysis.Diagnostic{
			Span: k.Span(), Target: analysis.Porter,
			Message: fmt.Sprintf("Porter 1.x leaves %s out of the bundle, so there is no upper bound: check the size in a step", name),
		})
	case name == "deprecated":
		// A remark for people, which nothing was going to check.
	case manifest.IsDropped(name):
		p.Report(k.Span(), fmt.Sprintf("%s is left out of the bundle and has no effect", name))
	case typ != "" && !concerns(name, typ) && !refused.Of(p).at(v):
		p.Report(k.Span(), fmt.Sprintf("%s says nothing about a value of type %s, so it has no effect", name, typ))
	}
	if depth > deepest {
		return
	}
	switch name {
	case "properties", "patternProperties", "definitions":
		for _, schema := range v.Pairs() {
			below(p, schema, depth)
		}
	case "allOf", "anyOf", "oneOf":
		for _, schema := range v.Items() {
			below(p, schema, depth)
		}
	case "items", "additionalItems", "additionalProperties", "contains", "not", "if", "then", "else", "propertyNames":
		below(p, v, depth)
	}
}

func below(p *analysis.Pass, schema syntax.Node, depth int) {
	typ := ""
	if t := schema.Get("type"); t.Kind() == syntax.Scalar {
		typ = t.Value()
	}
	for k, v := range schema.Pairs() {
		keyword(p, k, v, typ, depth+1)
	}
}

// concerns reports whether a keyword is about values of a type.
func concerns(keyword, typ string) bool {
	switch keyword {
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf":
		return typ == "integer" || typ == "number"
	case "minLength", "maxLength", "pattern":
		return typ == "string" || typ == "file"
	case "minItems", "uniqueItems", "contains", "items", "additionalItems":
		return typ == "array"
	case "minProperties", "properties", "patternProperties", "additionalProperties", "propertyNames", "required":
		return typ == "object"
	}
	return true
}
