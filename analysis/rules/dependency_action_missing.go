package rules

import (
	"fmt"
	"maps"
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

func dependencyActionMissing() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dependency-action-missing",
		Doc: `A bundle has a custom action that one of its dependencies does not have.

Porter runs an action on the dependencies first and then on the bundle, whichever action it is. A dependency's bundle without an action of that name ends the run before anything is done: "invalid action". Call the action what the dependency calls it, add one to the dependency that does nothing, or make it a step of upgrade.` + fromLocal,
		Severity: analysis.Error,
		Target:   analysis.Porter,
		Run:      runDependencyActionMissing,
	}
}

func runDependencyActionMissing(p *analysis.Pass) {
	w := dependencyWiring.Of(p)
	silent := silence.Of(p)
	for i := range p.Bundle.Manifest.Manifest.Actions {
		a := &p.Bundle.Manifest.Manifest.Actions[i]
		name := a.Name.Value
		if manifest.IsCoreAction(name) || silent.section(name) || len(a.Steps) == 0 {
			continue
		}
		for i := range w.all {
			d := &w.all[i]
			if d.bundle == nil || d.bundle.HasAction(name) || w.second && d.Sharing.Mode {
				continue
			}
			hint, _ := didYouMean(name, actionsOf(d.bundle))
			d.report(p, analysis.Diagnostic{
				Span: spanOf(a.Name),
				Message: fmt.Sprintf("Porter 1.x runs %s on the dependency %s first, and %s has no such action%s%s",
					name, d.Name.Value, d.says(), d.then(name+" always fails"), hint),
			})
		}
	}
}

// actionsOf returns a bundle's custom actions, sorted.
func actionsOf(b *cnab.Bundle) []string { return slices.Sorted(maps.Keys(b.Actions)) }
