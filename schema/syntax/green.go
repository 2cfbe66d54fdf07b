package syntax

import (
	"sort"
	"sync/atomic"
)

// green is the immutable data of a node. Offsets are relative to the base that
// the Node carries, so that a part of the tree that an edit only moves can be
// shared between versions of a file. It holds no pointer into the text: what a
// scalar says is cut from the file on demand, unless the text had to be decoded.
type green struct {
	kind       Kind
	style      Style
	repaired   bool
	start, end int32
	extra      *extra    // nil for most nodes
	coll       *children // of mappings and sequences
}

// extra is what few nodes have.
type extra struct {
	decoded  bool   // value and runs count; else the value is the text itself
	value    string // decoded text, or an alias's name
	runs     []run
	tag      string // resolved and shortened, "" where none
	anchor   string // without its &, "" where none
	tagAt    rel
	anchorAt rel
}

// rel is a span relative to the node's base.
type rel struct{ start, end int32 }

// run says that decoded bytes from out on come one by one from the source
// bytes from src (relative to the base) on, up to the next run.
type run struct{ out, src int32 }

// children are a mapping's keys and values in turn or a sequence's items:
// either all of them with the collection's own base, or cut into parts with
// bases of their own.
type children struct {
	nodes   []green
	parts   []part
	repeats bool                   // two keys are equal; only known of collections in parts
	memory  atomic.Pointer[memory] // what a [Memo] remembers; no part of the tree
}

// part is a chunk's place in a collection: its base relative to the
// collection's, and how many nodes stand before it.
type part struct {
	chunk *chunk
	base  int32
	first int32
}

func (g *green) count() int {
	c := g.coll
	if c == nil {
		return 0
	}
	if n := len(c.parts); n > 0 {
		return int(c.parts[n-1].first) + len(c.parts[n-1].chunk.nodes)
	}
	return len(c.nodes)
}

// child returns the i-th child and its base; nil where there is none.
func (g *green) child(base, i int) (*green, int) {
	c := g.coll
	if c == nil || i < 0 {
		return nil, 0
	}
	if len(c.parts) == 0 {
		if i >= len(c.nodes) {
			return nil, 0
		}
		return &c.nodes[i], base
	}
	p := &c.parts[sort.Search(len(c.parts), func(j int) bool { return int(c.parts[j].first) > i })-1]
	if i -= int(p.first); i >= len(p.chunk.nodes) {
		return nil, 0
	}
	return &p.chunk.nodes[i], base + int(p.base)
}

// rebase makes g, whose offsets count from one base, count from another that
// lies by bytes behind it.
func rebase(g *green, by int32) {
	g.start -= by
	g.end -= by
	if e := g.extra; e != nil {
		for i := range e.runs {
			e.runs[i].src -= by
		}
		e.tagAt.start, e.tagAt.end = e.tagAt.start-by, e.tagAt.end-by
		e.anchorAt.start, e.anchorAt.end = e.anchorAt.start-by, e.anchorAt.end-by
	}
	if g.coll != nil {
		for i := range g.coll.nodes {
			rebase(&g.coll.nodes[i], by)
		}
		for i := range g.coll.parts {
			g.coll.parts[i].base -= by
		}
	}
}
