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
// data. The zero Node is no node; every method of it answers with zero values,
// so paths into half-typed files need no checks on the way.
type Node struct {
	g    *green
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

// Span returns the node's own bytes: a scalar with its quotes or block header,
// a collection from its first to its last child or bracket; tag and anchor
// stand before it.
func (n Node) Span() text.Span {
	if n.g == nil {
		return text.Span{}
	}
	return text.Span{Start: n.base + int(n.g.start), End: n.base + int(n.g.end)}
}

// Value returns a scalar's decoded text or an alias's name.
func (n Node) Value() string {
	if n.g == nil {
		return ""
	}
	return n.g.value
}

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
func (n Node) Item(i int) Node { return n.g.child(n.base, i) }

// Pair returns a mapping's i-th key and value.
func (n Node) Pair(i int) (key, value Node) {
	return n.g.child(n.base, 2*i), n.g.child(n.base, 2*i+1)
}

// Pairs ranges over a mapping's keys and values in source order; over nothing
// where the node is no mapping.
func (n Node) Pairs() iter.Seq2[Node, Node] {
	return func(yield func(Node, Node) bool) {
		if n.Kind() != Mapping {
			return
		}
		for i := range n.Len() {
			if !yield(n.Pair(i)) {
				return
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
		for i := range n.Len() {
			if !yield(i, n.Item(i)) {
				return
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
