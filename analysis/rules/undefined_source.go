package rules

import (
	"fmt"
	"sync"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

func undefinedSource() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "undefined-source",
		Doc: `The source of a parameter is an output or a dependency that the bundle does not have.

A source takes the value that an output had in the last run: one of the bundle's own outputs, or with dependency one of that dependency's. Porter does not check the names; the parameter is then never set from its source, and without a default every action that gets it asks for a value.

The outputs of steps are gone when the run ends. To keep one for the next run declare it under outputs, by the same name.`,
		Severity: analysis.Warning,
		Run:      runUndefinedSource,
	}
}

func runUndefinedSource(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	m := doc.Manifest
	if silence.Of(p).section("parameters") {
		return
	}
	// Nearly always every name is found, and what is known of the rest is not asked.
	allOutputs := sync.OnceValue(func() bool { return entriesKnown(p, "outputs", len(m.Outputs)) })
	allDependencies := sync.OnceValue(func() bool { return dependenciesKnown(p) })
	for i := range m.Parameters {
		v := &m.Parameters[i]
		switch from := v.Source; {
		case v.Node.Repaired(), v.Persistent: // which has a source of its own
		case from.Dependency.Value != "":
			sourceDependency(p, v, allDependencies)
		case from.Output.Value != "":
			sourceOutput(p, v, allOutputs)
		}
	}
}

// dependenciesKnown reports whether all dependencies of the bundle are known.
func dependenciesKnown(p *analysis.Pass) bool {
	m := p.Bundle.Manifest.Manifest
	n := m.Root.Get("dependencies")
	return actionsKnown(p) && !silence.Of(p).section("dependencies") &&
		listOfKnown(n.Get("requires"), len(m.Dependencies)) && n.Get("<<").IsZero()
}

func sourceDependency(p *analysis.Pass, v *manifest.Parameter, allKnown func() bool) {
	doc, from := p.Bundle.Manifest, v.Source
	if _, ok := doc.Symbols.Lookup(symbols.Dependency, from.Dependency.Value); !ok {
		if !allKnown() {
			return
		}
		hint, nearest := didYouMean(from.Dependency.Value, doc.Symbols.Names(symbols.Dependency))
		d := analysis.Diagnostic{
			Span:    spanOf(from.Dependency),
			Message: fmt.Sprintf("the bundle has no dependency %q, so %s%s", from.Dependency.Value, unset(v), hint),
		}
		if nearest != "" {
			d.Fixes = rename(doc, d.Span, nearest)
		}
		p.ReportDiagnostic(d)
		return
	}
	if from.Output.Value == "" {
		p.Report(spanOf(from.Dependency), fmt.Sprintf("nothing says which output of %s, so %s: write output: and its name", from.Dependency.Value, unset(v)))
	}
}

func sourceOutput(p *analysis.Pass, v *manifest.Parameter, allKnown func() bool) {
	doc, name := p.Bundle.Manifest, v.Source.Output.Value
	if _, ok := doc.Symbols.Lookup(symbols.Output, name); ok || !allKnown() {
		return
	}
	d := analysis.Diagnostic{Span: spanOf(v.Source.Output)}
	if s, ok := doc.Symbols.Lookup(symbols.StepOutput, name); ok {
		d.Message = fmt.Sprintf("%q is the output of a step and not kept for the next run, so %s: declare it under outputs too", name, unset(v))
		d.Related = []analysis.Related{{File: doc.Name, Span: s.Span, Message: "the step's output"}}
		p.ReportDiagnostic(d)
		return
	}
	hint, nearest := didYouMean(name, doc.Symbols.Names(symbols.Output))
	d.Message = fmt.Sprintf("the bundle has no output %q, so %s%s", name, unset(v), hint)
	if nearest != "" {
		d.Fixes = rename(doc, d.Span, nearest)
	}
	p.ReportDiagnostic(d)
}

// unset says what becomes of a parameter that its source does not set.
func unset(v *manifest.Parameter) string {
	if v.Schema.HasDefault() {
		return fmt.Sprintf("the parameter %q always has its default", v.Name.Value)
	}
	return fmt.Sprintf("the parameter %q has no value unless one is given", v.Name.Value)
}
