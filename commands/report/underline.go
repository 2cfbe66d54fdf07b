package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/porter-ls/porter-ls/schema/text"
	"golang.org/x/text/width"
)

// A line longer than this many characters is shown around its finding only.
const (
	longestLine = 240
	before      = 60
	tabStop     = 4
)

// underline returns a source line as a terminal shows it, and the line of
// carets under the part of span that lies in it. Tabs become blanks up to the
// next stop, so that what is above and below stays in line whatever the
// terminal's stops are; a wide character has two carets and a combining one
// none.
func underline(src []byte, line, span text.Span) (code, carets string) {
	start := min(max(span.Start, line.Start), line.End)
	end := min(max(span.End, start), line.End)
	shown := window(src, line, start)
	end = min(end, shown.End)

	var c, u strings.Builder
	column, first, last := 0, -1, -1 // in cells
	if shown.Start > line.Start {
		c.WriteString("…")
		column++
	}
	for off := shown.Start; ; {
		if off == start {
			first = column
		}
		if off == end {
			last = column
		}
		if off >= shown.End {
			break
		}
		r, size := utf8.DecodeRune(src[off:shown.End])
		off += size
		if r == '\t' {
			cells := tabStop - column%tabStop
			c.WriteString(strings.Repeat(" ", cells))
			column += cells
			continue
		}
		r, cells := show(r)
		c.WriteRune(r)
		column += cells
	}
	if shown.End < line.End {
		c.WriteString("…")
	}
	u.WriteString(strings.Repeat(" ", max(first, 0)))
	u.WriteByte('^')
	u.WriteString(strings.Repeat("~", max(last-first-1, 0)))
	return c.String(), u.String()
}

// window returns the part of a line to show: all of it, unless it is long.
func window(src []byte, line text.Span, start int) text.Span {
	if utf8.RuneCount(src[line.Start:line.End]) <= longestLine {
		return line
	}
	w := text.Span{Start: start, End: start}
	for n := 0; n < before && w.Start > line.Start; n++ {
		_, size := utf8.DecodeLastRune(src[line.Start:w.Start])
		w.Start -= size
	}
	for n := 0; n < longestLine-before && w.End < line.End; n++ {
		_, size := utf8.DecodeRune(src[w.End:line.End])
		w.End += size
	}
	return w
}

// show returns how a character is written to a terminal and how many cells it
// takes there. Characters that would steer the terminal are replaced.
func show(r rune) (shown rune, cells int) {
	switch {
	case unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == utf8.RuneError:
		return utf8.RuneError, 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return r, 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return r, 2
	}
	return r, 1
}

// printable makes one line of a message that quotes a file's text.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		r, _ = show(r)
		return r
	}, s)
}
