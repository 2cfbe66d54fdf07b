package rules

import (
	"fmt"

	"github.com/distribution/reference"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

func dependencyCycle() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dependency-cycle",
		Doc: `A bundle depends on itself, or its dependencies on each other.

A bundle that has its own reference among its dependencies cannot be installed before itself. With the second generation of Porter's dependencies, where the outputs of one dependency are handed to another, Porter looks for circles before it runs anything and refuses: "circular dependency detected".`,
		Severity: analysis.Error,
		Target:   analysis.Porter,
		Run:      runDependencyCycle,
	}
}

func runDependencyCycle(p *analysis.Pass) {
	w := dependencyWiring.Of(p)
	if len(w.all) == 0 {
		return
	}
	if own, err := p.Bundle.Manifest.Manifest.BundleReference(); err == nil {
		for _, d := range w.all {
			if named, err := reference.ParseNormalizedNamed(d.Reference.Value); err == nil && reference.FamiliarString(named) == own {
				report := analysis.Diagnostic{Span: d.Reference.Node.TextSpan(), Message: fmt.Sprintf("this bundle is published as %s itself, so it depends on itself", own)}
				if !w.second {
					report.Severity = analysis.Warning // Porter follows dependencies one level deep
				}
				p.ReportDiagnostic(report)
			}
		}
	}
	if w.second {
		circles(p, w)
	}
}

// circles reports the templates that close a circle of dependencies.
func circles(p *analysis.Pass, w wiring) {
	type edge struct {
		to string
		at text.Span
	}
	from := map[string][]edge{}
	for _, d := range w.all {
		for _, m := range d.mappings {
			for _, u := range m.tags {
				if m.section != "outputs" && len(u.Path) >= 5 && u.Path[0].Name == "bundle" && u.Path[1].Name == "dependencies" && u.Path[3].Name == "outputs" {
					from[d.Name.Value] = append(from[d.Name.Value], edge{u.Path[2].Name, u.Path[2].Span})
				}
			}
		}
	}
	const inProgress, done = 1, 2
	state := map[string]int{}
	var visit func(name string)
	visit = func(name string) {
		state[name] = inProgress
		for _, e := range from[name] {
			switch state[e.to] {
			case inProgress:
				p.Report(e.at, fmt.Sprintf("%s needs %s, which needs %s in turn, so Porter refuses to run the bundle", name, e.to, name))
			case 0:
				visit(e.to)
			}
		}
		state[name] = done
	}
	for _, d := range w.all {
		if state[d.Name.Value] == 0 {
			visit(d.Name.Value)
		}
	}
}
