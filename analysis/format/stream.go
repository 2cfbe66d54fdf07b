package format

import (
	"sort"
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// stream lays out all documents of the file.
func (p *printer) stream() {
	broken := p.broken()
	for _, root := range p.file.Docs() {
		p.markers()
		end := p.documentEnd(max(p.pos, root.Span().End))
		if root.Style() != syntax.Block || p.failed {
			if root.Style() != syntax.Missing || p.failed {
				p.leaveAlone(end)
			}
			continue
		}
		p.document(root, end, broken)
	}
	p.markers()
	if p.failed {
		p.leaveAlone(len(p.src))
		return
	}
	p.end()
}

// document lays out the entries of a document's root, which reaches to end.
func (p *printer) document(root syntax.Node, end int, broken []text.Span) {
	col := p.column(root.Span().Start)
	p.props(root, lead{space: 1, col: col})
	if root.Kind() == syntax.Sequence {
		p.entry(root.Span().Start, end, broken, false, func() { p.sequence(root, col) })
		return
	}
	outer := p.enter(col, col)
	for i := range root.Len() {
		k, v := root.Pair(i)
		next := end
		if i+1 < root.Len() {
			after, _ := root.Pair(i + 1)
			next = p.begin(begin(after))
		}
		p.entry(begin(k), next, broken, k.Repaired() || v.Repaired(), func() { p.pair(k, v, col, p.step) })
	}
	p.leave(outer)
}

// entry lays out one outermost entry, which begins at start; the next one, or
// the document's end, is in the line that begins at next. If something in it
// could not be read, or is not as write expects, all of it is left as it is.
func (p *printer) entry(start, next int, broken []text.Span, repaired bool, write func()) {
	first := p.begin(start)
	if first >= next || first < p.pos { // two entries on one line
		repaired = true
	}
	span := text.Span{Start: first, End: next}
	p.entries = append(p.entries, span)
	before, levels := *p, len(p.levels)
	if !repaired && !touches(broken, span, next == len(p.src)) && !p.oddBreaks(span) {
		write()
		if !p.failed {
			return
		}
		before.groups = p.groups
		*p = before
		p.levels = p.levels[:levels]
	}
	p.gap(first, lead{}) // the entry's own indentation stays too
	if p.failed {
		pieces, trailing := len(before.pieces), len(before.trailing)
		p.pieces, p.trailing, p.failed = p.pieces[:pieces], p.trailing[:trailing], false
	}
	p.leaveAlone(next)
}

// leaveAlone goes on at end, where a line begins, or the text ends.
func (p *printer) leaveAlone(end int) {
	p.pos, p.lineStart, p.shift, p.failed, p.top = end, end, 0, false, false
	p.depth = len(p.levels)
}

// begin is where the line of an offset begins.
func (p *printer) begin(off int) int { return off - p.column(off) }

// begin is where a node begins, with what stands before it.
func begin(n syntax.Node) int {
	start := n.Span().Start
	for _, s := range []text.Span{n.TagSpan(), n.AnchorSpan()} {
		if s.Len() > 0 {
			start = min(start, s.Start)
		}
	}
	return start
}

// broken are the places of which it is unsure what they are, in order: what could
// not be read and, behind a quote without its end, all up to the next quote, since
// that may be where it ends.
func (p *printer) broken() (spans []text.Span) {
	for _, e := range p.file.Errors() {
		s := e.Span
		if e.Code == syntax.UnclosedQuote && s.Start < len(p.src) {
			s.End = max(s.End, closing(p.src, s.Start))
		}
		if last := len(spans) - 1; last >= 0 && spans[last].End >= s.Start {
			spans[last].End = max(spans[last].End, s.End)
			continue
		}
		spans = append(spans, s)
	}
	return spans
}

// closing is where the quote at i ends, wherever that is.
func closing(src string, i int) int {
	quote := src[i]
	for j := i + 1; j < len(src); j++ {
		switch {
		case src[j] == '\\' && quote == '"':
			j++
		case src[j] == quote:
			return j
		}
	}
	return i + 1
}

// touches reports whether one of the spans, which are in order, lies in s or
// reaches into it, or stands behind it where s is the end of the text.
func touches(spans []text.Span, s text.Span, end bool) bool {
	i := sort.Search(len(spans), func(i int) bool { return spans[i].End >= s.Start })
	return i < len(spans) && (spans[i].Start < s.End || end)
}

// oddBreaks reports whether there are characters in the span that break lines in
// YAML and nowhere else.
func (p *printer) oddBreaks(s text.Span) bool {
	for _, odd := range []string{"\u0085", "\u2028", "\u2029"} {
		if strings.Contains(p.src[s.Start:s.End], odd) {
			return true
		}
	}
	return false
}

// markers goes over the lines between documents: markers and directives.
func (p *printer) markers() {
	for !p.failed {
		i := p.skip(p.pos)
		if !p.marker(i) {
			return
		}
		end := i + 3
		if p.src[i] == '%' {
			end = lineEnd(p.src, i)
			end = i + len(strings.TrimRight(p.src[i:end], " \t"))
		}
		p.token(i, end, lead{space: 1, col: 0})
	}
}

// marker reports whether a document marker or a directive begins at i.
func (p *printer) marker(i int) bool {
	if i >= len(p.src) || p.column(i) != 0 {
		return false
	}
	if p.src[i] == '%' {
		return true
	}
	rest := p.src[i:]
	return (strings.HasPrefix(rest, "---") || strings.HasPrefix(rest, "...")) && (len(rest) == 3 || strings.IndexByte(" \t\r\n", rest[3]) >= 0)
}

// documentEnd is where the line of the first marker behind i begins, or the end
// of the text.
func (p *printer) documentEnd(i int) int {
	if i > p.begin(i) || i == 0 {
		i = nextLine(p.src, i)
	}
	for ; i < len(p.src); i = nextLine(p.src, i) {
		if c := p.src[i]; (c == '-' || c == '.' || c == '%') && p.marker(i) {
			return i
		}
	}
	return len(p.src)
}

// lineEnd is where the line of i ends, before its break.
func lineEnd(src string, i int) int {
	for i < len(src) && src[i] != '\n' && src[i] != '\r' {
		i++
	}
	return i
}

// breakAt is how long the line break at i is, 0 where there is none.
func breakAt(src string, i int) int {
	switch {
	case i >= len(src) || src[i] != '\n' && src[i] != '\r':
		return 0
	case src[i] == '\r' && i+1 < len(src) && src[i+1] == '\n':
		return 2
	}
	return 1
}

// nextLine is where the line behind that of i begins.
func nextLine(src string, i int) int {
	i = lineEnd(src, i)
	return i + breakAt(src, i)
}
