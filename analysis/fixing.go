package analysis

import (
	"cmp"
	"slices"

	"github.com/porter-ls/porter-ls/schema/text"
)

// Fix returns the edits that fix findings, by file, sorted and apart from each
// other. Of a finding's fixes the first counts, and with unsafe false only where
// it is a safe one. Where the edits of two fixes meet, the finding that comes
// first is fixed and the other one left for another round.
func Fix(found []Diagnostic, unsafe bool) map[string][]text.Edit {
	edits, _ := FixOf(found, unsafe)
	return edits
}

// FixOf is Fix, and returns which of the findings are fixed.
func FixOf(found []Diagnostic, unsafe bool) (edits map[string][]text.Edit, fixed []Diagnostic) {
	edits = map[string][]text.Edit{}
	for _, d := range found {
		if len(d.Fixes) == 0 || len(d.Fixes[0].Edits) == 0 || d.Fixes[0].Unsafe && !unsafe {
			continue
		}
		fix := d.Fixes[0]
		if slices.ContainsFunc(fix.Edits, func(e FileEdit) bool { return meets(edits[e.File], e.Edit.Span) }) {
			continue
		}
		for _, e := range fix.Edits {
			edits[e.File] = append(edits[e.File], e.Edit)
		}
		fixed = append(fixed, d)
	}
	for _, list := range edits {
		slices.SortStableFunc(list, func(a, b text.Edit) int {
			return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End))
		})
	}
	return edits, fixed
}

// meets reports whether a span touches one of those that are edited. Two edits
// of one place would come in an order that nobody has chosen.
func meets(edits []text.Edit, s text.Span) bool {
	return slices.ContainsFunc(edits, func(e text.Edit) bool {
		return s.Start <= e.Span.End && e.Span.Start <= s.End
	})
}
