package manifest

import (
	"iter"

	"github.com/porter-ls/porter-ls/schema/syntax"
)

// reader reads the tree as yaml.v3 decodes it: through aliases and merge keys.
type reader struct {
	aliases syntax.Follower
	strayed bool // an alias was met since the flag was last cleared

	seen map[string]bool   // the actions so far
	old  map[string][]Step // those of the version before, nil until needed
}

// maxMerges bounds merges of merges, which may run in a circle.
const maxMerges = 32

// follow returns what an alias stands for, any other node itself, and the zero
// node where the anchor does not exist.
func (r *reader) follow(n syntax.Node) syntax.Node {
	if n.Kind() != syntax.Alias {
		return n
	}
	r.strayed = true
	return r.aliases.Follow(n)
}

// fields ranges over a map's keys and values, aliases followed: first those of
// the map itself, then those of the maps that are merged into it and that
// neither it nor an earlier one of them has.
func (r *reader) fields(n syntax.Node) iter.Seq2[syntax.Node, syntax.Node] {
	return func(yield func(k, v syntax.Node) bool) {
		n := r.follow(n)
		var merge syntax.Node
		for k, v := range n.Pairs() {
			switch {
			case k.IsMerge():
				merge = v
			case !yield(r.follow(k), r.follow(v)):
				return
			}
		}
		if !merge.IsZero() {
			m := merger{r: r, left: maxMerges, seen: map[string]bool{}, yield: yield}
			m.own(n, false)
			m.merge(merge)
		}
	}
}

// merger ranges over what merge keys bring in.
type merger struct {
	r     *reader
	left  int             // merged maps that may still be looked into
	seen  map[string]bool // keys that later maps cannot set
	yield func(k, v syntax.Node) bool
}

// own notes a map's keys and yields those that are new, then goes on to the
// maps merged into it. It reports whether to go on.
func (m *merger) own(n syntax.Node, yield bool) bool {
	var merge syntax.Node
	for k, v := range n.Pairs() {
		if k.IsMerge() {
			merge = v
			continue
		}
		k = m.r.follow(k)
		known := m.seen[k.Value()]
		m.seen[k.Value()] = true
		if yield && !known && !m.yield(k, m.r.follow(v)) {
			return false
		}
	}
	return !yield || merge.IsZero() || m.merge(merge)
}

func (m *merger) merge(n syntax.Node) bool {
	n = m.r.follow(n)
	if m.left--; m.left < 0 {
		return false
	}
	if n.Kind() != syntax.Sequence {
		return m.own(n, true)
	}
	for _, item := range n.Items() {
		if !m.merge(item) {
			return false
		}
	}
	return true
}

// get returns a map's value of that key, from a merged map where the map itself
// has none.
func (r *reader) get(n syntax.Node, key string) syntax.Node {
	n = r.follow(n)
	merges := false
	for k, v := range n.Pairs() {
		if k.IsMerge() {
			merges = true
			continue
		}
		if k, v = r.follow(k), r.follow(v); k.Value() == key {
			return v
		}
	}
	if !merges {
		return syntax.Node{}
	}
	for k, v := range r.fields(n) {
		if k.Value() == key {
			return v
		}
	}
	return syntax.Node{}
}

// textOf returns a scalar's text. A null is no text.
func textOf(n syntax.Node) String {
	if n.Kind() != syntax.Scalar || isNull(n) {
		return String{}
	}
	return String{scalarText(n), n}
}

// scalarText returns what yaml.v3 reads a scalar as where text is wanted: as
// it is written, unless a tag says that it is encoded.
func scalarText(n syntax.Node) string {
	if n.Tag() == "!!binary" {
		if s, ok := n.Data().(string); ok {
			return s
		}
	}
	return n.Value()
}

// str is textOf of what an alias stands for.
func (r *reader) str(n syntax.Node) String { return textOf(r.follow(n)) }

// set gives a field the text that is read for it, if it has none yet: of
// repeated keys the first counts, until one is removed.
func set(field *String, n syntax.Node) {
	if !field.Set() {
		*field = textOf(n)
	}
}

func isTrue(n syntax.Node) bool {
	v, _ := n.Bool()
	return v
}

func natural(n syntax.Node) uint64 {
	switch v := n.Data().(type) {
	case int:
		return uint64(max(v, 0))
	case uint64:
		return v
	}
	return 0
}

// maps ranges over those items of a list that are maps, through aliases.
func (r *reader) maps(list syntax.Node) iter.Seq[syntax.Node] {
	return func(yield func(syntax.Node) bool) {
		for _, item := range list.Items() {
			if item = r.follow(item); item.Kind() == syntax.Mapping && !yield(item) {
				return
			}
		}
	}
}

// texts returns the texts of a list; nil where it is no list, which for Porter
// is not the same as an empty one.
func (r *reader) texts(list syntax.Node) []String {
	if list.Kind() != syntax.Sequence {
		return nil
	}
	out := make([]String, 0, list.Len())
	for _, item := range list.Items() {
		if s := r.str(item); s.Set() {
			out = append(out, s)
		}
	}
	return out
}

// pairs returns a map of strings in source order.
func (r *reader) pairs(n syntax.Node) []Pair {
	var out []Pair
	for k, v := range r.fields(n) {
		if name := textOf(k); name.Set() {
			out = append(out, Pair{name, textOf(v)})
		}
	}
	return out
}

// isNull reports whether yaml.v3 reads a scalar as nothing.
func isNull(n syntax.Node) bool {
	switch {
	case n.Kind() != syntax.Scalar:
		return false
	case n.Tag() != "":
		return n.Data() == nil
	case n.Style() == syntax.Missing:
		return true
	case n.Style() != syntax.Plain:
		return false
	}
	switch n.Value() {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}
