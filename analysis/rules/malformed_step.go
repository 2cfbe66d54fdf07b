package rules

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func malformedStep() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "malformed-step",
		Doc: `A step has not the shape that Porter reads.

An action is a list of steps. A step is a map with one key, the mixin, and behind it a map with what the mixin is to do. Everything that belongs to the step, its description and outputs too, stands in that inner map, one level deeper than the mixin. Porter refuses a manifest with any other shape, usually with "malformed step, possibly incorrect indentation".

A top-level field that Porter does not know is the name of a custom action, so it must be a list of steps too.`,
		Severity: analysis.Error,
		Run:      runMalformedStep,
	}
}

func runMalformedStep(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	for _, problem := range refused.Of(p).of("malformed-step") {
		k, v := sectionAround(doc, problem.Span.Start)
		switch {
		case problem.Cause == manifest.MalformedStep:
			severalKeys(p, problem)
		case problem.Cause == manifest.BadStep:
			reportProblem(p, problem)
		case problem.Cause == manifest.BadStepDescription:
			reportProblem(p, problem, quoted(doc, problem.Node)...)
		case problem.Node == v:
			p.ReportDiagnostic(notAList(doc, k, v))
		default:
			p.Report(problem.Span, fmt.Sprintf("a step is a map from its mixin to what the mixin is to do; this is %s", problem.Node.Words()))
		}
	}
}

// quoted is the fix that makes a step's description text.
func quoted(doc *analysis.Document, step syntax.Node) []analysis.SuggestedFix {
	_, body := step.Pair(0)
	d := body.Get("description")
	if d.Kind() != syntax.Scalar || d.Style() != syntax.Plain || d.Tag() != "" {
		return nil
	}
	return editFix(doc, "Put the description in quotes", text.Edit{Span: d.Span(), New: strconv.Quote(d.Value())})
}

// isMisspelt reports whether a list is no list of steps and its key is nearly a
// field's: what is wrong is the key, not each of the steps that it seems to have.
func isMisspelt(doc *analysis.Document, k, v syntax.Node) bool {
	name := k.Value()
	declared := slices.ContainsFunc(doc.Manifest.CustomActions, func(c manifest.CustomAction) bool { return c.Name.Value == name })
	if declared || manifest.IsField(name) || v.Kind() != syntax.Sequence || v.Len() == 0 {
		return false
	}
	for _, item := range v.Items() {
		switch {
		case item.Kind() == syntax.Alias:
			return false
		case item.Kind() == syntax.Scalar && item.Data() == nil:
			return false // still to be typed
		case item.Kind() == syntax.Mapping && item.Len() == 1:
			key, body := item.Pair(0)
			if body.Kind() != syntax.Scalar || isDeclared(doc, key) {
				return false
			}
		}
	}
	_, nearest := didYouMean(name, manifest.Fields())
	return nearest != ""
}

func isDeclared(doc *analysis.Document, mixin syntax.Node) bool {
	_, ok := doc.Symbols.Lookup(symbols.Mixin, mixin.Value())
	return ok
}

func notAList(doc *analysis.Document, k, v syntax.Node) analysis.Diagnostic {
	name := k.Value()
	if manifest.IsCoreAction(name) {
		return analysis.Diagnostic{
			Span:    doc.File.FirstLine(v.Span()),
			Message: fmt.Sprintf("%s must be a list of steps, each with a dash before it; this is %s", name, v.Words()),
		}
	}
	hint, nearest := didYouMean(name, manifest.Fields())
	d := analysis.Diagnostic{Span: k.Span()}
	if v.Kind() == syntax.Sequence {
		d.Message = fmt.Sprintf("%q is no field of a manifest, and what it lists are no steps of a custom action%s", name, hint)
	} else {
		d.Message = fmt.Sprintf("%q is no field of a manifest, and no custom action either, which would be a list of steps%s", name, hint)
	}
	if nearest != "" && doc.Manifest.Root.Get(nearest).IsZero() && manifest.FieldFits(nearest, v) {
		d.Fixes = rename(doc, k.Span(), nearest)
	}
	return d
}

// severalKeys reports the first key of a step that is not its mixin.
func severalKeys(p *analysis.Pass, problem manifest.Problem) {
	doc, item := p.Bundle.Manifest, problem.Node
	mixin, _ := item.Pair(0)
	for k := range item.Pairs() {
		if k.IsMerge() || k.Kind() != syntax.Scalar {
			reportProblem(p, problem) // what is merged in is another's to write
			return
		}
	}
	for k := range item.Pairs() {
		if isDeclared(doc, k) {
			mixin = k
			break
		}
	}
	for k := range item.Pairs() {
		if k == mixin {
			continue
		}
		d := analysis.Diagnostic{
			Span:    k.Span(),
			Message: fmt.Sprintf("%q stands beside the mixin %q; indent it to stand within it", k.Value(), mixin.Value()),
			Related: []analysis.Related{{File: doc.Name, Span: mixin.Span(), Message: "the step's mixin"}},
		}
		if isDeclared(doc, k) {
			d.Message = fmt.Sprintf("a step has one mixin, %q; %q begins another step and needs its own dash", mixin.Value(), k.Value())
		} else {
			d.Fixes = indentInto(doc, item)
		}
		p.ReportDiagnostic(d)
		return
	}
}
