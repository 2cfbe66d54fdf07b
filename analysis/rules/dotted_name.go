package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

func dottedName() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dotted-name",
		Doc: `A name has a dot in it, so that no template can reach it.

Porter 1.x takes a template's name apart at its dots and looks for one part in the other: of a parameter a.b it looks for b in a. A parameter, credential or output can still be used by its variable or file, an image or a dependency not at all. Write - in place of the dot.

Nothing is said of a parameter, credential or output that is a file: programs find it at its path, and it may well be called like the file.`,
		Severity: analysis.Information,
		Target:   analysis.Porter,
		Run:      runDottedName,
	}
}

func runDottedName(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	for _, kind := range [...]symbols.Kind{symbols.Parameter, symbols.Credential, symbols.Output, symbols.Image, symbols.Dependency} {
		for _, name := range doc.Symbols.Names(kind) {
			if !strings.Contains(name, ".") || strings.HasSuffix(name, ".") || strings.Contains(name, "/") || named(doc, kind, name) || isFile(doc.Manifest, kind, name) {
				continue // one that ends with a dot is still being typed
			}
			s, _ := doc.Symbols.Lookup(kind, name)
			d := analysis.Diagnostic{
				Span:    s.Span,
				Message: fmt.Sprintf("under Porter 1.x no template can reach the %s %q, because of the dot in its name", kind, name),
			}
			if other := strings.ReplaceAll(name, ".", "-"); free(doc, kind, other) {
				d.Message += fmt.Sprintf("; call it %q", other)
				d.Fixes = renameAll(doc, s, other, true)
			}
			p.ReportDiagnostic(d)
		}
	}
}

// isFile reports whether a parameter, credential or output is a file.
func isFile(m *manifest.Manifest, kind symbols.Kind, name string) bool {
	switch kind {
	case symbols.Parameter:
		for i := range m.Parameters {
			if v := &m.Parameters[i]; v.Name.Value == name {
				_, file := v.Destination()
				return file != ""
			}
		}
	case symbols.Credential:
		for i := range m.Credentials {
			if v := &m.Credentials[i]; v.Name.Value == name {
				_, file := v.Destination()
				return file != ""
			}
		}
	case symbols.Output:
		for i := range m.Outputs {
			if v := &m.Outputs[i]; v.Name.Value == name {
				return v.Path.Value != "" || v.EffectiveType() == "file"
			}
		}
	}
	return false
}

// named reports whether a template tries to reach a name, which another rule
// says then.
func named(doc *analysis.Document, kind symbols.Kind, name string) bool {
	return slices.ContainsFunc(doc.Symbols.Refs, func(r symbols.Ref) bool {
		return r.Kind == kind && r.Name == name && r.Action != ""
	})
}
