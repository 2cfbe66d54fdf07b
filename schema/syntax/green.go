package syntax

// green is the immutable data of a node. Offsets are relative to the base that
// the Node carries, so that a part of the tree that an edit only moves can be
// shared between versions of a file.
type green struct {
	kind       Kind
	style      Style
	start, end int32
	value      string
	tag        string  // as written, "" where none
	anchor     string  // without its &, "" where none
	kids       []green // a mapping's keys and values in turn, a sequence's items
}

func (g *green) count() int { return len(g.kids) }

func (g *green) child(base, i int) Node {
	if g == nil || i < 0 || i >= len(g.kids) {
		return Node{}
	}
	return Node{&g.kids[i], base}
}
