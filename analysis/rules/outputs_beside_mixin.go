package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func outputsBesideMixin() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "outputs-beside-mixin",
		Doc: `The outputs of a step stand beside its mixin, where they belong within it.

Porter refuses the manifest: "malformed step, possibly incorrect indentation". It is the mixin that makes the outputs, so they are part of what it is told: indent outputs to stand in line with the mixin's other fields, such as command or arguments.`,
		Severity: analysis.Error,
		Run: func(p *analysis.Pass) {
			doc := p.Bundle.Manifest
			for _, problem := range refused.Of(p).of("outputs-beside-mixin") {
				mixin, _ := problem.Node.Pair(0)
				p.ReportDiagnostic(analysis.Diagnostic{
					Span:    problem.Span,
					Message: fmt.Sprintf("the outputs stand beside the mixin %q, which makes them; indent them to stand within it", mixin.Value()),
					Related: []analysis.Related{{File: doc.Name, Span: mixin.Span(), Message: "the step's mixin"}},
					Fixes:   indentInto(doc, problem.Node),
				})
			}
		},
	}
}

// onlyOutputsBeside reports whether all that a step has beside its mixin is
// outputs.
func onlyOutputsBeside(step syntax.Node) bool {
	if step.Len() != 2 {
		return false
	}
	mixin, _ := step.Pair(0)
	beside, _ := step.Pair(1)
	return !mixin.IsMerge() && mixin.Value() != "outputs" && beside.Value() == "outputs"
}

// indentInto is the fix that moves what stands below a step's mixin, in line
// with it, into the mixin; none where that is not only a matter of blanks.
func indentInto(doc *analysis.Document, step syntax.Node) []analysis.SuggestedFix {
	mixin, body := step.Pair(0)
	if step.Style() != syntax.Block || body.Style() != syntax.Missing && (body.Style() != syntax.Block || body.Kind() != syntax.Mapping) {
		return nil
	}
	src, lines := doc.File.Source(), doc.File.Lines()
	column := func(n syntax.Node) int { return n.Span().Start - lines.Span(lines.Line(n.Span().Start)).Start }
	by := column(body) - column(mixin)
	if body.Kind() != syntax.Mapping {
		by = stepIndent(doc)
	}
	first, last := -1, -1
	for i := 1; i < step.Len(); i++ {
		k, v := step.Pair(i)
		at := lines.Line(k.Span().Start)
		before := text.Span{Start: lines.Span(at).Start, End: k.Span().Start}.Of(src)
		if isDeclared(doc, k) || !body.Get(k.Value()).IsZero() || strings.Trim(before, " ") != "" {
			return nil
		}
		if first < 0 {
			first = at
		}
		last = lines.Line(max(k.Span().End, lastByte(src, v.Span())))
	}
	if by <= 0 || first < 0 {
		return nil
	}
	for first > 0 && strings.HasPrefix(strings.TrimLeft(lines.Span(first-1).Of(src), " "), "#") && lines.Span(first-1).Start > mixin.Span().Start {
		first-- // a comment belongs to what stands below it
	}
	var edits []text.Edit
	for line := first; line <= last; line++ {
		if s := lines.Span(line); strings.TrimSpace(s.Of(src)) != "" {
			edits = append(edits, text.Edit{Span: text.Span{Start: s.Start, End: s.Start}, New: strings.Repeat(" ", by)})
		}
	}
	return editFix(doc, fmt.Sprintf("Indent to stand within %q", mixin.Value()), edits...)
}

// lastByte returns where the last byte of a value stands that is no line break.
func lastByte(src []byte, s text.Span) int {
	end := s.End
	for end > s.Start && (src[end-1] == '\n' || src[end-1] == '\r') {
		end--
	}
	return max(s.Start, end-1)
}

// stepIndent is how much deeper than its mixin the manifest's first step writes
// what the mixin is to do.
func stepIndent(doc *analysis.Document) int {
	lines := doc.File.Lines()
	column := func(off int) int { return off - lines.Span(lines.Line(off)).Start }
	for _, a := range doc.Manifest.Actions {
		for _, s := range a.Steps {
			if s.Body.Style() == syntax.Block && s.Body.Kind() == syntax.Mapping && s.Mixin.Set() {
				if by := column(s.Body.Span().Start) - column(s.Mixin.Span().Start); by > 0 {
					return by
				}
			}
		}
	}
	return 2
}
