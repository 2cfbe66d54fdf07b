package manifest

import (
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// reader reads the tree as yaml.v3 decodes it: through aliases and merge keys.
type reader struct {
	root    syntax.Node
	aliases syntax.Aliases // nil until an alias is met
	merges  int            // merged maps that the present get may still look into
}

// maxHops bounds aliases of aliases and merges of merges, which may run in a
// circle.
const maxHops = 32

// follow returns what an alias stands for, any other node itself, and the zero
// node where the anchor does not exist.
func (r *reader) follow(n syntax.Node) syntax.Node {
	for range maxHops {
		if n.Kind() != syntax.Alias {
			return n
		}
		if r.aliases == nil {
			r.aliases = syntax.AliasesOf(r.root)
		}
		n = r.aliases[n]
	}
	return syntax.Node{}
}

// get returns a map's value of that key, from a merged map where the map itself
// has none.
func (r *reader) get(n syntax.Node, key string) syntax.Node {
	r.merges = maxHops
	return r.lookup(r.follow(n), key)
}

func (r *reader) lookup(n syntax.Node, key string) syntax.Node {
	v := n.Get(key)
	if r.merges--; !v.IsZero() || r.merges < 0 {
		return r.follow(v)
	}
	from := r.follow(n.Get("<<"))
	if from.Kind() != syntax.Sequence {
		if from.IsZero() {
			return from
		}
		return r.lookup(from, key)
	}
	for _, item := range from.Items() {
		if v := r.lookup(r.follow(item), key); !v.IsZero() {
			return v
		}
	}
	return syntax.Node{}
}

// str returns a scalar's text. A null is no text.
func (r *reader) str(n syntax.Node) String {
	n = r.follow(n)
	if n.Kind() != syntax.Scalar || n.Data() == nil {
		return String{}
	}
	return String{n.Value(), n}
}

func (r *reader) strOf(n syntax.Node, key string) String { return r.str(r.get(n, key)) }

// boolOf reads a bool like yaml.v3, which takes the older spellings too.
func (r *reader) boolOf(n syntax.Node, key string, otherwise bool) bool {
	switch v := r.get(n, key).Data().(type) {
	case bool:
		return v
	case string:
		switch v {
		case "y", "Y", "yes", "on":
			return true
		case "n", "N", "no", "off":
			return false
		}
	}
	return otherwise
}

func (r *reader) uintOf(n syntax.Node, key string) uint64 {
	switch v := r.get(n, key).Data().(type) {
	case int:
		return uint64(max(v, 0))
	case int64:
		return uint64(max(v, 0))
	case uint64:
		return v
	}
	return 0
}

// listOf returns the items of a list, through aliases.
func (r *reader) listOf(n syntax.Node, key string) []syntax.Node {
	list := r.get(n, key)
	out := make([]syntax.Node, 0, list.Len())
	for _, item := range list.Items() {
		out = append(out, r.follow(item))
	}
	return out
}

// mapsOf returns those items of a list that are maps.
func (r *reader) mapsOf(n syntax.Node, key string) []syntax.Node {
	var out []syntax.Node
	for _, item := range r.listOf(n, key) {
		if item.Kind() == syntax.Mapping {
			out = append(out, item)
		}
	}
	return out
}

func (r *reader) stringsOf(n syntax.Node, key string) []String {
	var out []String
	for _, item := range r.listOf(n, key) {
		if s := r.str(item); s.Set() {
			out = append(out, s)
		}
	}
	return out
}

// pairsOf returns a map of strings in source order.
func (r *reader) pairsOf(n syntax.Node, key string) []Pair {
	var out []Pair
	for k, v := range r.get(n, key).Pairs() {
		if name := r.str(k); name.Set() {
			out = append(out, Pair{name, r.str(v)})
		}
	}
	return out
}

func isNull(n syntax.Node) bool { return n.Kind() == syntax.Scalar && n.Data() == nil }
