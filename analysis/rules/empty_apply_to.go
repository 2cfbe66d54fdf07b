package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func emptyApplyTo() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "empty-apply-to",
		Doc: `An applyTo is an empty list.

It reads as if the value were for no action. In fact a list without actions is for all of them, as if there were no applyTo. Name the actions, or leave applyTo out.`,
		Severity: analysis.Warning,
		Run:      runEmptyApplyTo,
	}
}

func runEmptyApplyTo(p *analysis.Pass) {
	m, silent := p.Bundle.Manifest.Manifest, silence.Of(p)
	look := func(section string, kind symbols.Kind, name manifest.String, entry syntax.Node) {
		list := entry.Get("applyTo")
		if list.Kind() != syntax.Sequence || list.Len() > 0 || silent.section(section) || entry.Repaired() {
			return
		}
		p.Report(list.Span(), fmt.Sprintf("an empty list means every action, not none: name the actions that the %s %q is for, or leave applyTo out", kind, name.Value))
	}
	for i := range m.Parameters {
		if v := &m.Parameters[i]; v.Source.Output.Value == "" || v.Schema.HasDefault() {
			look("parameters", symbols.Parameter, v.Name, v.Node)
		}
	}
	for i := range m.Credentials {
		look("credentials", symbols.Credential, m.Credentials[i].Name, m.Credentials[i].Node)
	}
	for i := range m.Outputs {
		look("outputs", symbols.Output, m.Outputs[i].Name, m.Outputs[i].Node)
	}
}
