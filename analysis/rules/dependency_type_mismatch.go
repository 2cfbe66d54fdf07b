package rules

import (
	"fmt"
	"strconv"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/template"
)

func dependencyTypeMismatch() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dependency-type-mismatch",
		Doc: `A dependency is given a value of another type than its bundle's parameter has.

Porter builds the bundle and fails when it is installed from its source. With the second generation of Porter's dependencies the type of a parameter that is handed on is looked at too.` + fromLocal,
		Severity: analysis.Error,
		Target:   analysis.Porter,
		Run:      runDependencyTypeMismatch,
	}
}

func runDependencyTypeMismatch(p *analysis.Pass) {
	w := dependencyWiring.Of(p)
	for _, d := range w.all {
		if d.bundle == nil {
			continue
		}
		for _, m := range d.in("parameters") {
			parameter, ok := d.bundle.Parameters[m.Key.Value]
			wanted, known := d.bundle.Definitions[parameter.Definition]["type"].(string)
			if !ok || !known {
				continue
			}
			value := m.Value.Value
			switch {
			case len(m.tags) == 0 && value != "" && !readsAs(value, wanted):
				p.Report(m.Value.Node.TextSpan(), fmt.Sprintf("the bundle %s takes %s for %s, which %q is not, so installing from the source fails", d.Reference.Value, article(wanted), m.Key.Value, value))
			case w.second && len(m.tags) == 1 && m.tags[0].Span == m.Value.Node.TextSpan():
				if typ := handedOn(p, m.tags[0]); typ != "" && typ != wanted && !(typ == "integer" && wanted == "number") {
					p.ReportDiagnostic(analysis.Diagnostic{
						Span: m.tags[0].Span, Severity: analysis.Warning,
						Message: fmt.Sprintf("this is %s, and the bundle %s takes %s for %s", article(typ), d.Reference.Value, article(wanted), m.Key.Value),
					})
				}
			}
		}
	}
}

// handedOn is the type of the parameter that a template stands for, "" where it
// is none of those that can be told apart.
func handedOn(p *analysis.Pass, u template.Use) string {
	if len(u.Path) != 3 || u.Path[0].Name != "bundle" || u.Path[1].Name != "parameters" {
		return ""
	}
	s, ok := p.Bundle.Manifest.Symbols.Lookup(symbols.Parameter, u.Path[2].Name)
	if !ok {
		return ""
	}
	switch s.Type {
	case "integer", "number", "boolean", "string":
		return s.Type
	}
	return ""
}

// readsAs reports whether Porter can make a value of a type of a text.
func readsAs(value, typ string) bool {
	var err error
	switch typ {
	case "integer":
		_, err = strconv.Atoi(value)
	case "number":
		_, err = strconv.ParseFloat(value, 64)
	case "boolean":
		_, err = strconv.ParseBool(value)
	}
	return err == nil
}

func article(typ string) string {
	if typ == "integer" || typ == "object" || typ == "array" {
		return "an " + typ
	}
	return "a " + typ
}
