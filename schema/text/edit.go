package text

import (
	"cmp"
	"fmt"
	"slices"
)

// Edit replaces the bytes of Span by New.
type Edit struct {
	Span Span
	New  string
}

// Apply returns src with all edits made, which stand in any order and whose
// spans are all those of src. Edits must lie in src and not overlap; several
// insertions at one place are made in their order. The result shares nothing
// with src.
func Apply(src []byte, edits []Edit) ([]byte, error) {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b Edit) int {
		return cmp.Or(a.Span.Start-b.Span.Start, a.Span.End-b.Span.End)
	})
	size, last := len(src), 0
	for _, e := range sorted {
		switch {
		case e.Span.Start > e.Span.End || e.Span.Start < 0 || e.Span.End > len(src):
			return nil, fmt.Errorf("applying edits: %v is not within the text of %d bytes", e.Span, len(src))
		case e.Span.Start < last:
			return nil, fmt.Errorf("applying edits: %v overlaps the edit before it", e.Span)
		}
		last = e.Span.End
		size += len(e.New) - e.Span.Len()
	}
	out := make([]byte, 0, size)
	last = 0
	for _, e := range sorted {
		out = append(out, src[last:e.Span.Start]...)
		out = append(out, e.New...)
		last = e.Span.End
	}
	return append(out, src[last:]...), nil
}
