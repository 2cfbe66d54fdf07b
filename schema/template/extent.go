package template

import (
	"bytes"
	"cmp"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Extent is what belongs to a step: its node's span and what blanks and comment
// follow on its last line. Where something else follows, as in a flow list, the
// rest of the line is not the step's. Of the comments on lines of their own, those
// belong to a step that Porter writes out with it when it runs:
//
//   - all above its dash, as far as they are indented like it;
//   - those directly behind it that are indented deeper than the dash, and all
//     alike, unless the step is a map in braces or a blank line is among them;
//   - behind the last step, those that are indented like its dash.
//
// Where that depends on more, as with blank lines at some places, a comment is
// taken for none of the step's.
func Extent(n syntax.Node) text.Span {
	span := lastLine(n)
	f := n.File()
	if f == nil || n.Kind() != syntax.Mapping || span.Len() == 0 || len(f.Comments()) == 0 {
		return span
	}
	l := layout{f.Source()}
	dash := n.Span().Start - 1
	for dash >= 0 && l.src[dash] == ' ' {
		dash--
	}
	if dash < 0 || l.src[dash] != '-' {
		return span // of a flow list, or behind an anchor
	}
	start := l.start(dash)
	if l.indent(start) != dash-start {
		return span // of a list within another one
	}
	span.Start = l.above(start, dash-start, span.Start)
	span.End = l.below(span.End, dash-start, n.Style() == syntax.Flow)
	return span
}

// lastLine is a step's span with the rest of its last line.
func lastLine(n syntax.Node) text.Span {
	span := n.Span()
	f := n.File()
	if f == nil {
		return span
	}
	src := f.Source()
	if span.Len() > 0 && isBreak(src[span.End-1]) { // a block scalar
		return span
	}
	last := span.End
	for last < len(src) && (src[last] == ' ' || src[last] == '\t') {
		last++
	}
	if last < len(src) && src[last] == '#' {
		for last < len(src) && !isBreak(src[last]) {
			last++
		}
	}
	if last == len(src) || isBreak(src[last]) {
		span.End = last
	}
	return span
}

// layout is a text seen as lines that are blank, comments or content.
type layout struct{ src []byte }

// start returns where the line of an offset starts.
func (l layout) start(off int) int {
	for off > 0 && l.src[off-1] != '\n' {
		off--
	}
	return off
}

// end returns where the line that starts at an offset ends, without its break.
func (l layout) end(start int) int {
	for start < len(l.src) && !isBreak(l.src[start]) {
		start++
	}
	return start
}

// next returns where the line behind one that ends at an offset starts.
func (l layout) next(end int) int {
	for end < len(l.src) && l.src[end] != '\n' {
		end++
	}
	return min(end+1, len(l.src))
}

// indent returns how many blanks the line that starts at an offset begins with.
func (l layout) indent(start int) int {
	n := 0
	for start+n < len(l.src) && l.src[start+n] == ' ' {
		n++
	}
	return n
}

// kind returns what the line that starts at an offset begins with behind its
// indentation, 0 where it is blank.
func (l layout) kind(start int) byte {
	at := start + l.indent(start)
	if at == len(l.src) || isBreak(l.src[at]) {
		return 0
	}
	return l.src[at]
}

// above returns the start of the first of the comments above a line that are
// indented by so much, and otherwise what there was.
func (l layout) above(start, indent, otherwise int) int {
	first, apart := otherwise, false
	for start > 0 {
		start = l.start(start - 1)
		switch k := l.kind(start); {
		case k == 0:
			apart = apart || first == otherwise
		case k == '#' && l.indent(start) == indent:
			first = start + indent
		case apart && (k == '#' || l.endsInBrace(start)):
			return otherwise // some of them are nobody's
		default:
			return first
		}
	}
	return first
}

// endsInBrace reports whether the line that starts at an offset ends with a map in
// braces.
func (l layout) endsInBrace(start int) bool {
	line := bytes.TrimRight(l.src[start:l.end(start)], " \t")
	return bytes.HasSuffix(line, []byte("}"))
}

// below returns the end of the last comment behind a step that is the step's,
// whose dash is indented by so much: end where there is none.
func (l layout) below(end, indent int, inBraces bool) int {
	line := end
	if end == 0 || l.src[end-1] != '\n' {
		line = l.next(end)
	}
	deeper, alike := end, end // the ends of the last comments of either kind
	blank, blankFirst, apart := false, false, false
	depth := 0 // of the first of those that are deeper
	for ; line < len(l.src); line = l.next(line) {
		by := l.indent(line)
		switch k := l.kind(line); {
		case k == 0:
			blank, apart = true, deeper > end
		case k == '#' && by > indent && alike == end && (inBraces || apart):
			return end
		case k == '#' && by > indent && alike == end:
			if depth = cmp.Or(depth, by); by != depth {
				depth = -1 // and whose the rest are is not known
				continue
			}
			deeper = l.end(line)
		case k == '#' && by == indent && deeper == end && indent > 0:
			blankFirst = blankFirst || alike == end && blank
			alike = l.end(line)
		case k == '#':
			content := l.content(line)
			if content == len(l.src) {
				return end
			}
			if l.kind(content) == '-' && l.indent(content) == indent {
				return deeper
			}
			return l.choose(end, deeper, alike, blankFirst)
		case k == '-' && by == indent:
			return deeper // what is indented like the dash belongs to the next step
		default:
			return l.choose(end, deeper, alike, blankFirst || !blank)
		}
	}
	return end // at the end of the file
}

func (l layout) choose(end, deeper, alike int, takesAlike bool) int {
	if deeper > end || !takesAlike {
		return deeper
	}
	return alike
}

// content returns the start of the first line with content from one on, or the
// end of the text.
func (l layout) content(line int) int {
	for line < len(l.src) && (l.kind(line) == 0 || l.kind(line) == '#') {
		line = l.next(line)
	}
	return line
}

func isBreak(c byte) bool { return c == '\n' || c == '\r' }
