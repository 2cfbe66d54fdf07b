package format

import (
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// bracketed is a flow collection being laid out.
type bracketed struct {
	base  int   // the column of the line, or of the key, that it begins behind
	item  int   // the column of entries that begin a line
	along bool  // entries are in line with the first one, which is behind the bracket
	first level // the column of that one
	line  int   // where the line of the bracket begins
}

// flow lays out a flow collection. Entries on lines of their own go one step
// deeper than base, unless the first one stands behind the bracket: then they stay
// in line with it.
func (p *printer) flow(n syntax.Node, l lead, base int) {
	s := n.Span()
	if s.Len() < 2 || p.failed {
		p.failed = true
		return
	}
	pad, closer := p.brace, byte('}')
	if n.Kind() == syntax.Sequence {
		pad, closer = p.bracket, ']'
	}
	if c := p.src[s.Start]; c != '[' && c != '{' {
		p.failed = true
		return
	}
	p.token(s.Start, s.Start+1, l)
	if p.failed {
		return
	}
	b := bracketed{base: base, item: base + p.step, line: p.lineStart}
	next := p.skip(p.pos)
	if p.breaks(next) {
		b.first = level{p.column(next), b.item}
	} else {
		b.along = true
		if n.Len() == 0 {
			pad = 0
		}
		p.gap(next, lead{space: pad, col: 0})
		p.pos = next
		b.first = level{next - p.lineStart, next - p.lineStart + p.shift}
	}
	p.levels = append(p.levels, b.first)
	for i := range n.Len() {
		if i > 0 {
			p.char(',', b.lead(p, 0))
		}
		space := 1
		if i == 0 {
			space = 0 // the gap is done, or a line ends in it
		}
		if n.Kind() == syntax.Sequence {
			p.flowValue(n.Item(i), b, space)
		} else {
			k, v := n.Pair(i)
			p.flowPair(k, v, b, space)
		}
		if p.failed {
			break
		}
	}
	if i := p.skip(p.pos); !p.failed && n.Len() > 0 && i < len(p.src) && p.src[i] == ',' {
		p.char(',', b.lead(p, 0))
	}
	p.levels = p.levels[:len(p.levels)-1]
	if p.failed {
		return
	}
	end := b.lead(p, pad)
	if !b.along {
		end.col = base
	}
	p.char(closer, end)
	if p.pos != s.End {
		p.failed = true
	}
}

// lead is that of the next token of the collection.
func (b bracketed) lead(p *printer, space int) lead {
	if p.hollow {
		space = 1 // else the colon would be part of the key
	}
	l := lead{space: space, col: b.item}
	if i := p.skip(p.pos); b.along && p.breaks(i) {
		l.col = max(b.base, b.first.is+p.column(i)-b.first.was)
	}
	return l
}

// flowPair lays out a pair of a flow map, or of a list without braces around it.
func (p *printer) flowPair(k, v syntax.Node, b bracketed, space int) {
	l := b.lead(p, space)
	p.props(k, l)
	if p.failed || k.Kind() != syntax.Scalar && k.Kind() != syntax.Alias || k.Span().Len() == 0 {
		p.failed = true
		return
	}
	p.scalar(k, p.behind(k, l))
	if i := p.skip(p.pos); p.failed || i >= len(p.src) || p.src[i] != ':' {
		if v.Style() != syntax.Missing {
			p.failed = true
		}
		return
	}
	space = 0
	if k.Kind() == syntax.Alias {
		space = 1
	}
	p.char(':', b.lead(p, space))
	p.flowValue(v, b, 1)
	p.hollow = v.Style() == syntax.Missing && beginsNothing(v)
}

// flowValue lays out an entry of a list, or the value of a pair.
func (p *printer) flowValue(n syntax.Node, b bracketed, space int) {
	if p.failed {
		return
	}
	l := b.lead(p, space)
	p.props(n, l)
	if begin(n) < n.Span().Start {
		l = b.lead(p, 1)
	}
	switch {
	case p.failed:
	case n.Style() == syntax.Flow && n.Kind() == syntax.Mapping && p.src[n.Span().Start] != '{':
		if n.Len() != 1 {
			p.failed = true
			return
		}
		k, v := n.Pair(0)
		p.flowPair(k, v, b, l.space)
	case n.Style() == syntax.Flow:
		base := l.col
		if !p.breaks(n.Span().Start) {
			base = p.lineCol
			if p.lineStart == b.line {
				base = b.base
			}
		}
		p.flow(n, l, base)
	default:
		p.scalar(n, l)
	}
}

// beginsNothing reports whether neither a tag nor an anchor stands for a node that
// has no text.
func beginsNothing(n syntax.Node) bool { return n.TagSpan().Len() == 0 && n.AnchorSpan().Len() == 0 }
