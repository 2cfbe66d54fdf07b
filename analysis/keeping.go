package analysis

import (
	"cmp"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/text"
)

// keepingComments makes fixes leave the document's comments alone, whatever the
// rules thought of: what an author wrote down is not ours to drop. A comment on
// lines that are taken out stays on a line of its own; a fix that would lose one
// in any other way is left out.
func keepingComments(doc *Document, fixes []SuggestedFix) []SuggestedFix {
	if len(fixes) == 0 || doc.File == nil || len(doc.File.Comments()) == 0 {
		return fixes
	}
	return slices.DeleteFunc(fixes, func(f SuggestedFix) bool {
		for i := range f.Edits {
			e := &f.Edits[i]
			if e.File != doc.Name {
				continue
			}
			lost := f.lostComments(doc, e.Edit.Span)
			if len(lost) == 0 {
				continue // nothing is written either: remembered findings share their fixes
			}
			if e.Edit.New != "" || !wholeLines(doc.File.Source(), e.Edit.Span) {
				return true
			}
			e.Edit.New = onLines(doc.File.Source(), e.Edit.Span, lost)
		}
		return false
	})
}

// lostComments returns the comments that begin in a span which the fix replaces
// and that are in nothing it writes.
func (f *SuggestedFix) lostComments(doc *Document, span text.Span) (lost []string) {
	comments, src := doc.File.Comments(), doc.File.Source()
	first, _ := slices.BinarySearchFunc(comments, span.Start, func(c text.Span, at int) int { return cmp.Compare(c.Start, at) })
	for _, c := range comments[first:] {
		if c.Start >= span.End {
			break
		}
		words := strings.TrimSpace(c.Of(src))
		if !slices.ContainsFunc(f.Edits, func(e FileEdit) bool { return strings.Contains(e.Edit.New, words) }) {
			lost = append(lost, words)
		}
	}
	return lost
}

// wholeLines reports whether a span is of lines with their breaks.
func wholeLines(src []byte, span text.Span) bool {
	begins := func(off int) bool { return off == 0 || src[off-1] == '\n' }
	return begins(span.Start) && (begins(span.End) || span.End == len(src))
}

// onLines writes comments on lines of their own, in line with what is taken out.
func onLines(src []byte, span text.Span, comments []string) string {
	cut := span.Of(src)
	indent, end := cut[:len(cut)-len(strings.TrimLeft(cut, " "))], "\n"
	if strings.Contains(cut, "\r\n") {
		end = "\r\n"
	}
	var b strings.Builder
	for _, c := range comments {
		b.WriteString(indent + c + end)
	}
	return b.String()
}
