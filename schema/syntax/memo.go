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

// memory is what is remembered of a collection, newest first. It is immutable;
// another one takes its place when something is added.
type memory struct {
	memo, remembered any // for one Memo: a *remembered of its types
	next             *memory
	aliased          bool // then nothing is remembered
}

// without returns what is remembered for all Memos but one.
func (m *memory) without(memo any) *memory {
	switch {
	case m == nil:
		return nil
	case m.memo == memo:
		return m.next
	}
	if rest := m.next.without(memo); rest != m.next {
		return &memory{memo: m.memo, remembered: m.remembered, next: rest}
	}
	return m
}

type remembered[K comparable, V any] struct {
	key   K
	value V
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
	added := &remembered[K, V]{key, value}
	for cell := &n.g.coll.memory; ; {
		old := cell.Load()
		var now *memory
		switch {
		case old == nil && n.g.aliased():
			now = &memory{aliased: true}
		case old != nil && old.aliased:
			return
		default:
			now = &memory{memo: m, remembered: added, next: old.without(m)}
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
	for known := n.g.coll.memory.Load(); known != nil; known = known.next {
		if known.memo == any(m) {
			return known.remembered.(*remembered[K, V])
		}
	}
	return nil
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
