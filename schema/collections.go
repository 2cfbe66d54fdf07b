package schema

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/porter-ls/porter-ls/schema/jsonschema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// pair is a key of a map with its value.
type pair struct{ key, value syntax.Node }

// object holds a map against the schema's keywords for objects.
func (c *checker) object(n, key syntax.Node, s *jsonschema.Schema) []Problem {
	pairs, whole := c.pairs(n)
	var problems []Problem
	if whole {
		problems = c.missing(n, key, s, pairs)
		problems = append(problems, c.size(n, s.MinProperties, s.MaxProperties, "minProperties", "maxProperties", len(pairs))...)
	}
	var candidates []string
	var few [2]*jsonschema.Schema
	for _, p := range pairs {
		name := p.key.Value()
		if s.PropertyNames != nil && !c.hasTemplate(p.key) {
			problems = append(problems, c.check(p.key, syntax.Node{}, s.PropertyNames)...)
		}
		schemas, allowed, unsure := c.set.property(few[:0], s, name, &c.left)
		c.unsure = c.unsure || unsure
		step := syntax.Step{Key: name, Index: -1}
		switch {
		case !allowed:
			if !whole || c.hasTemplate(p.key) {
				c.unsure = true
				continue
			}
			if candidates == nil && !c.trying {
				candidates = c.unused(s, pairs)
			}
			problems = append(problems, c.unknown(p.key, candidates))
			continue
		case len(schemas) == 0:
			continue
		}
		if !p.key.Repaired() && (whole || s.Property(name) != nil) {
			advice, later := c.advice(step, p.key, schemas)
			problems = append(problems, advice...)
			if later {
				continue
			}
		}
		templated := c.templated
		c.templated = templated || s.Extra[mixinKeyword] != nil
		for _, schema := range schemas {
			problems = append(problems, c.below(step, p.value, p.key, schema)...)
		}
		c.templated = templated
	}
	return problems
}

// missing returns the keys that a map must have and has not.
func (c *checker) missing(n, key syntax.Node, s *jsonschema.Schema, pairs []pair) []Problem {
	var problems []Problem
	c.left -= len(s.Required) * (1 + len(pairs)/8)
	for _, name := range s.Required[:min(len(s.Required), max(c.left, 0))] {
		if c.present(s, pairs, name) {
			continue
		}
		p := c.problem(Missing, place(n, key), "required", name)
		if i := find(pairs, name); i >= 0 {
			p.Node = pairs[i].key
		}
		problems = append(problems, p)
	}
	return problems
}

// place is where it is said that a map lacks something.
func place(n, key syntax.Node) syntax.Node {
	if key.IsZero() {
		return n
	}
	return key
}

func (c *checker) unknown(key syntax.Node, candidates []string) Problem {
	p := c.problem(Unknown, key, "additionalProperties", key.Value())
	p.Candidates = candidates
	if !c.trying {
		p.Path = append(p.Path, syntax.Step{Key: key.Value(), Index: -1})
	}
	return p
}

// unused returns the keys that a schema names and a map has not.
func (c *checker) unused(s *jsonschema.Schema, pairs []pair) []string {
	used := make(map[string]bool, len(pairs))
	for _, p := range pairs {
		used[p.key.Value()] = true
	}
	names := c.set.names(s)
	c.left -= len(names)
	return slices.DeleteFunc(names, func(name string) bool { return used[name] })
}

// advice returns what there is to say of a key that is allowed, and whether it
// is one of a later version, whose value is then not looked at.
func (c *checker) advice(step syntax.Step, key syntax.Node, schemas []*jsonschema.Schema) (problems []Problem, later bool) {
	for _, s := range schemas {
		kind, want := Kind(0), []string(nil)
		if since := extra(s, sinceKeyword); !c.set.has(since) {
			kind, want, later = TooNew, []string{since}, true
		} else if deprecated(s) {
			kind = Deprecated
		}
		if kind != 0 {
			p := c.problem(kind, key, "", key.Value(), want...)
			p.Path = append(p.Path, step)
			problems = append(problems, p)
		}
	}
	return problems, later
}

// array holds a list against the schema's keywords for arrays.
func (c *checker) array(n syntax.Node, s *jsonschema.Schema) []Problem {
	var problems []Problem
	if !n.Repaired() {
		problems = c.size(n, s.MinItems, s.MaxItems, "minItems", "maxItems", n.Len())
	}
	if s.UniqueItems && !n.Repaired() {
		problems = append(problems, c.repeated(n)...)
	}
	if s.Items == nil && s.TupleItems == nil {
		return problems
	}
	for i, entry := range n.Items() {
		problems = append(problems, c.below(syntax.Step{Index: i}, entry, syntax.Node{}, item(s, i))...)
	}
	return problems
}

// mostUnique bounds the lists whose entries are compared with each other.
const mostUnique = 1000

func (c *checker) repeated(n syntax.Node) []Problem {
	if n.Len() > mostUnique {
		return c.pass()
	}
	var problems []Problem
	seen := map[string]bool{}
	for i, entry := range n.Items() {
		v := fmt.Sprintf("%#v", entry.Decode())
		if seen[v] {
			p := c.problem(Repeated, entry, "uniqueItems", "")
			p.Path = append(p.Path, syntax.Step{Index: i})
			problems = append(problems, p)
		}
		seen[v] = true
	}
	return problems
}

func (c *checker) size(n syntax.Node, least, most *int, leastKeyword, mostKeyword string, got int) []Problem {
	switch {
	case least != nil && got < *least:
		return []Problem{c.problem(WrongSize, n, leastKeyword, c.name(), strconv.Itoa(*least))}
	case most != nil && got > *most:
		return []Problem{c.problem(WrongSize, n, mostKeyword, c.name(), strconv.Itoa(*most))}
	}
	return nil
}

// pairs returns a map's keys and values as they are decoded: with those that it
// merges and does not have itself. They are whole where all of that could be
// read; else nothing can be said of what is missing or should not be there.
func (c *checker) pairs(n syntax.Node) (pairs []pair, whole bool) {
	pairs, whole = make([]pair, 0, n.Len()), !n.Repaired()
	var merges []syntax.Node
	for k, v := range n.Pairs() {
		switch {
		case k.Kind() == syntax.Alias:
			if k = c.target(k); k.Kind() != syntax.Scalar {
				continue
			}
		case k.Kind() != syntax.Scalar:
			continue
		}
		if k.Type() == syntax.Merge {
			merges = append(merges, v)
			continue
		}
		pairs = append(pairs, pair{k, v})
	}
	for _, m := range merges {
		var all bool
		pairs, all = c.merge(pairs, m)
		whole = whole && all
	}
	return pairs, whole
}

// merge adds the pairs of what stands behind a <<.
func (c *checker) merge(pairs []pair, from syntax.Node) (merged []pair, whole bool) {
	c.within++
	defer func() { c.within-- }()
	if from.Kind() == syntax.Alias {
		from = c.target(from)
	}
	c.left -= from.Len() * (1 + len(pairs)/8)
	if c.within > mostAliases || c.left < 0 {
		return pairs, false
	}
	whole = true
	switch from.Kind() {
	case syntax.Sequence:
		for _, item := range from.Items() {
			var all bool
			pairs, all = c.merge(pairs, item)
			whole = whole && all
		}
		return pairs, whole
	case syntax.Mapping:
		own := pairs
		var more []pair
		more, whole = c.pairs(from)
		for _, p := range more {
			if find(own, p.key.Value()) < 0 {
				pairs = append(pairs, p)
			}
		}
		return pairs, whole
	}
	return pairs, false
}

func find(pairs []pair, name string) int {
	return slices.IndexFunc(pairs, func(p pair) bool { return p.key.Value() == name })
}

// present reports whether a key is there and has a value. Nothing is one only
// where the key's own schema says so.
func (c *checker) present(s *jsonschema.Schema, pairs []pair, name string) bool {
	i := find(pairs, name)
	if i < 0 {
		return false
	}
	v := pairs[i].value
	for range mostAliases {
		if v.Kind() != syntax.Alias {
			break
		}
		v = c.target(v)
	}
	if v.Kind() != syntax.Scalar || v.Repaired() || v.Type() != syntax.Null {
		return true
	}
	of := s.Property(name).Resolve()
	return of != nil && slices.Contains(of.Types, "null")
}
