package format

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Newline returns the edit that indents the line of an offset, which was just
// begun and has nothing in it, as what is going to be written there most likely
// stands: below a key one step deeper, behind a key with its value in line with
// that key, behind an item in line with its dash, and within a text not less deep
// than the text. list says whether a list goes below the key at a path.
//
// It answers with nothing where the line is right, where there is an empty line
// above, within brackets, and wherever it could not be read what the line above
// is.
func Newline(f *syntax.File, off int, list func(path []syntax.Step) bool, o Options) []text.Edit {
	lines := f.Lines()
	line := lines.Line(off)
	if line == 0 {
		return nil
	}
	src, here, above := f.Text(), lines.Span(line), lines.Span(line-1)
	if strings.Trim(src[here.Start:here.End], " ") != "" || strings.TrimSpace(src[above.Start:above.End]) == "" {
		return nil
	}
	col, ok := newline{f, src, list, styleOf(f, o)}.column(above, here)
	if !ok || col == here.Len() {
		return nil
	}
	p := printer{src: src}
	p.set(here.Start, here.End, col, 0)
	return p.edits()
}

type newline struct {
	f    *syntax.File
	src  string
	list func(path []syntax.Step) bool
	style
}

// column is where what follows the line above goes; ok is false where that is for
// the author alone to say.
func (n newline) column(above, here text.Span) (col int, ok bool) {
	start := above.Start + indentOf(n.src[above.Start:above.End])
	if at := n.f.NodeAt(start); at.Kind() == syntax.Scalar && at.Span().Start < above.Start {
		return n.withinText(at, start-above.Start, here)
	}
	dash := -1
	for start < above.End && n.src[start] == '-' && (start+1 == above.End || n.src[start+1] == ' ') {
		dash = start
		start += 1 + indentOf(n.src[start+1:above.End])
	}
	end := n.textEnd(start, above.End)
	if end <= start || n.inBrackets(end) {
		return 0, false
	}
	key, step := start-above.Start, n.deeper(dash >= 0, start)
	last := n.f.NodeAt(end)
	switch {
	case n.isText(last, above):
		return n.belowHeader(last, key, dash-above.Start, start, step)
	case n.src[end-1] == ':':
		path := n.f.PathAt(end)
		if len(path.Steps) == 0 || path.Where != syntax.InValue || path.Steps[len(path.Steps)-1].Key == "" {
			return 0, false
		}
		return n.below(path, key, step), true
	case n.f.PathAt(start).Where == syntax.InKey:
		return key, true
	case dash >= 0 && last.Style() >= syntax.Plain && last.Style() <= syntax.DoubleQuoted:
		return dash - above.Start, true
	}
	return 0, false
}

// isText reports whether a node is a block scalar whose header is in a line.
func (newline) isText(n syntax.Node, line text.Span) bool {
	return (n.Style() == syntax.Literal || n.Style() == syntax.Folded) && n.Span().Start >= line.Start
}

// withinText is the column within the text of a scalar that began further above: as
// deep as the line above, where the line would not be part of the text.
func (n newline) withinText(at syntax.Node, above int, here text.Span) (int, bool) {
	if at.Style() != syntax.Literal && at.Style() != syntax.Folded {
		return 0, false
	}
	col, ok := n.textColumn(at)
	return above, ok && here.Len() < col && above >= col
}

// textColumn is the column of a block scalar's text, where there is any.
func (n newline) textColumn(at syntax.Node) (int, bool) {
	s := at.Span()
	for i := nextLine(n.src, s.Start); i < s.End; i = nextLine(n.src, i) {
		indent := indentOf(n.src[i:s.End])
		if i+indent < s.End && breakAt(n.src, i+indent) == 0 {
			return indent, true
		}
	}
	return 0, false
}

// belowHeader is the column of a block scalar's first line.
func (n newline) belowHeader(at syntax.Node, key, dash, start, step int) (int, bool) {
	if col, ok := n.textColumn(at); ok {
		return col, true
	}
	around := key
	if start == at.Span().Start { // - |
		around, step = dash, 2
	}
	header := at.Span().Of(n.f.Source())
	if i := strings.IndexAny(header, "123456789"); i == 1 || i == 2 {
		step = int(header[i] - '0')
	}
	return around + step, true
}

// below is the column of what stands below a key: that of what does already, or
// else one step deeper.
func (n newline) below(path syntax.Path, key, step int) int {
	value := path.Steps[len(path.Steps)-1].Node
	if value.Style() == syntax.Block {
		p := printer{src: n.src}
		return p.column(begin(value))
	}
	if n.dashes && n.list != nil && n.list(path.Steps) {
		return key + n.dash
	}
	return key + step
}

// deeper is by how much what is below a key stands deeper than it.
func (n newline) deeper(item bool, key int) int {
	if !item {
		steps := n.f.PathAt(key).Steps
		item = len(steps) > 1 && steps[len(steps)-2].Key == ""
	}
	if item {
		return n.itemStep
	}
	return n.style.step
}

// textEnd is where a line's text ends, before blanks and a comment.
func (n newline) textEnd(start, end int) int {
	comments := n.f.Comments()
	lo, hi := 0, len(comments)
	for lo < hi {
		if mid := (lo + hi) / 2; comments[mid].Start < start {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(comments) && comments[lo].Start < end {
		end = comments[lo].Start
	}
	return start + len(strings.TrimRight(n.src[start:end], " \t"))
}

// inBrackets reports whether an offset is within a flow collection.
func (n newline) inBrackets(off int) bool {
	within := func(at syntax.Node) bool {
		return at.Style() == syntax.Flow && at.Span().Start < off && (off < at.Span().End || at.Repaired())
	}
	for _, s := range n.f.PathAt(off).Steps {
		if within(s.Node) {
			return true
		}
	}
	return within(n.f.NodeAt(off)) || strings.IndexByte("[{,", n.src[off-1]) >= 0
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }
