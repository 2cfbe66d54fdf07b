package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
)

func unsupportedAction() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "unsupported-action",
		Doc: `A step of an action that its mixin does not know.

Porter builds the bundle, and the step always fails: the mixin has no such command. The arm mixin for one only knows install and uninstall. Use another mixin in this action.`,
		Severity: analysis.Error,
		Run:      runUnsupportedAction,
	}
}

func runUnsupportedAction(p *analysis.Pass) {
	silent := silence.Of(p)
	if silent.all {
		return
	}
	set := p.Schema()
	builtins := set.Builtin()
	for _, a := range p.Bundle.Manifest.Manifest.Actions {
		action := a.Name.Value
		if silent.section(action) {
			continue
		}
		for _, s := range a.Steps {
			// What an installed mixin says it knows counts; that it says nothing of
			// an action proves nothing by itself.
			mixin, builtin := set.Mixin(s.Mixin.Value), builtins.Mixin(s.Mixin.Value)
			if builtin == nil || builtin.HasStep(action) || mixin.HasStep(action) {
				continue
			}
			p.Report(s.Mixin.Node.TextSpan(), fmt.Sprintf("the mixin %s has no steps for %s, so this one always fails: use another mixin here", s.Mixin.Value, action))
		}
	}
}
