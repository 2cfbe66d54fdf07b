package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

func dependencyOutputUndefined() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dependency-output-undefined",
		Doc: `Something uses an output of a dependency that its bundle does not have.

Porter builds the bundle without a word. A template in a step is then replaced by nothing at all, and a parameter that has the output for its source is never set from it. The same happens in install where the dependency makes the output in other actions only. Between dependencies, with Porter's second generation of them, its lint refuses to build: that is an error.` + fromLocal,
		Severity: analysis.Warning,
		Porter:   "porter-109",
		Target:   analysis.Porter,
		Run:      runDependencyOutputUndefined,
	}
}

func runDependencyOutputUndefined(p *analysis.Pass) {
	w := dependencyWiring.Of(p)
	if len(w.all) == 0 {
		return
	}
	outputsInSteps(p, w)
	outputsAsSources(p, w)
	outputsInMappings(p, w)
}

// lacks reports whether it is known that the dependency has no such output.
func (d *dependency) lacks(output string) bool {
	if d.bundle == nil || d.maps("outputs", output) {
		return false
	}
	_, ok := d.bundle.Outputs[output]
	return !ok
}

// lacking is the finding about an output that is not there.
func (d *dependency) lacking(doc *analysis.Document, span text.Span, output, effect string) analysis.Diagnostic {
	hint, nearest := didYouMean(output, outputsOf(d.bundle))
	found := analysis.Diagnostic{
		Span:    span,
		Message: fmt.Sprintf("%s has no output %q%s%s", d.says(), output, d.then(effect), hint),
	}
	if nearest != "" && span.Of(doc.File.Source()) == output {
		found.Fixes = rename(doc, span, nearest)
	}
	return found
}

func outputsInSteps(p *analysis.Pass, w wiring) {
	doc, silent := p.Bundle.Manifest, silence.Of(p)
	for _, r := range doc.Symbols.Refs {
		if r.Kind != symbols.DependencyOutput || r.Action == "" || silent.section(r.Action) {
			continue
		}
		for dot := range r.Name { // the dependency's name may have dots
			if r.Name[dot] == '.' {
				if d := w.named(r.Name[:dot]); d != nil && d.bundle != nil {
					d.inStep(p, r, r.Name[dot+1:])
				}
			}
		}
	}
}

// inStep looks at a template of a step that names an output of the dependency.
// In a comment nothing may stand as well.
func (d *dependency) inStep(p *analysis.Pass, r symbols.Ref, output string) {
	inText := func() bool { return p.Bundle.Manifest.File.NodeAt(r.Span.Start).Kind() == syntax.Scalar }
	switch {
	case d.lacks(output) && inText():
		d.report(p, d.lacking(p.Bundle.Manifest, r.Span, output, "nothing stands here when the step runs"))
	case r.Action == "install" && !d.maps("outputs", output) && !d.bundle.Outputs[output].AppliesTo("install") && inText():
		d.report(p, analysis.Diagnostic{
			Span: r.Span,
			Message: fmt.Sprintf("%s does not make the output %q in install, but in %s%s", d.says(), output,
				enumerate(d.bundle.Outputs[output].ApplyTo), d.then("nothing stands here in the first install")),
		})
	}
}

func outputsAsSources(p *analysis.Pass, w wiring) {
	doc := p.Bundle.Manifest
	if silence.Of(p).section("parameters") {
		return
	}
	for i := range doc.Manifest.Parameters {
		v := &doc.Manifest.Parameters[i]
		output := v.Source.Output
		if output.Value == "" || v.Node.Repaired() {
			continue
		}
		if d := w.named(v.Source.Dependency.Value); d != nil && d.lacks(output.Value) {
			d.report(p, d.lacking(doc, spanOf(output), output.Value, unset(v)))
		}
	}
}

// outputsInMappings looks at what Porter's lint looks at.
func outputsInMappings(p *analysis.Pass, w wiring) {
	eachMappingTag(p, func(d *dependency, m mapping, u template.Use) {
		switch {
		case len(u.Path) >= 2 && u.Path[0].Name == "outputs" && m.section == "outputs":
			d.mappingOf(p, u, 1)
		case len(u.Path) >= 5 && u.Path[0].Name == "bundle" && u.Path[1].Name == "dependencies" && u.Path[3].Name == "outputs":
			if of := w.named(u.Path[2].Name); of != nil {
				of.mappingOf(p, u, 4)
			} else {
				unknownAlias(p, w, u)
			}
		}
	})
}

// mappingOf looks at a template that names an output of the dependency from a
// segment on.
func (d *dependency) mappingOf(p *analysis.Pass, u template.Use, from int) {
	output := rest(u, from)
	if output == "" || !d.lacks(output) {
		return
	}
	span := text.Span{Start: u.Path[from].Span.Start, End: u.Path[len(u.Path)-1].Span.End}
	found := d.lacking(p.Bundle.Manifest, span, output, "Porter refuses to build")
	found.Severity = analysis.Error
	d.report(p, found)
}

// unknownAlias reports a mapping that names a dependency which is none.
func unknownAlias(p *analysis.Pass, w wiring, u template.Use) {
	doc, name := p.Bundle.Manifest, u.Path[2]
	if len(w.all) != len(doc.Manifest.Dependencies) {
		return // one of the others may be meant
	}
	defined, hint, nearest := lookup(p, symbols.Dependency, name.Name)
	if defined {
		return
	}
	report := analysis.Diagnostic{
		Span: name.Span, Severity: analysis.Error,
		Message: fmt.Sprintf("there is no dependency %q, so Porter refuses to build%s", name.Name, hint),
	}
	if nearest != "" {
		report.Fixes = rename(doc, name.Span, nearest)
	}
	p.ReportDiagnostic(report)
}
