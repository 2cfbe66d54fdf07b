package syntax

// Memo is a kind of thing that readers of the tree find out about a mapping or a
// sequence and remember with it, so that they need not look again as long as an
// edit leaves it alone: versions of a file that share the node share what is
// remembered of it, and what is remembered goes when the last of them goes. A
// Memo itself holds nothing and may be a package's variable.
//
// What is remembered must depend on nothing but the node with all below it, its
// own text, and the key. It must not be changed, and must hold nothing of the
// file that it was found in, which would stay in memory for as long as the node:
// places count from the begin of the node, nodes are [Node.Detach]ed, and text
// is copied.
//
// Of a node with aliases nothing is remembered: what they stand for is elsewhere.
type Memo[K comparable, V any] struct{ _ byte } // a Memo is told by its address

// memory is the begin of what is remembered for one Memo, and leads to what is
// remembered for others. All of it is immutable; another takes its place when
// something is added.
type memory struct {
	self entry   // the *remembered that it is the begin of; nil where nothing is remembered
	next *memory // of the same collection, older
}

// entry is a *remembered of whatever types.
type entry interface {
	// before returns the same in front of others.
	before(next *memory) *memory
}

type remembered[K comparable, V any] struct {
	memory // with it in one piece, as many are made for every step of a manifest
	memo   *Memo[K, V]
	key    K
	value  V
}

func (r *remembered[K, V]) before(next *memory) *memory {
	n := &remembered[K, V]{memo: r.memo, key: r.key, value: r.value}
	n.memory = memory{n, next}
	return &n.memory
}

// ofAliased is the memory of a node with aliases.
var ofAliased = &memory{}

// in returns what is remembered for the Memo, nil where that is nothing.
func (m *Memo[K, V]) in(known *memory) *remembered[K, V] {
	for ; known != nil; known = known.next {
		if r, ok := known.self.(*remembered[K, V]); ok && r.memo == m {
			return r
		}
	}
	return nil
}

// forgotten returns what is remembered for all Memos but this one.
func (m *Memo[K, V]) forgotten(known *memory) *memory {
	switch r := m.in(known); {
	case r == nil:
		return known
	case &r.memory == known:
		return known.next
	}
	return known.self.before(m.forgotten(known.next))
}

// Get returns what is remembered of the node; ok is false where that is nothing,
// or something for another key.
func (m *Memo[K, V]) Get(n Node, key K) (value V, ok bool) {
	if r := m.last(n); r != nil && r.key == key {
		return r.value, true
	}
	return value, false
}

// Has reports whether anything is remembered of the node, for whatever key.
func (m *Memo[K, V]) Has(n Node) bool { return m.last(n) != nil }

// Put remembers a value, in place of that of another key.
func (m *Memo[K, V]) Put(n Node, key K, value V) {
	if n.g == nil || n.g.coll == nil {
		return
	}
	added := &remembered[K, V]{memo: m, key: key, value: value}
	for cell := &n.g.coll.memory; ; {
		old := cell.Load()
		now := ofAliased
		switch {
		case old == ofAliased:
			return
		case old != nil || !n.g.aliased():
			added.memory = memory{added, m.forgotten(old)}
			now = &added.memory
		}
		if cell.CompareAndSwap(old, now) {
			return
		}
	}
}

// last returns what was remembered last, for whatever key; nil where nothing was.
func (m *Memo[K, V]) last(n Node) *remembered[K, V] {
	if n.g == nil || n.g.coll == nil {
		return nil
	}
	return m.in(n.g.coll.memory.Load())
}

// aliased reports whether an alias stands at or below a node.
func (g *green) aliased() bool {
	if g.coll == nil {
		return g.kind == Alias
	}
	for i := range g.coll.nodes {
		if g.coll.nodes[i].aliased() {
			return true
		}
	}
	for _, p := range g.coll.parts {
		for i := range p.chunk.nodes {
			if p.chunk.nodes[i].aliased() {
				return true
			}
		}
	}
	return false
}

// Detach returns a node at or below whole as a place in it, to be remembered: it
// is of no file and can only be [Node.Attach]ed.
func (n Node) Detach(whole Node) Node {
	if n.g == nil {
		return Node{}
	}
	return Node{n.g, nil, n.base - whole.Span().Start}
}

// Attach returns what a detached node is in whole, which must be the Same as the
// node that it was detached from.
func (n Node) Attach(whole Node) Node {
	if n.g == nil {
		return Node{}
	}
	return Node{n.g, whole.f, n.base + whole.Span().Start}
}
