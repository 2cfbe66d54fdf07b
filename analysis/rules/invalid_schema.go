package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func invalidSchema() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "invalid-schema",
		Doc: `The JSON schema of a parameter or output cannot be used.

What stands beside the name of a parameter or output is the schema of its values. A type is string, integer, number, boolean, object, array, null or file, or a list of these; a pattern is a regular expression as Go has them, without looking ahead or behind. With a schema that cannot be used Porter refuses the manifest, and at a few of them it crashes.`,
		Severity: analysis.Error,
		Run:      runInvalidSchema,
	}
}

func runInvalidSchema(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	for _, problem := range refused.Of(p).of("invalid-schema") {
		d := analysis.Diagnostic{Span: problem.Span, Message: problem.Message}
		n := doc.File.NodeAt(problem.Span.Start)
		_, section := sectionAround(doc, problem.Span.Start)
		entry := childAround(section, problem.Span.Start)
		if n.Kind() == syntax.Scalar && n.Span() == problem.Span && isTypeOf(entry, n) {
			if n.Value() == "file" {
				d.Message += "; a file is type: file alone, not in a list or a property"
			} else if name := jsonType(n.Value()); name != "" {
				d.Message += fmt.Sprintf("; did you mean %q?", name)
				d.Fixes = rename(doc, problem.Span, name)
			}
		}
		p.ReportDiagnostic(d)
	}
}

// isTypeOf reports whether a scalar is the type of a schema, or one of several, in
// an entry of parameters or outputs.
func isTypeOf(entry, n syntax.Node) bool {
	parent, _, ok := parentOf(entry, n)
	if ok && parent.Kind() == syntax.Sequence {
		n = parent
		parent, _, ok = parentOf(entry, n)
	}
	return ok && keyFor(parent, n) == "type"
}

// jsonType returns the type that is meant by a name that is none of JSON schema,
// "" where none is near.
func jsonType(name string) string {
	switch name {
	case "int", "long", "uint":
		return "integer"
	case "bool":
		return "boolean"
	case "text", "str":
		return "string"
	case "float", "double", "decimal":
		return "number"
	case "list", "slice":
		return "array"
	case "map", "dict":
		return "object"
	}
	return analysis.Nearest(name, []string{"string", "integer", "number", "boolean", "object", "array", "null"})
}
