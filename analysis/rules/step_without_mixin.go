package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func stepWithoutMixin() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "step-without-mixin",
		Doc: `A step names no mixin.

Every dash of an action begins a step, and a step is its mixin with what that is to do. Behind this dash there is nothing, or what a mixin is to do without the mixin, so Porter refuses the manifest: "found an empty step", "no mixin specified" or "mixin (command) was not declared". Write the mixin and indent the rest to stand within it, or remove the dash.`,
		Severity: analysis.Error,
		Run:      runStepWithoutMixin,
	}
}

func runStepWithoutMixin(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	for _, problem := range refused.Of(p).of("step-without-mixin") {
		if problem.Cause != manifest.UndeclaredMixin && problem.Cause != manifest.MalformedStep {
			reportProblem(p, problem)
			continue
		}
		key, _ := problem.Node.Pair(0)
		p.ReportDiagnostic(analysis.Diagnostic{
			Span:    key.Span(),
			Message: fmt.Sprintf("this step names no mixin: write one, such as exec, and indent %q to stand within it", key.Value()),
			Fixes:   wrap(doc, problem.Node),
		})
	}
}

// lacksMixin reports whether a step begins with what a mixin is to do.
func lacksMixin(doc *analysis.Document, step syntax.Node) bool {
	for k := range step.Pairs() {
		if k.IsMerge() || isDeclared(doc, k) {
			return false
		}
	}
	first, value := step.Pair(0)
	switch first.Value() {
	case "description", "command", "suppress-output", "ignoreError":
		return value.Kind() == syntax.Scalar
	case "arguments", "suffix-arguments", "outputs":
		return value.Kind() == syntax.Sequence
	case "flags":
		return value.Kind() == syntax.Mapping && step.Len() > 1
	}
	return false
}

// wrap is the fix that writes the mixin that a step is without, where the
// manifest has only one and the step has its lines for itself.
func wrap(doc *analysis.Document, step syntax.Node) []analysis.SuggestedFix {
	if len(doc.Manifest.Mixins) != 1 || !doc.Manifest.Mixins[0].Name.Set() || step.Style() != syntax.Block {
		return nil
	}
	src, lines := doc.File.Source(), doc.File.Lines()
	name, start := doc.Manifest.Mixins[0].Name.Value, step.Span().Start
	line := lines.Line(start)
	before := text.Span{Start: lines.Span(line).Start, End: start}
	if strings.Trim(before.Of(src), " -") != "" || strings.Count(before.Of(src), "-") != 1 {
		return nil
	}
	by := stepIndent(doc)
	indent := strings.Repeat(" ", before.Len()+by)
	edits := []text.Edit{{Span: text.Span{Start: start, End: start}, New: name + ":" + analysis.LineBreak(src, lines.Span(line).End) + indent}}
	for line++; line <= lines.Line(lastByte(src, step.Span())); line++ {
		if s := lines.Span(line); strings.TrimSpace(s.Of(src)) != "" {
			edits = append(edits, text.Edit{Span: text.Span{Start: s.Start, End: s.Start}, New: strings.Repeat(" ", by)})
		}
	}
	return editFix(doc, fmt.Sprintf("Make it a step of the mixin %q", name), edits...)
}
