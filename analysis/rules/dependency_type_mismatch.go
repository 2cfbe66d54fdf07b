package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/value"
)

func dependencyTypeMismatch() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dependency-type-mismatch",
		Doc: `A dependency is given a value that its bundle's parameter does not take.

Porter reads the text as the parameter's type, as it does with values on the command line, and holds it against the parameter's schema, such as its enum or minimum. It builds the bundle all the same, and fails when it is installed from its source. With the second generation of Porter's dependencies the type of a parameter that is handed on is looked at too.` + fromLocal,
		Severity: analysis.Error,
		Target:   analysis.Porter,
		Run:      runDependencyTypeMismatch,
	}
}

func runDependencyTypeMismatch(p *analysis.Pass) {
	w := dependencyWiring.Of(p)
	for i := range w.all {
		d := &w.all[i]
		if d.bundle == nil {
			continue
		}
		for _, m := range d.in("parameters") {
			parameter, ok := d.bundle.Parameters[m.Key.Value]
			if !ok {
				continue
			}
			definition := d.bundle.Definitions[parameter.Definition]
			switch {
			case len(m.tags) == 0:
				d.givenText(p, m, definition)
			case w.second && len(m.tags) == 1 && m.tags[0].Span == m.Value.Node.TextSpan():
				d.handedOn(p, m, definition)
			}
		}
	}
}

// givenText looks at a value that is written out.
func (d *dependency) givenText(p *analysis.Pass, m mapping, definition cnab.Definition) {
	wanted, ok := definition["type"].(string)
	node := m.Value.Node
	if !ok || definition.IsFile() || node.Repaired() || node.Style() == syntax.Missing {
		return
	}
	v, wrong := likePorter(wanted, m.Value.Value)
	if wrong == "" && v != nil && value.Unusable(map[string]any(definition)) == nil {
		for _, e := range definition.Validate(v) {
			wrong = e.Error()
			break
		}
	}
	if wrong == "" {
		return
	}
	if wanted == "array" || wanted == "object" { // which can only stand here as a text
		wrong, _, _ = strings.Cut(wrong, ";")
		wrong += "; write it as JSON in single quotes"
	}
	d.report(p, analysis.Diagnostic{
		Span:    p.Bundle.Manifest.File.FirstLine(node.TextSpan()),
		Message: fmt.Sprintf("installing from the source fails: the parameter %s of %s %s", m.Key.Value, d.says(), wrong),
	})
}

// handedOn looks at a value that a template stands for.
func (d *dependency) handedOn(p *analysis.Pass, m mapping, definition cnab.Definition) {
	wanted, ok := definition["type"].(string)
	typ := typeOfTemplate(p, m.tags[0])
	if !ok || typ == "" || typ == wanted || typ == "integer" && wanted == "number" {
		return
	}
	d.report(p, analysis.Diagnostic{
		Span: m.tags[0].Span, Severity: analysis.Warning,
		Message: fmt.Sprintf("this is %s, and %s takes %s for %s", article(typ), d.says(), article(wanted), m.Key.Value),
	})
}

// typeOfTemplate is the type of the parameter, or of the output of another
// dependency, that a template stands for; "" where it may be more than one.
func typeOfTemplate(p *analysis.Pass, u template.Use) string {
	if len(u.Path) < 3 || u.Path[0].Name != "bundle" {
		return ""
	}
	typ := ""
	switch {
	case len(u.Path) == 3 && u.Path[1].Name == "parameters":
		s, _ := p.Bundle.Manifest.Symbols.Lookup(symbols.Parameter, u.Path[2].Name)
		typ = s.Type
	case len(u.Path) == 5 && u.Path[1].Name == "dependencies" && u.Path[3].Name == "outputs":
		typ = dependencyOutputType(p, u.Path[2].Name, u.Path[4].Name)
	}
	switch typ {
	case "integer", "number", "boolean", "string", "object", "array":
		return typ
	}
	return ""
}

// dependencyOutputType is the type of a dependency's output, "" where it is not
// known or may be more than one.
func dependencyOutputType(p *analysis.Pass, dependency, output string) string {
	w := dependencyWiring.Of(p)
	d := w.named(dependency)
	if d == nil || d.bundle == nil {
		return ""
	}
	definition := d.bundle.Definitions[d.bundle.Outputs[output].Definition]
	typ, _ := definition["type"].(string)
	if definition.IsFile() {
		return ""
	}
	return typ
}

func article(typ string) string {
	if typ == "integer" || typ == "object" || typ == "array" {
		return "an " + typ
	}
	return "a " + typ
}
