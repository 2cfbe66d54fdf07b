// Package format lays out YAML as its author would: in the file's own
// indentation, and everywhere alike. It changes blanks, line breaks and nothing
// else, so that a file means after it what it meant before.
//
// What could not be read is left as it is, with the outermost entry that it
// stands in; the rest of the file is laid out all the same.
package format

import (
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Options are what an editor says of the layout. The zero Options are those of a
// team that has decided nothing.
type Options struct {
	// TabSize is how many columns a level of indentation takes in the editor. It
	// counts only where the file's own lines do not tell.
	TabSize int
	// KeepBlanks leaves blanks at the ends of lines, KeepEnd the blank lines at the
	// end of the file, and NoFinalBreak a last line without a break.
	KeepBlanks, KeepEnd, NoFinalBreak bool
}

// File returns the edits that lay out a file, in order. They are small: what is
// right already is in none of them.
func File(f *syntax.File, o Options) []text.Edit {
	edits, _ := whole(f, o)
	return edits
}

// Range returns those edits of File that lie in the lines of a span and that
// keep the file's meaning without the others: the lines of a list or map are
// moved together or not at all.
func Range(f *syntax.File, within text.Span, o Options) []text.Edit {
	p := layOut(f, o)
	lines := fullLines(f.Lines(), within)
	in := func(s text.Span) bool {
		return lines.Covers(s) && (s.Start < lines.End || s.Start == len(p.src))
	}
	torn := map[int]bool{}
	for _, e := range p.pieces {
		if e.group > 0 && !in(e.Span) {
			torn[e.group] = true
		}
	}
	p.pieces = slices.DeleteFunc(p.pieces, func(e piece) bool { return !in(e.Span) || torn[e.group] })
	edits, _ := p.sure()
	return edits
}

// fullLines is the span of all lines that a span touches. A line at whose begin a
// selection ends is none of them.
func fullLines(lines *text.Lines, s text.Span) text.Span {
	first, last := lines.Line(s.Start), lines.Line(s.End)
	if last > first && lines.Span(last).Start == s.End {
		last--
	}
	s = text.Span{Start: lines.Span(first).Start, End: len(lines.Text())}
	if last+1 < lines.Count() {
		s.End = lines.Span(last + 1).Start
	}
	return s
}

// whole returns the edits of File, and how many of them were made out to change
// more than blanks, which is none unless there is a mistake in this package.
func whole(f *syntax.File, o Options) (edits []text.Edit, refused int) {
	return layOut(f, o).sure()
}

// piece is an edit of blanks. Those of one group other than 0 are made together.
type piece struct {
	text.Edit
	group int
}

// printer goes through a file from front to back and notes what has to change.
// It follows the tree from token to token and looks at the text between two
// tokens, which must be blanks, line breaks and comments: whatever else there is
// makes it leave the entry alone.
type printer struct {
	file *syntax.File
	src  string
	opts Options
	style

	pos       int // behind the last token
	lineStart int // where the line of pos begins
	shift     int // by how much the text at pos moves within its line
	lineCol   int // the new column of the first token of that line
	top       bool

	levels []level // the columns of the collections around, outermost first
	depth  int     // how many levels there were at the last token

	group, groups int
	failed        bool
	open          bool // the text ends within a block scalar
	hollow        bool // the last token is a colon in brackets with no value behind it

	pieces   []piece
	trailing []trailing
	entries  []text.Span // the outermost entries with the lines that belong to them
}

// level is the column of a collection, as it was and as it becomes.
type level struct{ was, is int }

// layOut notes the edits of a whole file.
func layOut(f *syntax.File, o Options) *printer { return layOutIn(f, o, styleOf(f, o)) }

// layOutIn notes the edits that lay out a file in a style.
func layOutIn(f *syntax.File, o Options, s style) *printer {
	p := &printer{file: f, src: f.Text(), opts: o, style: s, top: true}
	if strings.HasPrefix(p.src, bom) {
		p.pos, p.lineStart = len(bom), len(bom)
	}
	if !laidOut(f) {
		return p
	}
	p.stream()
	p.alignComments()
	p.pieces = slices.DeleteFunc(p.pieces, func(e piece) bool { return e.Span.Of(f.Source()) == e.New })
	p.keepTemplates()
	return p
}

const bom = "\uFEFF"

// laidOut reports whether the file is one that is laid out: of JSON, and of what
// is no text at all, nothing is known to be better.
func laidOut(f *syntax.File) bool {
	for _, root := range f.Docs() {
		if root.Style() == syntax.Block {
			return true
		}
	}
	return false
}

// edit notes that a span becomes something else, alone or together with others.
func (p *printer) edit(start, end int, now string, group int) {
	if start == end && now == "" {
		return
	}
	p.pieces = append(p.pieces, piece{text.Edit{Span: text.Span{Start: start, End: end}, New: now}, group})
}

// blanks returns n blanks.
func blanks(n int) string {
	const some = "                                                                "
	if n <= len(some) {
		return some[:max(n, 0)]
	}
	return strings.Repeat(" ", n)
}

// enter begins a collection whose column changes from one to another. A
// collection that moves within one that does not is one group with all below it.
// leave ends it, given what enter has returned.
func (p *printer) enter(was, is int) (outer int) {
	outer = p.group
	p.levels = append(p.levels, level{was, is})
	if p.group == 0 && was != is {
		p.groups++
		p.group = p.groups
	}
	return outer
}

func (p *printer) leave(outer int) {
	p.levels = p.levels[:len(p.levels)-1]
	p.group = outer
}

// column is the column of an offset as it is, in bytes.
func (p *printer) column(off int) int {
	i := off
	for i > 0 && p.src[i-1] != '\n' && p.src[i-1] != '\r' {
		i--
	}
	if i == 0 && strings.HasPrefix(p.src, bom) {
		i = len(bom)
	}
	return off - i
}
