package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func sensitiveNotMarked() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "sensitive-not-marked",
		Doc: `A parameter or output is called like a secret and is not marked sensitive.

A value that is not sensitive is printed by the bundle's steps as it is, shown by commands that list parameters and outputs, and kept in plain text in the record of the run. With ` + "`sensitive: true`" + ` it is masked and goes into a secret store; Porter then needs one that it can write to, which its default is not.

Where the name only sounds like a secret, say ` + "`sensitive: false`" + `.`,
		Severity: analysis.Hint,
		Run:      runSensitiveNotMarked,
	}
}

func runSensitiveNotMarked(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	silent := silence.Of(p)
	if !silent.section("parameters") {
		for i := range doc.Manifest.Parameters {
			param := &doc.Manifest.Parameters[i]
			if !param.Sensitive {
				notMarked(p, "parameter", param.Name, param.Node, &param.Schema, param.EffectiveType())
			}
		}
	}
	if !silent.section("outputs") {
		for i := range doc.Manifest.Outputs {
			out := &doc.Manifest.Outputs[i]
			if !out.Sensitive {
				notMarked(p, "output", out.Name, out.Node, &out.Schema, out.EffectiveType())
			}
		}
	}
}

func notMarked(p *analysis.Pass, noun string, name manifest.String, entry syntax.Node, schema *manifest.Schema, typ string) {
	doc := p.Bundle.Manifest
	if !name.Set() || !analysis.SecretName(name.Value) || !schema.Enum.IsZero() {
		return
	}
	switch typ {
	case "string", "file", "object":
	default:
		return
	}
	for _, said := range []string{"sensitive", "writeOnly", "<<"} {
		if !entry.Get(said).IsZero() {
			return
		}
	}
	d := analysis.Diagnostic{
		Span:    name.Span(),
		Message: fmt.Sprintf("the %s %q is called like a secret; mark it with sensitive: true, or sensitive: false if it is none", noun, name.Value),
	}
	if fix, ok := markSensitive(doc, entry, name, noun); ok {
		fix.Unsafe = true // it is then kept in a secret store, which must be there
		d.Fixes = []analysis.SuggestedFix{fix}
	}
	p.ReportDiagnostic(d)
}

// markSensitive is the fix that adds sensitive: true behind the name of a
// parameter or output.
func markSensitive(doc *analysis.Document, entry syntax.Node, name manifest.String, noun string) (fix analysis.SuggestedFix, ok bool) {
	if !entry.Get("sensitive").IsZero() {
		return fix, false
	}
	edit, ok := addField(doc, entry, name.Node, "sensitive: true")
	return analysis.SuggestedFix{
		Title: fmt.Sprintf("Mark the %s %q sensitive", noun, name.Value),
		Edits: []analysis.FileEdit{{File: doc.Name, Edit: edit}},
	}, ok
}
