package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// parameterField follows a name into an object as far as the parameter's schema
// describes it.
func (r *references) parameterField(u symbols.Use) {
	if u.Len() < 4 || r.dottedToo(u, symbols.Parameter) {
		return
	}
	p := defined.Of(r.Pass).parameters[u.Segment(2).Name]
	if p == nil {
		return
	}
	switch typ := p.EffectiveType(); typ {
	case "object":
	case "string", "integer", "number", "boolean", "array", "file", "null":
		r.noFields(u, "parameter", typ)
		return
	default:
		return
	}
	if env, _ := p.Destination(); env == "" {
		return // what is rendered is a path, whatever its type
	}
	schema := p.Node
	for i := 3; i < u.Len(); i++ {
		if schema = r.fieldOf(u, i, schema); schema.IsZero() {
			return
		}
	}
}

// fieldOf returns the schema of one field of an object. Where there is none it
// reports what cannot be there or is nearly something else, and returns the zero
// Node.
func (r *references) fieldOf(u symbols.Use, at int, schema syntax.Node) syntax.Node {
	s, properties := u.Segment(at), schema.Get("properties")
	if properties.Kind() != syntax.Mapping || properties.Repaired() || !properties.Get("<<").IsZero() || !schema.Get("<<").IsZero() {
		return syntax.Node{}
	}
	if field := properties.Get(s.Name); !field.IsZero() {
		return field
	}
	for _, open := range []string{"patternProperties", "allOf", "anyOf", "oneOf", "$ref", "if"} {
		if !schema.Get(open).IsZero() {
			return syntax.Node{}
		}
	}
	closed := schema.Get("additionalProperties").Data() == false
	hint, nearest := didYouMean(s.Name, keys(properties))
	if nearest == "" && !closed {
		return syntax.Node{}
	}
	d := r.diagnostic(u, s.Span, fmt.Sprintf("%s has no %q%s", u.Join(1, at), s.Name, hint), nearest)
	if !closed {
		d.Severity = analysis.Warning
	}
	r.ReportDiagnostic(d)
	return syntax.Node{}
}

// outputField reports a name into an output. Porter takes every output for
// text, our own runtime reads one that is declared as an object.
func (r *references) outputField(u symbols.Use, o symbols.Symbol) {
	if u.Len() < 4 || r.dottedToo(u, symbols.Output) || r.dottedToo(u, symbols.StepOutput) {
		return
	}
	switch {
	case o.Kind == symbols.StepOutput:
		r.noFields(u, "output", "text")
	case o.Type == "object":
		d := r.diagnostic(u, u.Segment(3).Span, fmt.Sprintf(
			"under Porter 1.x an output is text and has no %q, so the step fails; have the step make that part an output of its own", u.Join(3, u.Len())), "")
		d.Target = analysis.Porter
		r.ReportDiagnostic(d)
	case o.Type != "":
		r.noFields(u, "output", o.Type)
	}
}

// dependencyField reports a name into an output of a dependency, which Porter
// takes for text.
func (r *references) dependencyField(u symbols.Use) {
	if u.Len() < 6 || u.Segment(3).Name != "outputs" {
		return
	}
	d := r.diagnostic(u, u.Segment(5).Span, fmt.Sprintf(
		"under Porter 1.x an output of a dependency is text and has no %q, so the step fails; have the dependency make that part an output of its own", u.Join(5, u.Len())), "")
	d.Target = analysis.Porter
	r.ReportDiagnostic(d)
}

// noFields reports what follows the name of something that has no parts.
func (r *references) noFields(u symbols.Use, noun, typ string) {
	name, rest := u.Segment(2).Name, u.Join(3, u.Len())
	a := "a"
	if strings.Contains("aeiou", typ[:1]) {
		a = "an"
	}
	if typ == "text" {
		a = ""
	}
	r.report(u, u.Segment(3).Span, fmt.Sprintf("the %s %q is %s and has no %q", noun, name, strings.TrimSpace(a+" "+typ), rest), "")
}

// dottedToo reports whether more of the path is the name of another definition,
// one with dots in it.
func (r *references) dottedToo(u symbols.Use, kind symbols.Kind) bool {
	for end := u.Len(); end > 3; end-- {
		if _, ok := r.index.Lookup(kind, u.Join(2, end)); ok {
			return true
		}
	}
	return false
}
