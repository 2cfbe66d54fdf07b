package cache

import (
	"runtime"
	"strings"

	"github.com/porter-ls/porter-ls/schema/text"
)

// Difference returns one edit that makes after of before: what lies between
// their common beginning and their common end.
func Difference(before, after []byte) text.Edit {
	short := min(len(before), len(after))
	start := 0
	for start < short && before[start] == after[start] {
		start++
	}
	end := 0
	for end < short-start && before[len(before)-1-end] == after[len(after)-1-end] {
		end++
	}
	return text.Edit{Span: text.Span{Start: start, End: len(before) - end}, New: string(after[start : len(after)-end])}
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
