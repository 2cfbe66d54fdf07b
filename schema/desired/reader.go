package desired

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// reader reads the tree as Porter does, by way of JSON: through aliases, and
// with keys in whatever case.
type reader struct{ aliases syntax.Follower }

func (r *reader) follow(n syntax.Node) syntax.Node { return r.aliases.Follow(n) }

// get returns a map's value of that key; one that is written just so comes
// before one in another case.
func (r *reader) get(n syntax.Node, key string) syntax.Node {
	if v := n.Get(key); !v.IsZero() {
		return r.follow(v)
	}
	for k, v := range n.Pairs() {
		if k.Kind() == syntax.Scalar && strings.EqualFold(k.Value(), key) {
			return r.follow(v)
		}
	}
	return syntax.Node{}
}

// text returns a scalar's text. A null is no text.
func (r *reader) text(n syntax.Node) manifest.String {
	n = r.follow(n)
	if n.Kind() != syntax.Scalar || n.Data() == nil {
		return manifest.String{}
	}
	return manifest.String{Value: n.Value(), Node: n}
}

func (r *reader) textOf(n syntax.Node, key string) manifest.String { return r.text(r.get(n, key)) }

func (r *reader) texts(n syntax.Node, key string) []manifest.String {
	var out []manifest.String
	for _, item := range r.get(n, key).Items() {
		if s := r.text(item); s.Set() {
			out = append(out, s)
		}
	}
	return out
}
