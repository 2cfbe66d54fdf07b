package template

import (
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Use is a tag where it stands in the source: its spans, and those of its
// segments, are source spans. Node is the scalar that holds it.
type Use struct {
	Tag
	Node syntax.Node
}

// ScanNode returns the tags of every scalar below n, keys included, in source
// order, and what is wrong with them, all with source spans. Aliases are not
// followed: what they stand for is scanned where its anchor is.
//
// A changed delimiter holds until it is changed back, as it does within a step
// when that runs; so each step is scanned by itself.
func ScanNode(n syntax.Node, d Delims) ([]Use, []Error) {
	w := walker{d: d}
	w.node(n)
	return w.uses, w.errs
}

type walker struct {
	d    Delims
	uses []Use
	errs []Error
}

func (w *walker) node(n syntax.Node) {
	switch n.Kind() {
	case syntax.Mapping:
		for k, v := range n.Pairs() {
			w.node(k)
			w.node(v)
		}
	case syntax.Sequence:
		for _, item := range n.Items() {
			w.node(item)
		}
	case syntax.Scalar:
		w.scalar(n)
	}
}

func (w *walker) scalar(n syntax.Node) {
	tags, errs, d := scan(n.Value(), w.d)
	w.d = d
	for _, t := range tags {
		w.uses = append(w.uses, Use{inSource(n, t), n})
	}
	for _, e := range errs {
		e.Span = n.MapSpan(e.Span)
		w.errs = append(w.errs, e)
	}
}

// inSource returns the tag with its spans taken from the decoded text of n to
// the source.
func inSource(n syntax.Node, t Tag) Tag {
	t.Span, t.Name = n.MapSpan(t.Span), n.MapSpan(t.Name)
	path := make([]Segment, len(t.Path))
	for i, s := range t.Path {
		path[i] = Segment{s.Name, n.MapSpan(s.Span)}
	}
	t.Path = path
	return t
}

// TagAt returns the tag that covers the offset or ends at it, and which of its
// segments does, -1 where none.
func TagAt(uses []Use, off int) (u Use, segment int, ok bool) {
	for _, u := range uses {
		if !within(u.Span, off) {
			continue
		}
		for i, s := range u.Path {
			if s.Span.Contains(off) {
				return u, i, true
			}
		}
		return u, -1, true
	}
	return Use{}, -1, false
}

func within(s text.Span, off int) bool { return s.Start < off && off <= s.End }
