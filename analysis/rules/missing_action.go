package rules

import (
	"fmt"
	"strings"

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

Any other key with steps is an action of the bundle's own, so uninstal is one too: that there is no uninstall is then said there, and of a key that is nearly upgrade likewise.

A bundle may go without upgrade: an upgrade then runs no step and ends well. Where something applies to upgrade alone all the same, there is an information that nothing uses it.`,
		Severity: analysis.Error,
		Run:      runMissingAction,
	}
}

func runMissingAction(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	for _, problem := range refused.Of(p).of("missing-action") {
		if mistyped, ok := nearlyAction(doc, problem.Field); ok {
			p.ReportDiagnostic(analysis.Diagnostic{
				Span:    spanOf(mistyped.Name),
				Message: fmt.Sprintf("%q is an action of the bundle's own, and the bundle has no %s; did you mean %q?", mistyped.Name.Value, problem.Field, problem.Field),
				Fixes:   respellAction(doc, mistyped, problem.Field, false),
			})
			continue
		}
		reportProblem(p, problem, addAction(doc, problem)...)
	}
	if _, ok := doc.Symbols.Lookup(symbols.Action, "upgrade"); ok || !doc.Manifest.Root.Get("<<").IsZero() || len(doc.File.RootErrors()) > 0 {
		return
	}
	if mistyped, ok := nearlyAction(doc, "upgrade"); ok {
		p.ReportDiagnostic(analysis.Diagnostic{
			Span:     spanOf(mistyped.Name),
			Severity: analysis.Warning,
			Message:  fmt.Sprintf("%q is an action of the bundle's own, and an upgrade runs no step; did you mean \"upgrade\"?", mistyped.Name.Value),
			Fixes:    respellAction(doc, mistyped, "upgrade", true),
		})
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

// nearlyAction returns the custom action whose name is that of a core action
// that the bundle lacks, but for a slip. One that customActions describes, or
// that is made of the word install, such as reinstall, is meant as it is.
func nearlyAction(doc *analysis.Document, lacking string) (manifest.Action, bool) {
	m := doc.Manifest
	if !m.Root.Get(lacking).IsZero() {
		return manifest.Action{}, false
	}
	described := m.Root.Get("customActions")
	var names []string
	for _, name := range m.CustomActionNames() {
		lower := strings.ToLower(name)
		meant := strings.HasSuffix(lower, "install") && lower != lacking && !strings.HasPrefix(lower, lacking[:2])
		if !meant && described.Get(name).IsZero() {
			names = append(names, name)
		}
	}
	nearest := analysis.Nearest(lacking, names)
	a, ok := m.Action(nearest)
	return a, ok && nearest != "" && a.Node.Kind() == syntax.Sequence
}

// respellAction is the fix that gives an action its right name, where it is
// defined and where it is meant.
func respellAction(doc *analysis.Document, a manifest.Action, name string, unsafe bool) []analysis.SuggestedFix {
	s, ok := doc.Symbols.Lookup(symbols.Action, a.Name.Value)
	if !ok {
		return nil
	}
	return renameAll(doc, s, name, unsafe)
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
