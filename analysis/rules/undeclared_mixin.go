package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func undeclaredMixin() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "undeclared-mixin",
		Doc: `A step uses a mixin that the manifest does not list under mixins.

Only the mixins of that list are put into the bundle, so Porter refuses the manifest: "mixin was not declared". Add the mixin to the list, or correct the step's key.

A version belongs to the list alone: under mixins stands exec@^1.0, and the step's key is exec.`,
		Severity: analysis.Error,
		Run:      runUndeclaredMixin,
	}
}

func runUndeclaredMixin(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	found := refused.Of(p).of("undeclared-mixin")
	if len(found) == 0 {
		return
	}
	key, _ := doc.Manifest.Root.Lookup("mixins")
	declared := doc.Symbols.Names(symbols.Mixin)
	for _, problem := range found {
		name := doc.File.NodeAt(problem.Span.Start).Value()
		hint, nearest := didYouMean(name, declared)
		base, _, versioned := strings.Cut(name, "@")
		if versioned && base != "" {
			hint, nearest = fmt.Sprintf("; a step names a mixin without its version: write %s", base), base
		}
		d := analysis.Diagnostic{Span: problem.Span, Message: fmt.Sprintf("the mixin %q is not declared under mixins%s", name, hint)}
		if !key.IsZero() {
			d.Related = []analysis.Related{{File: doc.Name, Span: key.Span(), Message: "the declared mixins"}}
		}
		if nearest != "" {
			d.Fixes = rename(doc, problem.Span, nearest)
		}
		if !versioned && base != "" && identifier(strings.ReplaceAll(name, "-", "_")) == len(name) {
			d.Fixes = append(d.Fixes, declare(doc, name)...)
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
