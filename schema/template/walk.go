package template

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Use is a tag where it stands in the source: its spans, and those of its
// segments, are source spans. Node is the scalar that holds it, the zero Node
// where it stands in a comment.
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

// ScanStep is ScanNode with the comments within a step, which Porter renders
// like the rest of it. What is wrong in a comment is among the errors too.
func ScanStep(n syntax.Node, d Delims) ([]Use, []Error) {
	w := walker{d: d}
	if f := n.File(); f != nil {
		w.src, w.comments = f.Source(), commentsIn(f, Extent(n))
	}
	if len(w.comments) == 0 && !mayHaveTags(n, d) {
		return nil, nil
	}
	w.node(n)
	w.commentsUntil(len(w.src))
	return w.uses, w.errs
}

func commentsIn(f *syntax.File, span text.Span) []text.Span {
	all := f.Comments()
	first, _ := slices.BinarySearchFunc(all, span.Start, func(c text.Span, off int) int { return cmp.Compare(c.Start, off) })
	last := first
	for last < len(all) && span.Covers(all[last]) {
		last++
	}
	return all[first:last]
}

// mayHaveTags reports whether a tag can be below n: an opening delimiter, or a
// backslash that may stand for a part of one, must be written there.
func mayHaveTags(n syntax.Node, d Delims) bool {
	f := n.File()
	if f == nil || d.Open == "" {
		return false
	}
	src := f.Source()[n.Span().Start:n.Span().End]
	return bytes.Contains(src, []byte(d.Open)) || bytes.IndexByte(src, '\\') >= 0
}

type walker struct {
	d        Delims
	uses     []Use
	errs     []Error
	src      []byte
	comments []text.Span // those still ahead
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
		if len(w.comments) > 0 {
			w.commentsUntil(n.Map(0)) // also the one behind a block scalar's header
		}
		w.scalar(n)
	}
}

func (w *walker) scalar(n syntax.Node) {
	value := n.Value()
	if w.d.Open == "" || !strings.Contains(value, w.d.Open) {
		return
	}
	tags, errs, d := scan(value, w.d)
	w.d = d
	for _, t := range tags {
		w.uses = append(w.uses, Use{inSource(n, t), n})
	}
	for _, e := range errs {
		e.Span = n.MapSpan(e.Span)
		w.errs = append(w.errs, e)
	}
}

// commentsUntil scans the comments that begin before an offset.
func (w *walker) commentsUntil(off int) {
	for len(w.comments) > 0 && w.comments[0].Start < off {
		c := w.comments[0]
		w.comments = w.comments[1:]
		if w.d.Open == "" || !bytes.Contains(w.src[c.Start:c.End], []byte(w.d.Open)) {
			continue
		}
		tags, errs, d := scan(c.Of(w.src), w.d)
		w.d = d
		for _, t := range tags {
			w.uses = append(w.uses, Use{Tag: t.shift(c.Start)})
		}
		for _, e := range errs {
			e.Span = e.Span.Shift(c.Start)
			w.errs = append(w.errs, e)
		}
	}
}

// shift moves the tag in place.
func (t Tag) shift(by int) Tag {
	t.Span, t.Name = t.Span.Shift(by), t.Name.Shift(by)
	for i := range t.Path {
		t.Path[i].Span = t.Path[i].Span.Shift(by)
	}
	return t
}

// inSource returns the tag with its spans taken from the decoded text of n to
// the source. The tag is not used any more.
func inSource(n syntax.Node, t Tag) Tag {
	t.Span = n.MapSpan(t.Span)
	t.Name = upTo(n.MapSpan(t.Name), t.Span.End)
	for i := range t.Path {
		t.Path[i].Span = upTo(n.MapSpan(t.Path[i].Span), t.Name.End)
	}
	return t
}

// upTo cuts a span at an end. An empty name or segment at the end of a tag is
// there, not where the next character of the value stands, which may be on the
// next line.
func upTo(s text.Span, end int) text.Span {
	return text.Span{Start: min(s.Start, end), End: min(s.End, end)}
}
