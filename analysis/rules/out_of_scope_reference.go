package rules

import (
	"fmt"
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func outOfScopeReference() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:   "out-of-scope-reference",
		Porter: "porter-101",
		Doc: `A step reads a parameter or credential that its action does not get.

With applyTo a parameter or credential is only for the actions that it lists. In the steps of any other action a parameter's name has no value, so the step fails when it runs. Porter's lint looks at whole parameters only; ` + "`bundle.parameters.NAME.FIELD`" + ` fails just the same.

A parameter that an output feeds, without default and applyTo, is not given to install. There it is empty under Porter 1.x, and the step fails under porter-ls: a warning.

A credential is empty there, or the path of a file that is not there, and the step goes on with that: a warning.

Add the action to applyTo, or leave applyTo out, which means every action.`,
		Severity: analysis.Error,
		Run:      runOutOfScopeReference,
	}
}

func runOutOfScopeReference(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	silent := silence.Of(p)
	if silent.all {
		return
	}
	for _, s := range spots.Of(p) {
		if !s.reads() {
			continue
		}
		if name, ok := s.names("parameters"); ok && !silent.section("parameters") {
			if param, ok := defined.Of(p).parameters[name]; ok && !param.AppliesTo(s.Action) && sure(doc, param.ApplyTo) {
				p.ReportDiagnostic(parameterOutOfScope(doc, &s, param))
			}
		}
		if name, ok := s.names("credentials"); ok && !silent.section("credentials") {
			if cred, ok := defined.Of(p).credentials[name]; ok && !cred.AppliesTo(s.Action) && sure(doc, cred.ApplyTo) {
				p.ReportDiagnostic(credentialOutOfScope(doc, &s, cred))
			}
		}
	}
}

// sure reports whether a list of actions says what it means: a name of none may
// be this action's, mistyped or half-typed.
func sure(doc *analysis.Document, applyTo []manifest.String) bool {
	return !slices.ContainsFunc(applyTo, func(a manifest.String) bool {
		_, ok := doc.Manifest.Action(a.Value)
		return !ok && !manifest.IsCoreAction(a.Value)
	})
}

func parameterOutOfScope(doc *analysis.Document, s *spot, param *manifest.Parameter) analysis.Diagnostic {
	d := analysis.Diagnostic{
		Span:    s.Segment(2).Span,
		Message: fmt.Sprintf("the parameter %q is not for %s, so the step fails; add %s to its applyTo", param.Name.Value, s.Action, s.Action),
	}
	if len(param.ApplyTo) == 0 {
		d.Severity = analysis.Warning
		d.Message = fmt.Sprintf("the parameter %q is not given to install, because an output feeds it; here it is empty under Porter 1.x, and the step fails under porter-ls; give it a default", param.Name.Value)
		d.Related = []analysis.Related{{File: doc.Name, Span: param.Source.Output.Span(), Message: "this output feeds it"}}
	} else {
		scope(doc, &d, param.Node, s, false)
	}
	inComment(s.Use, &d)
	return d
}

func credentialOutOfScope(doc *analysis.Document, s *spot, cred *manifest.Credential) analysis.Diagnostic {
	becomes := "it is empty here"
	if env, _ := cred.Destination(); env == "" {
		becomes = "it is the path of a file that is not there"
	}
	d := analysis.Diagnostic{
		Severity: analysis.Warning,
		Span:     s.Segment(2).Span,
		Message:  fmt.Sprintf("the credential %q is not for %s, so %s; add %s to its applyTo", cred.Name.Value, s.Action, becomes, s.Action),
	}
	scope(doc, &d, cred.Node, s, true)
	inComment(s.Use, &d)
	return d
}

// scope adds to a finding the applyTo that leaves the action out, and the fix
// that adds the action to it.
func scope(doc *analysis.Document, d *analysis.Diagnostic, entry syntax.Node, s *spot, unsafe bool) {
	key, list := entry.Lookup("applyTo")
	if list.IsZero() {
		return // merged in
	}
	d.Related = []analysis.Related{{File: doc.Name, Span: key.Span(), Message: "its actions are listed here"}}
	if edit, ok := addItem(doc, list, analysis.Scalar(s.Action)); ok && !s.Comment {
		d.Fixes = []analysis.SuggestedFix{{
			Title:  fmt.Sprintf("Add %s to applyTo", s.Action),
			Unsafe: unsafe,
			Edits:  []analysis.FileEdit{{File: doc.Name, Edit: edit}},
		}}
	}
}
