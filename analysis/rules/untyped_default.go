package rules

import (
	b64 "encoding/base64"
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func untypedDefault() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "untyped-default",
		Doc: `A parameter or output without a type has a default that is no text.

Without type it is a string, or with a path a file, whose default is its content in base64. Porter's build does not look at the default with that in mind; the bundle is refused when it is to run: "type should be string, got integer". Write the type of the default.`,
		Severity: analysis.Error,
		Run:      runUntypedDefault,
	}
}

// runUntypedDefault reports defaults that do not fit the type that a parameter or
// output without one gets. Porter's loader does not know that type yet: only a
// run refuses the bundle.
func runUntypedDefault(p *analysis.Pass) {
	doc, silent := p.Bundle.Manifest, silence.Of(p)
	if !silent.section("parameters") {
		for i := range doc.Manifest.Parameters {
			v := &doc.Manifest.Parameters[i]
			if !v.Persistent && counts(doc, symbols.Parameter, v.Name.Value, v.Node) {
				checkUntyped(p, symbols.Parameter, v.Name, v.Schema, v.EffectiveType())
			}
		}
	}
	if !silent.section("outputs") {
		for i := range doc.Manifest.Outputs {
			v := &doc.Manifest.Outputs[i]
			if counts(doc, symbols.Output, v.Name.Value, v.Node) {
				checkUntyped(p, symbols.Output, v.Name, v.Schema, v.EffectiveType())
			}
		}
	}
}

func checkUntyped(p *analysis.Pass, kind symbols.Kind, name manifest.String, s manifest.Schema, typ string) {
	if !s.HasDefault() || !s.Keyword("type").IsZero() || s.Node.Repaired() || s.Default.Kind() == syntax.Alias {
		return
	}
	is := s.Default.JSONType()
	wanted := "text"
	switch {
	case is == "" || is == "null":
		return
	case is == "string" && typ == "string":
		return
	case is == "string":
		if _, err := b64.StdEncoding.DecodeString(s.Default.Value()); err == nil {
			return
		}
		wanted = "base64, the content of a file"
	}
	doc := p.Bundle.Manifest
	p.ReportDiagnostic(analysis.Diagnostic{
		Span:    doc.File.FirstLine(s.Default.Span()),
		Message: fmt.Sprintf("the %s %q has no type, so its default must be %s, and the bundle cannot be run: write type: %s", kind, name.Value, wanted, is),
		Fixes:   adding(doc, s.Node, "name", "type: "+is),
	})
}
