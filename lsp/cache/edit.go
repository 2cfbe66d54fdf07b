package cache

import (
	"runtime"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/text"
)

// Between returns edits that make after of before, to be made one after the
// other.
func Between(before, after []byte) []text.Edit {
	edits := text.Diff(before, after)
	// Made from the last to the first, none moves the places of the others.
	slices.Reverse(edits)
	return edits
}

// Follow returns where a span is after an edit of its text; ok is false where
// the edit touches it.
func Follow(span text.Span, edit text.Edit) (moved text.Span, ok bool) {
	switch {
	case edit.Span.Len() == 0 && edit.New == "":
		return span, true
	case edit.Span.Start > span.End:
		return span, true
	case edit.Span.End < span.Start, edit.Span.End == span.Start && strings.HasSuffix(edit.New, "\n"):
		return span.Shift(len(edit.New) - edit.Span.Len()), true
	}
	return span, false
}

// samePath reports whether two cleaned paths are the same file's where file
// names have no case.
func samePath(a, b string) bool {
	if runtime.GOOS == "windows" {
		return strings.EqualFold(a, b)
	}
	return a == b
}
