package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// declare is the fix that adds a mixin to the end of the list of mixins; none
// where the list is not there or written in a way that is not understood.
func declare(doc *analysis.Document, name string) []analysis.SuggestedFix {
	list := doc.Manifest.Root.Get("mixins")
	if list.Kind() != syntax.Sequence || list.Len() == 0 {
		return nil
	}
	last := list.Item(list.Len() - 1).Span()
	lines := doc.File.Lines()
	edit := text.Edit{Span: text.Span{Start: last.End, End: last.End}, New: ", " + name}
	if list.Style() == syntax.Block {
		start := lines.Span(lines.Line(last.Start)).Start
		indent := string(doc.File.Source()[start:last.Start])
		if strings.Trim(indent, " ") != "-" {
			return nil
		}
		end := lines.Span(lines.Line(max(last.Start, last.End-1))).End
		edit = text.Edit{Span: text.Span{Start: end, End: end}, New: analysis.LineBreak(doc.File.Source(), end) + indent + name}
	}
	return editFix(doc, fmt.Sprintf("Declare the mixin %q", name), edit)
}

// rename is the fix that writes another name in a place.
func rename(doc *analysis.Document, span text.Span, name string) []analysis.SuggestedFix {
	return editFix(doc, fmt.Sprintf("Change to %q", name), text.Edit{Span: span, New: name})
}

// editFix is a fix with edits to the manifest.
func editFix(doc *analysis.Document, title string, edits ...text.Edit) []analysis.SuggestedFix {
	fix := analysis.SuggestedFix{Title: title}
	for _, e := range edits {
		fix.Edits = append(fix.Edits, analysis.FileEdit{File: doc.Name, Edit: e})
	}
	return []analysis.SuggestedFix{fix}
}
