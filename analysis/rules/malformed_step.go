package rules

import (
	"fmt"
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
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
	silent := silence.Of(p)
	for k, v := range doc.Manifest.Root.Pairs() {
		if k.Kind() != syntax.Scalar || k.Value() == "<<" || silent.section(k.Value()) {
			continue
		}
		switch {
		case manifest.IsField(k.Value()) && !manifest.IsCoreAction(k.Value()):
		case v.Kind() == syntax.Sequence:
			if d, ok := misspelt(doc, k, v); ok {
				p.ReportDiagnostic(d)
				continue
			}
			for i, item := range v.Items() {
				checkStep(p, item, i)
			}
		case v.Kind() == syntax.Alias || v.Data() == nil && v.Kind() == syntax.Scalar:
			// An alias may be a list; an action without steps is another matter.
		default:
			p.ReportDiagnostic(notAList(doc, k, v))
		}
	}
}

// misspelt reports a list that is no list of steps under a key that is nearly a
// field's: what is wrong is the key, not each of the steps that it seems to have.
func misspelt(doc *analysis.Document, k, v syntax.Node) (d analysis.Diagnostic, ok bool) {
	name := k.Value()
	declared := slices.ContainsFunc(doc.Manifest.CustomActions, func(c manifest.CustomAction) bool { return c.Name.Value == name })
	if declared || manifest.IsCoreAction(name) || v.Len() == 0 {
		return d, false
	}
	for _, item := range v.Items() {
		switch {
		case item.Kind() == syntax.Mapping && item.Len() == 1, item.Kind() == syntax.Alias:
			return d, false
		case item.Kind() == syntax.Scalar && item.Data() == nil:
			return d, false // still to be typed
		}
	}
	hint, nearest := didYouMean(name, manifest.Fields())
	if nearest == "" {
		return d, false
	}
	return analysis.Diagnostic{
		Span:    k.Span(),
		Message: fmt.Sprintf("%q is no field of a manifest, and what it lists are no steps of a custom action%s", name, hint),
		Fixes:   rename(doc, k.Span(), nearest),
	}, true
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
	d := analysis.Diagnostic{
		Span:    k.Span(),
		Message: fmt.Sprintf("%q is no field of a manifest, and no custom action either, which would be a list of steps%s", name, hint),
	}
	if nearest != "" {
		d.Fixes = rename(doc, k.Span(), nearest)
	}
	return d
}

func checkStep(p *analysis.Pass, item syntax.Node, index int) {
	doc := p.Bundle.Manifest
	switch item.Kind() {
	case syntax.Alias:
		return
	case syntax.Mapping:
	default:
		if item.Data() == nil && item.Kind() == syntax.Scalar {
			p.Report(item.Dash(), fmt.Sprintf("step %d is empty; a step is a mixin and what it is to do", index+1))
			return
		}
		p.Report(doc.File.FirstLine(item.Span()),
			fmt.Sprintf("a step is a map from its mixin to what the mixin is to do; this is %s", item.Words()))
		return
	}
	switch item.Len() {
	case 0:
		p.Report(item.Span(), fmt.Sprintf("step %d names no mixin", index+1))
	case 1:
		key, body := item.Pair(0)
		if key.Value() != "<<" {
			checkBody(p, key, body)
		}
	default:
		severalKeys(p, item)
	}
}

// severalKeys reports the first key that is not the step's mixin.
func severalKeys(p *analysis.Pass, item syntax.Node) {
	doc := p.Bundle.Manifest
	mixin, _ := item.Pair(0)
	for k := range item.Pairs() {
		if k.Value() == "<<" {
			return // what is merged in is another's to write
		}
	}
	declared := func(k syntax.Node) bool {
		return slices.ContainsFunc(doc.Manifest.Mixins, func(m manifest.Mixin) bool { return m.Name.Value == k.Value() })
	}
	for k := range item.Pairs() {
		if declared(k) {
			mixin = k
			break
		}
	}
	for k := range item.Pairs() {
		if k.Span() == mixin.Span() {
			continue
		}
		message := fmt.Sprintf("%q stands beside the mixin %q; indent it to stand within it", k.Value(), mixin.Value())
		if declared(k) {
			message = fmt.Sprintf("a step has one mixin, %q; %q begins another step and needs its own dash", mixin.Value(), k.Value())
		}
		p.ReportDiagnostic(analysis.Diagnostic{
			Span:    k.Span(),
			Message: message,
			Related: []analysis.Related{{File: doc.Name, Span: mixin.Span(), Message: "the step's mixin"}},
		})
		return
	}
}

func checkBody(p *analysis.Pass, key, body syntax.Node) {
	switch body.Kind() {
	case syntax.Alias:
		return
	case syntax.Mapping:
		description := body.Get("description")
		if description.IsZero() || description.Kind() == syntax.Alias {
			return
		}
		if description.Kind() == syntax.Scalar && description.Data() == nil {
			return // none, for Porter
		}
		if _, ok := description.Data().(string); description.Kind() != syntax.Scalar || !ok {
			p.Report(p.Bundle.Manifest.File.FirstLine(description.Span()),
				fmt.Sprintf("a step's description must be text; this is %s", description.Words()))
		}
	default:
		span := body.Span()
		if body.Style() == syntax.Missing {
			span = key.Span()
		}
		p.Report(p.Bundle.Manifest.File.FirstLine(span),
			fmt.Sprintf("behind the mixin %q stands a map with what it is to do; this is %s", key.Value(), body.Words()))
	}
}
