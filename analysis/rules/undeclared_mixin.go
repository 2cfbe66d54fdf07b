package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func undeclaredMixin() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "undeclared-mixin",
		Doc: `A step uses a mixin that the manifest does not list under mixins.

Only the mixins of that list are put into the bundle, so Porter refuses the manifest: "mixin was not declared". Add the mixin to the list, or correct the step's key.`,
		Severity: analysis.Error,
		Run:      runUndeclaredMixin,
	}
}

func runUndeclaredMixin(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	silent := silence.Of(p)
	if silent.section("mixins") {
		return
	}
	key, list := doc.Manifest.Root.Lookup("mixins")
	if !listOfKnown(list, len(doc.Manifest.Mixins)) {
		return
	}
	declared := doc.Symbols.Names(symbols.Mixin)
	for _, r := range doc.Symbols.Refs {
		if r.Kind != symbols.Mixin || silent.section(r.Action) {
			continue
		}
		if _, ok := doc.Symbols.Lookup(symbols.Mixin, r.Name); ok {
			continue
		}
		d := analysis.Diagnostic{Span: r.Span}
		if list.IsZero() {
			d.Message = fmt.Sprintf("the mixin %q is not declared: the manifest has no list of mixins", r.Name)
		} else {
			hint, nearest := didYouMean(r.Name, declared)
			d.Message = fmt.Sprintf("the mixin %q is not declared under mixins%s", r.Name, hint)
			d.Related = []analysis.Related{{File: doc.Name, Span: key.Span(), Message: "the declared mixins"}}
			if nearest != "" {
				d.Fixes = rename(doc, r.Span, nearest)
			}
			d.Fixes = append(d.Fixes, declare(doc, r.Name)...)
		}
		p.ReportDiagnostic(d)
	}
}

// listOfKnown reports whether a list can be relied on: it is absent, or every
// item of it was understood.
func listOfKnown(list syntax.Node, understood int) bool {
	switch {
	case list.IsZero(), list.Style() == syntax.Missing:
		return true
	case list.Kind() != syntax.Sequence:
		return false
	}
	for _, item := range list.Items() {
		if item.Kind() == syntax.Alias {
			return false
		}
	}
	return understood >= list.Len()
}
