package template

import (
	"sort"
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Cursor is a tag as an editor's cursor stands in it or directly behind it.
type Cursor struct {
	Use
	// Typed is the name up to the cursor, cut at its dots: the last part is as
	// far as it is typed, "" behind a dot or the opening delimiter. It is nil in
	// comments and changes of delimiters, which have no name.
	Typed []Segment
	// Segment is the index of Typed's last part where the cursor is in or
	// directly behind that one, -1 where blanks or the tag's end come between.
	Segment int
}

// TagAt returns the tag that an offset of the file is in or directly behind. n
// is the step that the offset is in, the zero Node where there is none yet.
//
// Also text that YAML cannot read, such as an expression without quotes in a
// flow list, has its tags: where the tree has none, the offset's line is
// scanned as it is written.
func TagAt(f *syntax.File, n syntax.Node, d Delims, off int) (Cursor, bool) {
	if off < 0 || off > len(f.Source()) {
		return Cursor{}, false
	}
	uses, _ := ScanStep(n, d)
	if c, ok := at(f, uses, d, off); ok {
		return c, true
	}
	line := f.Lines().Span(f.Lines().Line(off))
	tags, _ := Scan(line.Of(f.Source()), d)
	uses = uses[:0]
	for _, t := range tags {
		uses = append(uses, Use{Tag: t.shift(line.Start)})
	}
	return at(f, uses, d, off)
}

func at(f *syntax.File, uses []Use, d Delims, off int) (Cursor, bool) {
	for _, u := range uses {
		if u.Span.Start >= off || off > u.Span.End {
			continue
		}
		if written := u.Span.Of(f.Source()); strings.HasPrefix(written, d.Open) && off < u.Span.Start+len(d.Open) {
			return Cursor{}, false // within the opening delimiter
		}
		typed, segment := u.typed(off)
		return Cursor{u, typed, segment}, true
	}
	return Cursor{}, false
}

// typed returns the part of the name that stands before an offset, and which of
// its segments ends there.
func (u Use) typed(off int) ([]Segment, int) {
	if u.Path == nil {
		return nil, -1
	}
	if off <= u.Name.Start {
		return []Segment{{"", text.Span{Start: off, End: off}}}, 0
	}
	var typed []Segment
	for i, s := range u.Path {
		if off < s.Span.Start { // behind a dot, but an escaped line break comes next
			return append(typed, Segment{"", text.Span{Start: off, End: off}}), i
		}
		if off <= s.Span.End {
			before := text.Span{Start: s.Span.Start, End: off}
			return append(typed, Segment{u.decoded(s, off), before}), i
		}
		typed = append(typed, s)
	}
	return typed, -1
}

// decoded returns what a segment says up to an offset in it.
func (u Use) decoded(s Segment, off int) string {
	if s.Span.Len() == len(s.Name) {
		return s.Name[:off-s.Span.Start]
	}
	value := u.Node.Value() // the name is written with escapes
	place := func(off int) int {
		return sort.Search(len(value), func(i int) bool { return u.Node.Map(i) >= off })
	}
	return value[place(s.Span.Start):place(off)]
}
