// Package syntax parses YAML into a tree that never fails: whatever the text,
// there is a tree for the part that can be read, with an exact byte span on
// every node, and a list of what could not be read and where.
//
// What a whole, valid text means is what gopkg.in/yaml.v3 makes of it, because
// Porter decodes with it; tests hold the two against each other. This is the
// only package that imports a YAML library.
package syntax

import (
	"iter"

	"github.com/porter-ls/porter-ls/schema/text"
)

// Kind says what a node is.
type Kind uint8

// The kinds of node. None is the kind of the zero Node.
const (
	None Kind = iota
	Mapping
	Sequence
	Scalar
	Alias
)

// Style says how a node is written.
type Style uint8

// The styles. Plain, quoted and block styles are scalars'; Block and Flow are
// collections'. Missing is a value that is not there (`key:` with nothing
// behind it): a null scalar whose empty span stands where it would begin.
const (
	Missing Style = iota
	Plain
	SingleQuoted
	DoubleQuoted
	Literal
	Folded
	Block
	Flow
)

// Node is a place in the tree: a small value to pass around, over immutable
// data. Two Nodes are equal (==) exactly when they are the same place of the
// same File. The zero Node is no node; every method of it answers with zero
// values, so paths into half-typed files need no checks on the way.
type Node struct {
	g    *green
	f    *File
	base int
}

// IsZero reports whether there is no node.
func (n Node) IsZero() bool { return n.g == nil }

// Kind returns what the node is.
func (n Node) Kind() Kind {
	if n.g == nil {
		return None
	}
	return n.g.kind
}

// Style returns how the node is written.
func (n Node) Style() Style {
	if n.g == nil {
		return Missing
	}
	return n.g.style
}

// Span returns the node's own bytes: a scalar with its quotes or block header
// (a block scalar with the line breaks that belong to its value), a collection
// from its first to its last child or bracket; tag and anchor stand before it.
func (n Node) Span() text.Span {
	if n.g == nil {
		return text.Span{}
	}
	return text.Span{Start: n.base + int(n.g.start), End: n.base + int(n.g.end)}
}

// Value returns a scalar's decoded text or an alias's name.
func (n Node) Value() string {
	if n.g == nil || n.g.coll != nil {
		return ""
	}
	if e := n.g.extra; e != nil && e.decoded {
		return e.value
	}
	s := n.Span()
	switch n.g.style {
	case SingleQuoted, DoubleQuoted:
		s.Start++
		s.End--
	}
	if n.g.kind == Alias {
		s.Start++
	}
	return n.f.text[s.Start:s.End]
}

// Tag returns the node's explicit tag in its short form, such as "!!str" or
// "!local"; "" where it has none and for the tag "!", which says nothing.
func (n Node) Tag() string {
	if n.g == nil || n.g.extra == nil {
		return ""
	}
	return n.g.extra.tag
}

// Anchor returns the name that aliases call the node by, "" where it has none.
func (n Node) Anchor() string {
	if n.g == nil || n.g.extra == nil {
		return ""
	}
	return n.g.extra.anchor
}

// TagSpan returns the bytes of the tag as written, an empty span where there
// is none.
func (n Node) TagSpan() text.Span {
	if n.g == nil || n.g.extra == nil {
		return text.Span{}
	}
	return n.abs(n.g.extra.tagAt)
}

// AnchorSpan returns the bytes of the anchor with its &, an empty span where
// there is none.
func (n Node) AnchorSpan() text.Span {
	if n.g == nil || n.g.extra == nil {
		return text.Span{}
	}
	return n.abs(n.g.extra.anchorAt)
}

func (n Node) abs(r rel) text.Span {
	if r.start == r.end {
		return text.Span{}
	}
	return text.Span{Start: n.base + int(r.start), End: n.base + int(r.end)}
}

// Repaired reports whether something within the node could not be read and was
// left out or guessed. Rules about what is missing, unused or unknown should
// keep quiet within it.
func (n Node) Repaired() bool { return n.g != nil && n.g.repaired }

// Same reports whether the two nodes share their data: prev is of an earlier
// version of n's file, and Parse took over what it is part of. Then all below n
// is as it was below prev, moved by as many bytes as n is from prev.
func (n Node) Same(prev Node) bool { return n.g != nil && n.g == prev.g }

// In returns the node that n has become in f, a later version of its file,
// moved by that many bytes. It is only for nodes at or below one that is the
// Same in f as in n's file.
func (n Node) In(f *File, by int) Node {
	if n.g == nil {
		return Node{}
	}
	return Node{n.g, f, n.base + by}
}

// File returns the file the node is part of, nil for the zero Node.
func (n Node) File() *File { return n.f }

// Len returns the number of pairs of a mapping or items of a sequence.
func (n Node) Len() int {
	switch n.Kind() {
	case Mapping:
		return n.g.count() / 2
	case Sequence:
		return n.g.count()
	}
	return 0
}

// Item returns a sequence's i-th item.
func (n Node) Item(i int) Node {
	if n.Kind() != Sequence {
		return Node{}
	}
	return n.child(i)
}

// Pair returns a mapping's i-th key and value.
func (n Node) Pair(i int) (key, value Node) {
	if n.Kind() != Mapping {
		return Node{}, Node{}
	}
	return n.child(2 * i), n.child(2*i + 1)
}

func (n Node) child(i int) Node {
	if n.g == nil {
		return Node{}
	}
	g, base := n.g.child(n.base, i)
	if g == nil {
		return Node{}
	}
	return Node{g, n.f, base}
}

// groups ranges over the node's children, part by part.
func (n Node) groups(yield func(nodes []green, base int) bool) {
	if n.g == nil || n.g.coll == nil {
		return
	}
	if len(n.g.coll.parts) == 0 {
		yield(n.g.coll.nodes, n.base)
		return
	}
	for i := range n.g.coll.parts {
		p := &n.g.coll.parts[i]
		if !yield(p.chunk.nodes, n.base+int(p.base)) {
			return
		}
	}
}

// Pairs ranges over a mapping's keys and values in source order; over nothing
// where the node is no mapping.
func (n Node) Pairs() iter.Seq2[Node, Node] {
	return func(yield func(Node, Node) bool) {
		if n.Kind() != Mapping {
			return
		}
		for nodes, base := range n.groups {
			for i := 0; i+1 < len(nodes); i += 2 {
				if !yield(Node{&nodes[i], n.f, base}, Node{&nodes[i+1], n.f, base}) {
					return
				}
			}
		}
	}
}

// Items ranges over a sequence's items with their indices; over nothing where
// the node is no sequence.
func (n Node) Items() iter.Seq2[int, Node] {
	return func(yield func(int, Node) bool) {
		if n.Kind() != Sequence {
			return
		}
		at := 0
		for nodes, base := range n.groups {
			for i := range nodes {
				if !yield(at, Node{&nodes[i], n.f, base}) {
					return
				}
				at++
			}
		}
	}
}

// Get returns the value of the first pair with that key, the zero Node where
// there is none.
func (n Node) Get(key string) Node {
	_, v := n.Lookup(key)
	return v
}

// Lookup returns the first pair with that key, zero Nodes where there is none.
func (n Node) Lookup(key string) (k, v Node) {
	for k, v := range n.Pairs() {
		if k.Kind() == Scalar && k.Value() == key {
			return k, v
		}
	}
	return Node{}, Node{}
}
