package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func setMissingRequired() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "set-missing-required",
		Doc: `An installation has no value for something that the bundle requires.

Porter ends the run before it begins: "bundle requires credential for", or "parameter is required". Credentials are required unless the manifest says ` + "`required: false`" + `, parameters where they have no default; either only for the actions in applyTo.

This is said only where every set that the installation names is in the same folders, for only then all values are known. Give the value in one of the sets, or a parameter's under ` + "`parameters`" + ` in the installation.`,
		Severity:  analysis.Error,
		Target:    analysis.Porter,
		Documents: []analysis.DocumentKind{analysis.Installation},
		Run:       runSetMissingRequired,
	}
}

func runSetMissingRequired(p *analysis.Pass) {
	if p.Bundle == nil || p.Workspace == nil || len(p.Document.File.RootErrors()) > 0 {
		return
	}
	action := "install"
	if p.Document.Desired.Uninstalled {
		action = "uninstall"
	}
	silent := unreadable(p.Bundle.Manifest.File)
	m := p.Bundle.Manifest.Manifest
	if given, ok := givenTo(p, analysis.CredentialSet); ok && !silent.section("credentials") {
		for _, c := range m.Credentials {
			if c.Required && c.Name.Value != "" && c.AppliesTo(action) && !given[c.Name.Value] {
				reportRequired(p, "credentialSets", "credential", c.Name.Span(), c.Name.Value)
			}
		}
	}
	if given, ok := givenTo(p, analysis.ParameterSet); ok && !silent.section("parameters") {
		for _, v := range m.Parameters {
			fed := v.Source.Output.Set() // by an earlier run, or a dependency's
			if v.IsRequired() && !fed && v.Name.Value != "" && v.AppliesTo(action) && !given[v.Name.Value] {
				reportRequired(p, "parameterSets", "parameter", v.Name.Span(), v.Name.Value)
			}
		}
	}
}

// givenTo returns the names that the sets of a kind give values to, and those
// that the installation does itself; ok is false where a set is not at hand.
func givenTo(p *analysis.Pass, kind analysis.DocumentKind) (given map[string]bool, ok bool) {
	given = map[string]bool{}
	root := p.Document.Desired.Root
	if !readable(root.Get("parameters"), syntax.Mapping) || !readable(root.Get("credentialSets"), syntax.Sequence) || !readable(root.Get("parameterSets"), syntax.Sequence) {
		return nil, false
	}
	for _, named := range p.Workspace.SetsOf(&analysis.Placed{Path: p.Path, Document: p.Document}) {
		if named.Kind != kind {
			continue
		}
		if named.Set == nil || len(named.Set.File.RootErrors()) > 0 {
			return nil, false
		}
		for _, v := range named.Set.Desired.Values {
			given[v.Name.Value] = true
		}
	}
	if kind == analysis.ParameterSet {
		for _, v := range p.Document.Desired.Parameters {
			given[v.Name.Value] = true
		}
	}
	return given, true
}

// reportRequired says it where the sets are named, or else where the bundle is.
func reportRequired(p *analysis.Pass, key, what string, definition text.Span, name string) {
	span := p.Document.Desired.Bundle.Repository.Span()
	for k := range p.Document.File.Root().Pairs() {
		if k.Value() == key {
			span = k.Span()
		}
	}
	way := "give it in a set and name that under " + key
	if what == "parameter" {
		way = "give it under parameters, or in a set that is named under parameterSets"
	}
	p.ReportDiagnostic(analysis.Diagnostic{
		Span:    span,
		Message: fmt.Sprintf("the bundle requires the %s %q, which nothing gives a value to, so it cannot run: %s", what, name, way),
		Related: []analysis.Related{{File: p.Bundle.Manifest.Name, Span: definition, Message: "what the bundle requires"}},
	})
}

// readable reports whether a field is of the kind that it should be, or is not
// there.
func readable(n syntax.Node, kind syntax.Kind) bool {
	return n.IsZero() || n.Style() == syntax.Missing || n.Kind() == kind
}
