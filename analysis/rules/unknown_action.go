package rules

import (
	"fmt"
	"sync"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

func unknownAction() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "unknown-action",
		Doc: `The applyTo of a parameter, credential or output names an action that the bundle does not have.

Every bundle has install, upgrade and uninstall; other actions are the keys at the top level that hold steps. Names are compared letter by letter. Porter accepts any name, and a value that applies to none of the bundle's actions never arrives.`,
		Severity: analysis.Warning,
		Run:      runUnknownAction,
	}
}

func runUnknownAction(p *analysis.Pass) {
	m := p.Bundle.Manifest.Manifest
	if !actionsKnown(p) {
		return
	}
	known := sync.OnceValue(func() []string { return actionNames(m) })
	for i := range m.Parameters {
		v := &m.Parameters[i]
		applyToKnown(p, known, symbols.Parameter, v.Name, v.ApplyTo)
	}
	for i := range m.Credentials {
		v := &m.Credentials[i]
		applyToKnown(p, known, symbols.Credential, v.Name, v.ApplyTo)
	}
	for i := range m.Outputs {
		v := &m.Outputs[i]
		applyToKnown(p, known, symbols.Output, v.Name, v.ApplyTo)
	}
}

func applyToKnown(p *analysis.Pass, known func() []string, kind symbols.Kind, name manifest.String, actions []manifest.String) {
	doc := p.Bundle.Manifest
	unknown := 0
	for _, a := range actions {
		if !hasAction(doc, a.Value) {
			unknown++
		}
	}
	if unknown == 0 {
		return
	}
	for _, a := range actions {
		if a.Value == "" || hasAction(doc, a.Value) || isDescribed(doc.Manifest, a.Value) {
			continue
		}
		effect := "so the name is of no effect in applyTo"
		if unknown == len(actions) {
			effect = fmt.Sprintf("so no action gets the %s %q", kind, name.Value)
			if kind == symbols.Output {
				effect = fmt.Sprintf("so no action has the output %q", name.Value)
			}
		}
		hint, nearest := didYouMean(a.Value, known())
		d := analysis.Diagnostic{
			Span:    spanOf(a),
			Message: fmt.Sprintf("the bundle has no action %q, %s%s", a.Value, effect, hint),
		}
		if nearest != "" {
			d.Fixes = rename(doc, d.Span, nearest)
		}
		p.ReportDiagnostic(d)
	}
}

// isDescribed reports whether customActions has an entry for an action, whose
// lack of steps is the entry's mistake then.
func isDescribed(m *manifest.Manifest, name string) bool {
	for i := range m.CustomActions {
		if m.CustomActions[i].Name.Value == name {
			return true
		}
	}
	return false
}
