package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func unusedMixin() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "unused-mixin",
		Doc: `A mixin is declared and no step uses it.

Its program and whatever it installs go into the bundle's image all the same, which makes it larger and slower to build. Take it out, unless a script needs what it brings along, as a script of exec may need the client that the mixin az installs.`,
		Severity: analysis.Hint,
		Run:      runUnusedMixin,
	}
}

func runUnusedMixin(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	if silent := silence.Of(p); silent.anyAction(doc) || silent.section("mixins") || !stepsKnown(doc) {
		return
	}
	used := map[string]bool{}
	for _, r := range doc.Symbols.Refs {
		if r.Kind == symbols.Mixin {
			used[r.Name] = true
		}
	}
	if len(used) == 0 {
		return // there are no steps yet, and at least one mixin has to be declared
	}
	for _, m := range doc.Manifest.Mixins {
		name := m.Name.Value
		if name == "" || used[name] || m.Node.Kind() == syntax.Alias {
			continue
		}
		message := fmt.Sprintf("no step uses the mixin %q, which makes the image larger; take it out unless a script needs what it installs", name)
		if name == "exec" {
			message = `no step uses the mixin "exec"; take it out`
		}
		p.ReportDiagnostic(analysis.Diagnostic{Span: m.NameSpan, Message: message, Fixes: undeclare(doc, m.Node, name)})
	}
}

// stepsKnown reports whether every step's mixin could be read, and there is an
// action at all.
func stepsKnown(doc *analysis.Document) bool {
	for k := range doc.Manifest.Root.Pairs() {
		if k.Kind() == syntax.Alias || k.IsMerge() {
			return false
		}
	}
	for _, a := range doc.Manifest.Actions {
		if a.Node.Kind() != syntax.Sequence {
			return false
		}
		for _, s := range a.Steps {
			if !s.Mixin.Set() {
				return false
			}
		}
	}
	return len(doc.Manifest.Actions) > 0
}

// undeclare is the fix that takes an entry out of the list of mixins: one that
// has its lines to itself, and is not the only one.
func undeclare(doc *analysis.Document, entry syntax.Node, name string) []analysis.SuggestedFix {
	list := doc.Manifest.Root.Get("mixins")
	src, lines := doc.File.Source(), doc.File.Lines()
	if list.Kind() != syntax.Sequence || list.Style() != syntax.Block || list.Len() < 2 {
		return nil
	}
	start := lines.Span(lines.Line(entry.Span().Start)).Start
	if strings.Trim(string(src[start:entry.Span().Start]), " ") != "-" {
		return nil
	}
	last := lines.Line(max(entry.Span().Start, entry.Span().End-1))
	end := lines.Span(last).End
	end += len(analysis.LineBreak(src, end))
	return []analysis.SuggestedFix{{
		Title:  fmt.Sprintf("Take out the mixin %q", name),
		Unsafe: name != "exec", // a script may use what it installs
		Edits:  []analysis.FileEdit{{File: doc.Name, Edit: text.Edit{Span: text.Span{Start: start, End: min(end, len(src))}}}},
	}}
}
