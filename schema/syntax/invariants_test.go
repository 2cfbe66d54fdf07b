package syntax

import (
	"fmt"

	"github.com/porter-ls/porter-ls/schema/text"
)

// broken says which promise about a file does not hold.
func broken(f *File) string {
	whole := span(0, len(f.src))
	if len(f.Docs()) == 0 {
		return "no document"
	}
	for _, doc := range f.Docs() {
		if s := brokenNode(f, doc, whole); s != "" {
			return s
		}
	}
	for i, c := range f.Comments() {
		if !whole.Covers(c) || c.Len() < 1 || f.src[c.Start] != '#' {
			return fmt.Sprintf("comment %v", c)
		}
		if i > 0 && f.Comments()[i-1].End > c.Start {
			return fmt.Sprintf("comment %v is not behind the one before", c)
		}
	}
	for i, e := range f.Errors() {
		if !whole.Covers(e.Span) || e.Message == "" {
			return fmt.Sprintf("error %v %s", e.Span, e.Message)
		}
		if e.Span.Len() == 0 && e.Span.Start < len(f.src) && breakAt(f.text, e.Span.Start) == 0 {
			return fmt.Sprintf("error %v %s is empty", e.Span, e.Message)
		}
		if i > 0 && f.Errors()[i-1].Span.Start > e.Span.Start {
			return fmt.Sprintf("error %v is not behind the one before", e.Span)
		}
	}
	return ""
}

func brokenNode(f *File, n Node, within text.Span) string {
	s := n.Span()
	if s.Start > s.End || !within.Covers(s) {
		return fmt.Sprintf("node %v is not within %v", s, within)
	}
	switch n.Kind() {
	case Scalar, Alias:
		return brokenMap(n)
	case None:
		return fmt.Sprintf("node %v is none", s)
	}
	if n.g.kind == Mapping && n.g.count()%2 != 0 {
		return fmt.Sprintf("mapping %v has half a pair", s)
	}
	at := s.Start
	for i := range n.g.count() {
		c := n.child(i)
		if bad := brokenNode(f, c, s); bad != "" {
			return bad
		}
		if c.Span().Start < at {
			return fmt.Sprintf("node %v begins before the one before it ends", c.Span())
		}
		at = c.Span().End
	}
	return ""
}

func brokenMap(n Node) string {
	s, last := n.Span(), n.Span().Start
	for off := range len(n.Value()) + 1 {
		at := n.Map(off)
		if at < last || at > s.End {
			return fmt.Sprintf("scalar %v %q: byte %d maps to %d, the one before to %d", s, n.Value(), off, at, last)
		}
		last = at
		if m := n.MapSpan(span(0, off)); !s.Covers(m) {
			return fmt.Sprintf("scalar %v: MapSpan 0-%d is %v", s, off, m)
		}
	}
	return ""
}
