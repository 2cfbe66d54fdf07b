package analysis

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/text"
)

func edit(file string, start, end int, with string) FileEdit {
	return FileEdit{file, text.Edit{Span: text.Span{Start: start, End: end}, New: with}}
}

// Of a finding the first fix is made if it may be, and of two that meet the one
// that comes first.
func TestFix(t *testing.T) {
	found := []Diagnostic{
		{Fixes: []SuggestedFix{{Edits: []FileEdit{edit("a", 8, 9, "first"), edit("b", 0, 0, "also")}}, {Edits: []FileEdit{edit("a", 0, 9, "second")}}}},
		{Fixes: []SuggestedFix{{Unsafe: true, Edits: []FileEdit{edit("a", 2, 3, "unsafe")}}, {Edits: []FileEdit{edit("a", 2, 3, "safe")}}}},
		{Fixes: []SuggestedFix{{Edits: []FileEdit{edit("a", 4, 5, "half"), edit("a", 9, 10, "touches the first")}}}},
		{Fixes: []SuggestedFix{{Edits: []FileEdit{edit("b", 0, 0, "the same place")}}}},
		{Fixes: []SuggestedFix{{Edits: []FileEdit{edit("a", 6, 6, "between"), edit("a", 6, 6, "and behind it")}}}},
		{},
	}
	for _, c := range []struct {
		unsafe bool
		want   map[string][]text.Edit
	}{
		{false, map[string][]text.Edit{
			"a": {edit("", 6, 6, "between").Edit, edit("", 6, 6, "and behind it").Edit, edit("", 8, 9, "first").Edit},
			"b": {edit("", 0, 0, "also").Edit},
		}},
		{true, map[string][]text.Edit{
			"a": {edit("", 2, 3, "unsafe").Edit, edit("", 6, 6, "between").Edit, edit("", 6, 6, "and behind it").Edit, edit("", 8, 9, "first").Edit},
			"b": {edit("", 0, 0, "also").Edit},
		}},
	} {
		if diff := cmp.Diff(c.want, Fix(found, c.unsafe)); diff != "" {
			t.Errorf("unsafe %t: -want +got\n%s", c.unsafe, diff)
		}
	}
}
