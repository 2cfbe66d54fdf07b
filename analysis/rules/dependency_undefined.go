package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
)

const fromLocal = `

What the other bundle has is known where Porter has it in its cache on this machine; nothing is fetched, and of a bundle that is not there nothing is said.`

func dependencyParameterUndefined() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dependency-parameter-undefined",
		Doc: `A dependency is given a parameter that its bundle does not have.

Porter's lint refuses that, so the bundle cannot be built.` + fromLocal,
		Severity: analysis.Error,
		Porter:   "porter-103",
		Target:   analysis.Porter,
		Run: func(p *analysis.Pass) {
			undefinedNames(p, "parameters", "parameter", parametersOf)
		},
	}
}

func dependencyCredentialUndefined() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dependency-credential-undefined",
		Doc: `A dependency is given a credential that its bundle does not have.

Porter's lint refuses that, so the bundle cannot be built.` + fromLocal,
		Severity: analysis.Error,
		Porter:   "porter-104",
		Target:   analysis.Porter,
		Run: func(p *analysis.Pass) {
			undefinedNames(p, "credentials", "credential", credentialsOf)
		},
	}
}

func dependencyOutputUndefined() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dependency-output-undefined",
		Doc: `Something uses an output of a dependency that its bundle does not have.

A template in a step or the source of a parameter is then without a value, and the run fails before it begins. Between dependencies, with Porter's second generation of them, its lint refuses to build.` + fromLocal,
		Severity: analysis.Error,
		Porter:   "porter-109",
		Target:   analysis.Porter,
		Run:      runDependencyOutputUndefined,
	}
}

func runDependencyOutputUndefined(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	w := dependencyWiring.Of(p)
	silent := silence.Of(p)
	known := map[string]*dependency{}
	for i := range w.all {
		if d := &w.all[i]; d.bundle != nil {
			known[d.Name.Value] = d
		}
	}
	for _, r := range doc.Symbols.Refs {
		if r.Kind != symbols.DependencyOutput || r.Action != "" && silent.section(r.Action) || len(known) == 0 {
			continue
		}
		for dot := range r.Name { // the dependency's name may have dots
			d := known[r.Name[:dot]]
			if r.Name[dot] != '.' || d == nil {
				continue
			}
			output := r.Name[dot+1:]
			if d.maps("outputs", output) {
				continue
			}
			if _, ok := d.bundle.Outputs[output]; ok {
				continue
			}
			hint, nearest := didYouMean(output, outputsOf(d.bundle))
			report := analysis.Diagnostic{
				Span:    r.Span,
				Message: fmt.Sprintf("the bundle %s has no output %q, so there never is a value%s", d.Reference.Value, output, hint),
			}
			if nearest != "" && r.Span.Of(doc.File.Source()) == output {
				report.Fixes = rename(doc, r.Span, nearest)
			}
			p.ReportDiagnostic(report)
		}
	}
	if w.second {
		unknownAliases(p, w)
	}
}

// unknownAliases reports mappings that name a dependency which is none.
func unknownAliases(p *analysis.Pass, w wiring) {
	doc := p.Bundle.Manifest
	if len(w.all) != len(doc.Manifest.Dependencies) {
		return // one that is not finished may be the one that is meant
	}
	for _, d := range w.all {
		for _, m := range d.mappings {
			for _, u := range m.tags {
				if len(u.Path) < 5 || u.Path[0].Name != "bundle" || u.Path[1].Name != "dependencies" || u.Path[3].Name != "outputs" {
					continue
				}
				name := u.Path[2]
				defined, hint, nearest := lookup(p, symbols.Dependency, name.Name)
				if defined {
					continue
				}
				report := analysis.Diagnostic{
					Span: name.Span, Message: fmt.Sprintf("there is no dependency %q, so Porter refuses to build%s", name.Name, hint),
				}
				if nearest != "" {
					report.Fixes = rename(doc, name.Span, nearest)
				}
				p.ReportDiagnostic(report)
			}
		}
	}
}
