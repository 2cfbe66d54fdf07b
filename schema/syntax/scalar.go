package syntax

import (
	"sort"

	"github.com/porter-ls/porter-ls/schema/text"
)

// Map returns the source offset of byte off of the decoded Value, for any
// scalar style; off == len(Value) gives the place behind the last byte. It lets
// a finding inside a folded, escaped or block scalar be at its own column.
func (n Node) Map(off int) int {
	s := n.Span()
	if n.Kind() != Scalar && n.Kind() != Alias {
		return s.Start
	}
	e := n.g.extra
	if e == nil || !e.decoded {
		if n.g.style == SingleQuoted || n.g.style == DoubleQuoted || n.g.kind == Alias {
			s.Start++
		}
		return min(s.Start+max(off, 0), s.End)
	}
	if off >= len(e.value) || len(e.runs) == 0 {
		return n.valueEnd()
	}
	i := e.runAt(off)
	at := int(e.runs[i].src) + max(off, 0) - int(e.runs[i].out)
	if i+1 < len(e.runs) {
		at = min(at, int(e.runs[i+1].src))
	}
	return min(n.base+at, s.End)
}

// runAt returns the index of the run that byte off of the value is in.
func (e *extra) runAt(off int) int {
	return max(0, sort.Search(len(e.runs), func(i int) bool { return int(e.runs[i].out) > off })-1)
}

// valueEnd is the place behind a scalar's last byte: before its closing quote.
func (n Node) valueEnd() int {
	s := n.Span()
	if q := n.g.style; (q == SingleQuoted || q == DoubleQuoted) && s.Len() > 1 && !n.g.repaired {
		return s.End - 1
	}
	return s.End
}

// MapSpan returns the source bytes of a range of the decoded Value. Its end is
// behind the range's last character, not where the next one begins, so that it
// does not reach over the indentation of the next line.
func (n Node) MapSpan(s text.Span) text.Span {
	start := n.Map(s.Start)
	if s.End <= s.Start {
		return text.Span{Start: start, End: start}
	}
	next := n.Map(s.End)
	if n.g == nil || n.g.extra == nil || !n.g.extra.decoded {
		return text.Span{Start: start, End: max(start, next)}
	}
	return text.Span{Start: start, End: max(start, min(next, n.behind(s.End-1)))}
}

// behind returns the place behind the source bytes that stand for the character
// whose last decoded byte is off.
func (n Node) behind(off int) int {
	t, at := n.f.text, n.Map(off)
	e := n.g.extra
	if n.g.style == DoubleQuoted && len(e.runs) > 0 {
		escape := n.base + int(e.runs[e.runAt(off)].src)
		if end := escape + 2 + escapeDigits(t[min(escape+1, len(t)-1)]); t[escape] == '\\' && at < end && breakAt(t, escape+1) == 0 {
			return end
		}
	}
	switch {
	case at >= len(t):
		return at
	case n.g.style == SingleQuoted && t[at] == '\'':
		return at + 2
	}
	return at + max(1, breakAt(t, at))
}
