package rules

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// definitionRules are about parameters, credentials, outputs, state and actions.
func definitionRules() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		credentialWithoutDestination(),
		customActionNameUnrunnable(),
		customActionUndefined(),
		destinationNotClean(),
		destinationUnderOutputs(),
		dottedName(),
		duplicateName(),
		duplicateRequired(),
		emptyApplyTo(),
		environmentClash(),
		requiredOutputNotProduced(),
		reservedCustomActionName(),
		reservedParameterPrefix(),
		rootHomePath(),
		sharingIncomplete(),
		sourceNeverSet(),
		statePathMissing(),
		undefinedSource(),
		unknownAction(),
		unknownRequiredExtension(),
		unsatisfiableSchema(),
		unsupportedSchemaKeyword(),
		untypedDefault(),
	}
}

// actionNames returns the actions that a bundle can be asked for: the three that
// every bundle has, and its custom ones.
func actionNames(m *manifest.Manifest) []string {
	return append([]string{"install", "upgrade", "uninstall"}, m.CustomActionNames()...)
}

// hasAction reports whether a bundle can run an action of that name.
func hasAction(doc *analysis.Document, name string) bool {
	if manifest.IsCoreAction(name) {
		return true
	}
	_, ok := doc.Symbols.Lookup(symbols.Action, name)
	return ok
}

// actionsKnown reports whether all of a bundle's actions are known. They are
// top-level keys, so one that cannot be read may be any of them.
func actionsKnown(p *analysis.Pass) bool {
	return !silence.Of(p).all && p.Bundle.Manifest.Manifest.Root.Get("<<").IsZero()
}

// entriesKnown reports whether every entry of a section is known; understood is
// how many of them the manifest has.
func entriesKnown(p *analysis.Pass, section string, understood int) bool {
	root := p.Bundle.Manifest.Manifest.Root
	return !silence.Of(p).section(section) && root.Get("<<").IsZero() && listOfKnown(root.Get(section), understood)
}

// counts reports whether an entry is the one of its name that is in the bundle:
// the last one.
func counts(doc *analysis.Document, kind symbols.Kind, name string, entry syntax.Node) bool {
	s, ok := doc.Symbols.Lookup(kind, name)
	return ok && s.Node == entry
}

// spanOf is where a text of the manifest stands, on one line and without quotes.
func spanOf(s manifest.String) text.Span {
	n := s.Node
	if n.File() == nil {
		return text.Span{}
	}
	return n.File().FirstLine(n.TextSpan())
}

// nameOf is the place of an entry's name, or of the entry where it has none.
func nameOf(name manifest.String, entry syntax.Node) text.Span {
	if name.Value != "" {
		return spanOf(name)
	}
	return entry.File().FirstLine(entry.Span())
}

// destination is where a parameter or credential arrives.
type destination struct {
	kind      symbols.Kind
	name      manifest.String
	entry     syntax.Node
	env, path manifest.String // as written
	variable  string          // the environment variable, "" where none
	file      string          // the path in the container, "" where none
	optional  bool            // a credential that need not be given
	appliesTo func(action string) bool
}

// destinations are where the bundle's parameters and credentials arrive, in
// source order, as far as they can be read.
var destinations = analysis.NewFact(func(p *analysis.Pass) []destination {
	doc := p.Bundle.Manifest
	silent := silence.Of(p)
	all := make([]destination, 0, len(doc.Manifest.Parameters)+len(doc.Manifest.Credentials))
	for i := range doc.Manifest.Parameters {
		v := &doc.Manifest.Parameters[i]
		if silent.section("parameters") || v.Node.Repaired() || !counts(doc, symbols.Parameter, v.Name.Value, v.Node) {
			continue
		}
		variable, file := v.Destination()
		all = append(all, destination{symbols.Parameter, v.Name, v.Node, v.Env, v.Path, variable, file, false, func(action string) bool { return v.AppliesTo(action) }})
	}
	for i := range doc.Manifest.Credentials {
		v := &doc.Manifest.Credentials[i]
		if silent.section("credentials") || v.Node.Repaired() || !counts(doc, symbols.Credential, v.Name.Value, v.Node) {
			continue
		}
		variable, file := v.Destination()
		all = append(all, destination{symbols.Credential, v.Name, v.Node, v.Env, v.Path, variable, file, !v.Required, func(action string) bool { return v.AppliesTo(action) }})
	}
	return all
})

// adding is the fix that adds a field to an entry, none where that is written in
// a way that is not understood.
func adding(doc *analysis.Document, entry syntax.Node, behind, field string) []analysis.SuggestedFix {
	edit, ok := addField(doc, entry, entry.Get(behind), field)
	if !ok {
		return nil
	}
	return editFix(doc, fmt.Sprintf("Add %s", field), edit)
}

// removing is the fix that leaves out an item of a list in block style; none
// where it is the only one, or does not have its lines for itself.
func removing(doc *analysis.Document, list, item syntax.Node) []analysis.SuggestedFix {
	if list.Style() != syntax.Block || list.Len() < 2 {
		return nil
	}
	span, lines := item.Span(), doc.File.Lines()
	from, to := lines.Line(span.Start), lines.Line(max(span.Start, span.End-1))
	start := lines.Span(from).Start
	before := string(doc.File.Source()[start:span.Start])
	behind := doc.File.Source()[span.End:lines.Span(to).End]
	if strings.TrimSpace(before) != "-" || len(bytes.TrimSpace(behind)) > 0 || to+1 >= lines.Count() {
		return nil
	}
	return editFix(doc, "Leave it out", text.Edit{Span: text.Span{Start: start, End: lines.Span(to + 1).Start}})
}

// renameAll is the fix that calls a symbol otherwise, wherever it is named.
func renameAll(doc *analysis.Document, s symbols.Symbol, name string, unsafe bool) []analysis.SuggestedFix {
	fix := analysis.SuggestedFix{Title: fmt.Sprintf("Rename to %q everywhere in this file", name), Unsafe: unsafe}
	for _, o := range doc.Symbols.Occurrences(symbols.Ref{Kind: s.Kind, Name: s.Name, Span: s.Span, Defines: true}) {
		fix.Edits = append(fix.Edits, analysis.FileEdit{File: doc.Name, Edit: text.Edit{Span: o.Span, New: name}})
	}
	return []analysis.SuggestedFix{fix}
}

// mentions reports whether the text of a node has a word in it.
func mentions(n syntax.Node, word string) bool {
	return n.File() != nil && strings.Contains(n.Span().Of(n.File().Source()), word)
}

// enumerate joins words as in "a, b and c".
func enumerate(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}
