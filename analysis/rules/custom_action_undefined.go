package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

func customActionUndefined() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "custom-action-undefined",
		Doc: `An entry of customActions describes an action that has no steps.

customActions says what a custom action is for and whether it changes anything. Its steps stand at the top level of the manifest, under the action's name. Without them the bundle offers the action, and fails when it is invoked. Add the steps, or correct the name, or leave the entry out.`,
		Severity: analysis.Warning,
		Run:      runCustomActionUndefined,
	}
}

func runCustomActionUndefined(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	if !actionsKnown(p) {
		return
	}
	for i := range doc.Manifest.CustomActions {
		c := &doc.Manifest.CustomActions[i]
		name := c.Name.Value
		if name == "" || c.Name.Node.IsMerge() || hasAction(doc, name) {
			continue
		}
		d := analysis.Diagnostic{Span: spanOf(c.Name)}
		hint, nearest := didYouMean(name, undescribed(doc.Manifest))
		d.Message = fmt.Sprintf("the action %q has no steps, so it fails when it is invoked: write %s: and its steps at the top level%s", name, name, hint)
		if nearest != "" {
			d.Fixes = rename(doc, d.Span, nearest)
		}
		p.ReportDiagnostic(d)
	}
}

// undescribed are the custom actions that customActions says nothing of.
func undescribed(m *manifest.Manifest) []string {
	described := make(map[string]bool, len(m.CustomActions))
	for _, c := range m.CustomActions {
		described[c.Name.Value] = true
	}
	var names []string
	for _, name := range m.CustomActionNames() {
		if !described[name] {
			names = append(names, name)
		}
	}
	return names
}
