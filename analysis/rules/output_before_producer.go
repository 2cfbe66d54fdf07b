package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
)

func outputBeforeProducer() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "output-before-producer",
		Doc: `A step reads an output that no step before it has made.

Steps run in their order, and a step's outputs are there for those that follow it in the same action. An output that the manifest lists under outputs is kept when the action is over, and the next action finds it; one that only a step declares is gone.

So there are two cases. An output of a step alone, read before that step or in another action, has no value, and the step that reads it fails. An output of the bundle is empty in the first install until the step that makes it has run: a warning. In other actions than install that is the last run's value, which is what such a template is for.

Move the step that makes the output up, or list the output under outputs where another action reads it. After steps that run scripts an output of another action is a warning too, because a script may write an output that its step does not declare.`,
		Severity: analysis.Error,
		Run:      runOutputBeforeProducer,
	}
}

func runOutputBeforeProducer(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	silent := silence.Of(p)
	if silent.section("outputs") || silent.section("parameters") || silent.anyAction(doc) {
		return
	}
	known := &references{Pass: p, doc: doc, index: doc.Symbols, silent: silent}
	if !known.listKnown("outputs") || !known.listKnown("parameters") || !known.stepOutputsKnown() {
		return
	}
	for _, s := range spots.Of(p) {
		name, ok := s.names("outputs")
		if !s.reads() || !ok {
			continue
		}
		makers := producers(doc.Symbols, name)
		var d analysis.Diagnostic
		switch doc.Symbols.Scope(symbols.Ref{Kind: symbols.Output, Name: name, Action: s.Action, Step: s.Step}) {
		case symbols.NotYet:
			d = notYet(&s, makers)
		case symbols.OtherAction:
			d = otherAction(p, &s, makers)
		case symbols.EarlierRun:
			if d, ok = firstRun(p, &s, makers); !ok {
				continue
			}
		default:
			continue
		}
		for _, m := range makers {
			d.Related = append(d.Related, analysis.Related{File: doc.Name, Span: m.Span, Message: fmt.Sprintf("step %d of %s makes it", m.Step+1, m.Action)})
		}
		inComment(s.Use, &d)
		p.ReportDiagnostic(d)
	}
}

// producers are the declarations of an output by steps.
func producers(x *symbols.Index, name string) []symbols.Symbol {
	var all []symbols.Symbol
	for _, s := range x.Definitions(symbols.Ref{Kind: symbols.StepOutput, Name: name}) {
		if s.Kind == symbols.StepOutput {
			all = append(all, s)
		}
	}
	return all
}

// madeBy returns the step of an action that makes an output, the first of
// several.
func madeBy(makers []symbols.Symbol, action string) (step int, ok bool) {
	for _, m := range makers {
		if m.Action == action {
			return m.Step, true
		}
	}
	return 0, false
}

func notYet(s *spot, makers []symbols.Symbol) analysis.Diagnostic {
	name := s.Segment(2)
	step, _ := madeBy(makers, s.Action)
	message := fmt.Sprintf("the output %q is only made by step %d, so this step fails; move that step before it", name.Name, step+1)
	if step == s.Step {
		message = fmt.Sprintf("the output %q is what this step itself makes, so there is none yet and the step fails", name.Name)
	}
	return analysis.Diagnostic{Span: name.Span, Message: message}
}

func otherAction(p *analysis.Pass, s *spot, makers []symbols.Symbol) analysis.Diagnostic {
	name := s.Segment(2)
	from := "another action"
	if len(makers) > 0 {
		from = makers[0].Action
	}
	d := analysis.Diagnostic{
		Span: name.Span,
		Message: fmt.Sprintf("the output %q is made in %s and not kept, so this step fails; list it under outputs of the bundle to have it in %s",
			name.Name, from, s.Action),
	}
	if !nothingMadeBefore(p, s) {
		d.Severity = analysis.Warning
		d.Message = strings.Replace(d.Message, "so this step fails", "so this step fails unless a script before it writes it", 1)
	}
	return d
}

// nothingMadeBefore reports whether no step before this one can make an output
// that it does not declare: there is none, or they only print, or are of mixins
// that make nothing else.
func nothingMadeBefore(p *analysis.Pass, s *spot) bool {
	action, _ := p.Bundle.Manifest.Manifest.Action(s.Action)
	before := barren{name: s.Action}
	for i := range min(s.Step, len(action.Steps)) {
		if before.mayMakeOutputs(p, action.Steps[i]) {
			return false
		}
	}
	return !before.unsure
}

// firstRun looks at an output of the bundle in install, where there may be no
// run before it. What a script writes without declaring it is not known.
func firstRun(p *analysis.Pass, s *spot, makers []symbols.Symbol) (d analysis.Diagnostic, ok bool) {
	name := s.Segment(2)
	step, made := madeBy(makers, s.Action)
	if s.Action != "install" || !made && !nothingMadeBefore(p, s) {
		return d, false
	}
	if param := defined.Of(p).parameters[name.Name]; param != nil && param.Persistent {
		return d, false
	}
	d = analysis.Diagnostic{
		Severity: analysis.Warning,
		Span:     name.Span,
		Message:  fmt.Sprintf("the output %q is empty here in the first install, because no step before this one makes it", name.Name),
	}
	if made && step > s.Step {
		d.Message = fmt.Sprintf("the output %q is empty here in the first install, because only step %d makes it; move that step before this one", name.Name, step+1)
	}
	return d, true
}
