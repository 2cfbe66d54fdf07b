package rules

import (
	"bytes"
	"fmt"
	"sort"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func yamlAliasInStep() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "yaml-alias-in-step",
		Doc: `A step has an alias whose anchor stands outside of it.

Porter 1.x builds such a bundle. When it runs, each step is taken out of the manifest and read by itself, so the anchor is not there: the step fails with "unknown anchor". The same happens to a merge key, <<. Write out in the step what the alias stands for. porter-ls runs steps with aliases as they are meant.`,
		Severity: analysis.Error,
		Target:   analysis.Porter,
		Run:      runYAMLAliasInStep,
	}
}

func runYAMLAliasInStep(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	if bytes.IndexByte(doc.File.Source(), '*') < 0 {
		return
	}
	a := aliasesInSteps{p, doc, silence.Of(p), syntax.Follower{Root: doc.Manifest.Root}}
	for k, steps := range doc.Manifest.Root.Pairs() {
		if !inAction(doc, k.Span().Start) || a.silent.section(k.Value()) {
			continue
		}
		for _, step := range steps.Items() {
			a.look(step, step, syntax.Node{}, syntax.Node{})
		}
	}
}

type aliasesInSteps struct {
	*analysis.Pass
	doc       *analysis.Document
	silent    quiet
	followers syntax.Follower
}

// look reports the aliases in a node of a step; key and parent are where it
// stands: no key for an item of a list, and neither for the step itself.
func (a *aliasesInSteps) look(step, n, key, parent syntax.Node) {
	for k, v := range n.Pairs() {
		a.look(step, k, syntax.Node{}, syntax.Node{})
		a.look(step, v, k, n)
	}
	for _, item := range n.Items() {
		a.look(step, item, syntax.Node{}, n)
	}
	if n.Kind() != syntax.Alias {
		return
	}
	target := a.followers.Follow(n)
	if s := step.Span(); target.IsZero() || s.Start <= target.Span().Start && target.Span().End <= s.End && n != step {
		return
	}
	d := analysis.Diagnostic{
		Span:    n.Span(),
		Message: fmt.Sprintf("the anchor &%s stands outside of this step, so under Porter 1.x the step fails when it runs: write out here what the alias stands for", n.Value()),
		Related: []analysis.Related{{File: a.doc.Name, Span: a.doc.File.FirstLine(target.Span()), Message: "this is what it stands for"}},
	}
	if edit, ok := a.expand(n, target, key, parent); ok {
		d.Fixes = editFix(a.doc, fmt.Sprintf("Write out *%s", n.Value()), edit)
	}
	a.ReportDiagnostic(d)
}

// expand is the edit that puts what an alias stands for in its place, and the
// pairs of a map in the place of a merge key. ok is false where that would not
// mean the same by itself: with anchors, aliases or comments in it.
func (a *aliasesInSteps) expand(alias, target, key, parent syntax.Node) (e text.Edit, ok bool) {
	src := a.doc.File.Source()
	if target.Tag() != "" || target.Style() == syntax.Missing || !selfContained(target) || a.commented(target.Span()) {
		return e, false
	}
	switch {
	case key.IsMerge():
		return a.expandMerge(alias, target, key, parent)
	case target.Style() == syntax.Literal, target.Style() == syntax.Folded:
		return e, false
	case target.Style() != syntax.Block:
		what := target.Span().Of(src)
		return text.Edit{Span: alias.Span(), New: what}, !strings.ContainsAny(what, "\r\n")
	case parent.Style() == syntax.Flow:
		return e, false
	case key.IsZero(): // an item of a list, in line with the alias
		what, ok := a.indented(target.Span(), target, a.column(alias))
		return text.Edit{Span: alias.Span(), New: what}, ok && a.line(alias.Span().Start) == a.line(alias.Span().End)
	}
	colon := key.Span().End
	if strings.TrimSpace(text.Span{Start: colon, End: alias.Span().Start}.Of(src)) != ":" {
		return e, false
	}
	column := a.column(key) + 2
	what, ok := a.indented(target.Span(), target, column)
	return text.Edit{Span: text.Span{Start: colon + 1, End: alias.Span().End}, New: a.lineBreak(key) + strings.Repeat(" ", column) + what}, ok
}

// selfContained reports whether nothing within a node has an anchor or is an
// alias.
func selfContained(n syntax.Node) bool {
	inner := func(n syntax.Node) bool { return n.Kind() != syntax.Alias && n.Anchor() == "" && selfContained(n) }
	for k, v := range n.Pairs() {
		if !inner(k) || !inner(v) {
			return false
		}
	}
	for _, item := range n.Items() {
		if !inner(item) {
			return false
		}
	}
	return true
}

// commented reports whether a comment stands within a span.
func (a *aliasesInSteps) commented(s text.Span) bool {
	comments := a.doc.File.Comments()
	i := sort.Search(len(comments), func(i int) bool { return comments[i].Start >= s.Start })
	return i < len(comments) && comments[i].Start < s.End
}

// expandMerge writes the pairs that a merge key brings in, but for those that
// the map has itself.
func (a *aliasesInSteps) expandMerge(alias, target, key, parent syntax.Node) (e text.Edit, ok bool) {
	if target.Kind() != syntax.Mapping || target.Style() != syntax.Block || parent.Style() != syntax.Block {
		return e, false
	}
	column := a.column(key)
	var pairs []string
	for k, v := range target.Pairs() {
		if !parent.Get(k.Value()).IsZero() {
			continue
		}
		end := k.Span().End + 1
		if v.Style() != syntax.Missing {
			end = lastByte(a.doc.File.Source(), v.Span()) + 1
		}
		what, ok := a.indented(text.Span{Start: k.Span().Start, End: end}, target, column)
		if !ok {
			return e, false
		}
		pairs = append(pairs, what)
	}
	what := strings.Join(pairs, a.lineBreak(key)+strings.Repeat(" ", column))
	return text.Edit{Span: text.Span{Start: key.Span().Start, End: alias.Span().End}, New: what}, len(pairs) > 0
}

// indented returns the lines of a span within a collection, indented to stand at
// another column than the collection does.
func (a *aliasesInSteps) indented(span text.Span, collection syntax.Node, column int) (string, bool) {
	src := a.doc.File.Source()
	span.End = min(span.End, lastByte(src, span)+1)
	lines := strings.Split(span.Of(src), "\n")
	from := a.column(collection)
	for i, line := range lines {
		if i == 0 || strings.TrimSpace(line) == "" {
			continue
		}
		if len(line) < from || strings.Trim(line[:from], " ") != "" {
			return "", false
		}
		lines[i] = strings.Repeat(" ", column) + line[from:]
	}
	return strings.Join(lines, "\n"), true
}

func (a *aliasesInSteps) line(off int) int { return a.doc.File.Lines().Line(off) }

func (a *aliasesInSteps) column(n syntax.Node) int {
	return n.Span().Start - a.doc.File.Lines().Span(a.line(n.Span().Start)).Start
}

// lineBreak is how the line that a node begins in ends.
func (a *aliasesInSteps) lineBreak(n syntax.Node) string {
	return analysis.LineBreak(a.doc.File.Source(), a.doc.File.Lines().Span(a.line(n.Span().Start)).End)
}
