package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func missingAction() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "missing-action",
		Doc: `An action is missing that a bundle has.

Every bundle has install and uninstall, and Porter refuses a manifest without one of them. A list without steps, [], will do where there is nothing to do.

A bundle may go without upgrade: an upgrade then runs no step and ends well. Where something applies to upgrade alone all the same, there is an information that nothing uses it.`,
		Severity: analysis.Error,
		Run:      runMissingAction,
	}
}

func runMissingAction(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	for _, problem := range refused.Of(p).of("missing-action") {
		reportProblem(p, problem, addAction(doc, problem)...)
	}
	if _, ok := doc.Symbols.Lookup(symbols.Action, "upgrade"); ok || !doc.Manifest.Root.Get("<<").IsZero() || len(doc.File.RootErrors()) > 0 {
		return
	}
	for _, applyTo := range applyTos(doc.Manifest) {
		if len(applyTo) == 1 && applyTo[0].Value == "upgrade" {
			p.ReportDiagnostic(analysis.Diagnostic{
				Span:     applyTo[0].Span(),
				Severity: analysis.Information,
				Message:  "this applies to upgrade alone, and the bundle has none: an upgrade of it runs no step, so nothing uses this",
			})
		}
	}
}

// applyTos returns the actions that each parameter, credential and output is
// limited to.
func applyTos(m *manifest.Manifest) [][]manifest.String {
	var all [][]manifest.String
	for i := range m.Parameters {
		all = append(all, m.Parameters[i].ApplyTo)
	}
	for i := range m.Credentials {
		all = append(all, m.Credentials[i].ApplyTo)
	}
	for i := range m.Outputs {
		all = append(all, m.Outputs[i].ApplyTo)
	}
	return all
}

// addAction is the fix that gives the bundle an action without steps.
func addAction(doc *analysis.Document, problem manifest.Problem) []analysis.SuggestedFix {
	name := problem.Field
	title := fmt.Sprintf("Add %s: []", name)
	if key, value := doc.Manifest.Root.Lookup(name); !key.IsZero() {
		if value.Style() != syntax.Missing || doc.Manifest.Root.Style() != syntax.Block || value.Anchor() != "" || value.Tag() != "" {
			return nil
		}
		colon := key.Span().End
		if src := doc.File.Source(); colon >= len(src) || src[colon] != ':' {
			return nil
		}
		return editFix(doc, title, text.Edit{Span: text.Span{Start: colon + 1, End: colon + 1}, New: " []"})
	}
	if e, ok := addTopLevel(doc, lastField(doc), name+": []\n"); ok {
		return editFix(doc, title, e)
	}
	return nil
}
