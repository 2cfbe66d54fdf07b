package format

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
)

// mapping lays out the pairs of a map in block style, whose keys go to a column;
// what is below them goes deeper by step.
func (p *printer) mapping(n syntax.Node, col, step int) {
	outer := p.enter(p.column(n.Span().Start), col)
	for k, v := range n.Pairs() {
		if p.pair(k, v, col, step); p.failed {
			break
		}
	}
	p.leave(outer)
}

// pair lays out a key in line with its map's and its value.
func (p *printer) pair(k, v syntax.Node, col, step int) {
	if p.column(begin(k)) != p.levels[len(p.levels)-1].was {
		p.failed = true
		return
	}
	p.key(k, lead{1, col, true})
	if p.failed {
		return
	}
	p.value(v, col, col+step)
}

// key lays out a key and its colon.
func (p *printer) key(k syntax.Node, l lead) {
	p.props(k, l)
	if k.Kind() != syntax.Scalar && k.Kind() != syntax.Alias || k.Span().Len() == 0 || k.Style() >= syntax.Literal {
		p.failed = true
		return
	}
	p.token(k.Span().Start, k.Span().End, p.behind(k, l))
	if p.failed {
		return
	}
	l = lead{col: l.col}
	if k.Kind() == syntax.Alias {
		l.space = 1 // a colon may be part of an alias's name
	}
	p.char(':', l)
}

// behind is the lead of a node's text: that of the node, unless a tag or an anchor
// had it.
func (p *printer) behind(n syntax.Node, l lead) lead {
	if begin(n) < n.Span().Start {
		l.space, l.moves = 1, false
	}
	return l
}

// props lays out a node's tag and anchor, in the order in which they stand.
func (p *printer) props(n syntax.Node, l lead) {
	first, second := n.TagSpan(), n.AnchorSpan()
	if second.Len() > 0 && (first.Len() == 0 || second.Start < first.Start) {
		first, second = second, first
	}
	for _, s := range [...]struct{ start, end int }{{first.Start, first.End}, {second.Start, second.End}} {
		if s.end > s.start && !p.failed {
			p.token(s.start, s.end, l)
			l.space, l.moves = 1, false
		}
	}
}

// value lays out the value of a key at column col. Where it begins on a line of
// its own it goes to column below.
func (p *printer) value(v syntax.Node, col, below int) {
	if v.Style() == syntax.Block && v.Kind() == syntax.Sequence {
		p.props(v, lead{space: 1, col: col + p.dash})
		p.sequence(v, col+p.dash)
		return
	}
	p.props(v, lead{space: 1, col: below})
	switch {
	case p.failed:
	case v.Style() == syntax.Block:
		p.mapping(v, below, p.inner(false))
	case v.Style() == syntax.Flow:
		base := col
		if p.breaks(p.skip(p.pos)) {
			base = below
		}
		p.flow(v, lead{space: 1, col: below}, base)
	default:
		p.scalar(v, lead{space: 1, col: below})
	}
}

// inner is the step below the keys of a map.
func (p *printer) inner(item bool) int {
	if item {
		return p.itemStep
	}
	return p.step
}

// sequence lays out the items of a list in block style, whose dashes go to a
// column.
func (p *printer) sequence(n syntax.Node, col int) {
	if p.failed {
		return
	}
	was := p.column(n.Span().Start)
	outer := p.enter(was, col)
	for _, v := range n.Items() {
		i := p.skip(p.pos)
		if i >= len(p.src) || p.src[i] != '-' || i+1 < len(p.src) && strings.IndexByte(" \t\r\n", p.src[i+1]) < 0 || p.column(i) != was {
			p.failed = true
			break
		}
		p.token(i, i+1, lead{1, col, true})
		if p.item(v, col+2); p.failed {
			break
		}
	}
	p.leave(outer)
}

// item lays out what stands behind a dash, at a column.
func (p *printer) item(v syntax.Node, col int) {
	p.props(v, lead{space: 1, col: col})
	switch {
	case p.failed:
	case v.Style() == syntax.Block && v.Kind() == syntax.Mapping:
		p.mapping(v, col, p.inner(true))
	case v.Style() == syntax.Block:
		p.sequence(v, col)
	case v.Style() == syntax.Flow:
		p.flow(v, lead{space: 1, col: col}, col)
	default:
		p.scalar(v, lead{space: 1, col: col})
	}
}
