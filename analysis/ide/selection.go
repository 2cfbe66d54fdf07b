package ide

import (
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Selections returns what a selection at an offset grows to, step by step: a word,
// a part of a template's name, the name, the tag; the text of a scalar, the scalar
// with its quotes, the value with its tag and anchor; the pair or item, the map or
// list, and so on outwards; the document and the file. Each span covers the one
// before. It is never empty where the file is one of Porter's documents.
func Selections(v *View, off int) []text.Span {
	if v.Document == nil {
		return nil
	}
	f := v.Document.File
	g := growing{file: f, off: off}
	g.around(text.Span{Start: 0, End: len(f.Source())})
	for _, root := range f.Docs() {
		if g.holds(root) {
			g.descend(root)
			break
		}
	}
	if n := f.NodeAt(off); n.Kind() == syntax.Scalar {
		g.scalar(n, v)
	} else {
		g.comment()
	}
	return g.inwards()
}

// growing collects the spans around an offset, those further out first.
type growing struct {
	file  *syntax.File
	off   int
	spans []text.Span
}

// around notes a span, if the offset is in it or behind it and it lies within the
// last one.
func (g *growing) around(s text.Span) {
	if !s.Contains(g.off) || s.Len() == 0 {
		return
	}
	if last := len(g.spans) - 1; last >= 0 {
		if !g.spans[last].Covers(s) || g.spans[last] == s {
			return
		}
	}
	g.spans = append(g.spans, s)
}

// mostSelections is how many spans are told: an editor need not follow a thousand
// brackets, and what writes the answer cannot.
const mostSelections = 200

// inwards returns the spans in the order in which a selection grows. Where there
// are too many, those in the middle are left out.
func (g *growing) inwards() []text.Span {
	if n := len(g.spans); n > mostSelections {
		g.spans = slices.Delete(g.spans, mostSelections/2, n-mostSelections/2)
	}
	slices.Reverse(g.spans)
	return g.spans
}

func (g *growing) whole(start, end int) text.Span { return trimmed(g.file, start, end) }

// holds reports whether the offset is in a node or directly behind it.
func (g *growing) holds(n syntax.Node) bool {
	return g.whole(beginOf(n), n.Span().End).Contains(g.off)
}

// descend notes a node and the one in it that the offset is in.
func (g *growing) descend(n syntax.Node) {
	g.around(g.whole(beginOf(n), n.Span().End))
	g.around(g.whole(n.Span().Start, n.Span().End))
	for k, v := range n.Pairs() {
		if beginOf(k) > g.off {
			return
		}
		if pair := g.whole(beginOf(k), max(k.Span().End, v.Span().End)); pair.Contains(g.off) {
			g.around(pair)
			if g.holds(k) && !(v.Span().Start == g.off && v.Span().Len() > 0) {
				g.descend(k)
			} else if g.holds(v) {
				g.descend(v)
			}
			return
		}
	}
	for _, item := range n.Items() {
		start := g.dash(item)
		if start > g.off {
			return
		}
		if whole := g.whole(start, item.Span().End); whole.Contains(g.off) {
			g.around(whole)
			if g.holds(item) {
				g.descend(item)
			}
			return
		}
	}
}

// dash is where an item begins with its dash, where it has one on its line.
func (g *growing) dash(item syntax.Node) int {
	src, i := g.file.Text(), beginOf(item)
	start := i
	for i > 0 && (src[i-1] == ' ' || src[i-1] == '\t') {
		i--
	}
	if i > 0 && src[i-1] == '-' {
		return i - 1
	}
	return start
}

// scalar notes the parts of a scalar: its text, a line of it, tags of templates
// with their names, and words.
func (g *growing) scalar(n syntax.Node, v *View) {
	g.around(g.whole(n.TextSpan().Start, n.TextSpan().End))
	g.line()
	if v.Manifest() {
		uses, _ := template.ScanNode(n, v.Document.Manifest.Delims)
		var tag template.Tag
		for _, u := range uses {
			if u.Span.Contains(g.off) {
				tag = u.Tag
			}
		}
		g.around(tag.Span)
		g.around(tag.Name)
		for i := len(tag.Path) - 1; i >= 0; i-- { // what is to the left of a part belongs to it
			g.around(text.Span{Start: tag.Name.Start, End: tag.Path[i].Span.End})
		}
		for _, part := range tag.Path {
			g.around(part.Span)
		}
	}
	g.word()
}

// line notes the text of the offset's line.
func (g *growing) line() {
	lines := g.file.Lines()
	s := lines.Span(lines.Line(g.off))
	s = g.whole(s.Start, s.End)
	src := g.file.Text()
	for s.Start < s.End && (src[s.Start] == ' ' || src[s.Start] == '\t') {
		s.Start++
	}
	g.around(s)
}

// comment notes the comment that the offset is in, with those on the lines around
// it.
func (g *growing) comment() {
	comments := g.file.Comments()
	i := sort.Search(len(comments), func(i int) bool { return comments[i].End >= g.off })
	if i == len(comments) || !comments[i].Contains(g.off) {
		return
	}
	first, last := commentBlock(g.file, i)
	g.around(g.whole(comments[first].Start, comments[last-1].End))
	g.around(g.whole(comments[i].Start, comments[i].End))
	g.word()
}

// word notes the word at the offset: letters, digits, _ and -.
func (g *growing) word() {
	src := g.file.Text()
	is := func(r rune) bool {
		return r == '_' || r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
	}
	s := text.Span{Start: g.off, End: g.off}
	for s.Start > 0 {
		r, n := utf8.DecodeLastRuneInString(src[:s.Start])
		if !is(r) {
			break
		}
		s.Start -= n
	}
	for s.End < len(src) {
		r, n := utf8.DecodeRuneInString(src[s.End:])
		if !is(r) {
			break
		}
		s.End += n
	}
	g.around(s)
}
