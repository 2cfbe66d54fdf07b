package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

func reservedCustomActionName() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "reserved-custom-action-name",
		Doc: `A custom action is called build, lint or schema.

These are commands that every mixin has for Porter itself. For an action of that name Porter 1.x calls the mixin's command in place of the step: nothing of the step is done, and the run succeeds. porter-ls runs such an action as any other. Choose another name.`,
		Severity: analysis.Error,
		Target:   analysis.Porter,
		Run:      runReservedCustomActionName,
	}
}

func runReservedCustomActionName(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	for i := range doc.Manifest.Actions {
		a := &doc.Manifest.Actions[i]
		switch a.Name.Value {
		case "build", "lint", "schema":
		default:
			continue
		}
		if len(a.Steps) == 0 {
			continue
		}
		name := a.Name.Value
		p.ReportDiagnostic(analysis.Diagnostic{
			Span:    spanOf(a.Name),
			Message: fmt.Sprintf("under Porter 1.x the steps of %s are not run, because mixins have a command of that name, which it calls instead: call the action something else", name),
			Fixes:   renameAction(doc, *a, "run-"+name),
		})
	}
}

// renameAction is the fix that gives a custom action another name. Whoever
// invokes the action must then use that name too, so it is not a safe one.
func renameAction(doc *analysis.Document, a manifest.Action, name string) []analysis.SuggestedFix {
	s, ok := doc.Symbols.Lookup(symbols.Action, a.Name.Value)
	if !ok || manifest.IsField(name) || !free(doc, symbols.Action, name) {
		return nil
	}
	return renameAll(doc, s, name, true)
}
