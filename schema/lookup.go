package schema

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/jsonschema"
)

// property adds to schemas those that a schema has for a property of that name,
// references and combinations not followed, and says whether the property may be
// there at all. unsure is set where there may be more schemas, of patterns that
// nobody can match; left is what may still be spent on patterns.
func (s *Set) property(schemas []*jsonschema.Schema, of *jsonschema.Schema, name string, left *int) (all []*jsonschema.Schema, allowed, unsure bool) {
	if definition, ok := of.Extra[mixinKeyword].(string); ok {
		mixin, _, _ := strings.Cut(name, "@")
		if body := s.Mixin(mixin).body(definition); body != nil {
			return append(schemas, body), true, false
		}
		return nil, true, false
	}
	if p := of.Property(name); p != nil {
		schemas = append(schemas, p)
	}
	for _, p := range of.PatternProperties {
		if *left -= 1 + p.Pattern.Steps(name)/stepsPerVisit; *left < 0 {
			return schemas, true, true
		}
		found, known := p.Pattern.Match(name)
		if found {
			schemas = append(schemas, p.Schema)
		}
		unsure = unsure || !known
	}
	switch {
	case len(schemas) > 0, unsure, of.Additional == nil:
		return schemas, true, unsure
	case of.Additional.Never:
		return nil, false, false
	}
	return append(schemas, of.Additional), true, false
}

// names returns the properties that a schema names, in its order.
func (s *Set) names(of *jsonschema.Schema) []string {
	var names []string
	if definition, ok := of.Extra[mixinKeyword].(string); ok {
		for _, name := range s.MixinNames() {
			if definition != configDefinition || s.Mixin(name).body(definition) != nil {
				names = append(names, name)
			}
		}
		return names
	}
	for _, p := range of.Properties {
		if s.has(extra(p.Schema, sinceKeyword)) {
			names = append(names, p.Name)
		}
	}
	return names
}

// item returns the schema of an array's i-th entry, nil where anything goes.
func item(of *jsonschema.Schema, i int) *jsonschema.Schema {
	switch {
	case of.Items != nil:
		return of.Items
	case i < len(of.TupleItems):
		return of.TupleItems[i]
	case len(of.TupleItems) > 0:
		return of.AdditionalItems
	}
	return nil
}

// certainty says how a part of a schema applies to a value.
type certainty uint8

const (
	sure        certainty = iota // always
	alternative                  // as one of several
	conditional                  // if something else holds
)

// part is one of the schemas that a schema is put together from.
type part struct {
	schema    *jsonschema.Schema
	certainty certainty
}

// mostParts bounds what is put together of a schema that somebody else wrote.
const mostParts = 256

// partsOf returns a schema with all that it refers to or combines, itself first,
// each once.
func partsOf(schemas ...*jsonschema.Schema) []part {
	var parts []part
	seen := map[*jsonschema.Schema]bool{}
	var add func(s *jsonschema.Schema, c certainty)
	all := func(list []*jsonschema.Schema, c certainty) {
		for _, s := range list {
			add(s, c)
		}
	}
	add = func(s *jsonschema.Schema, c certainty) {
		if s == nil || seen[s] || len(parts) >= mostParts {
			return
		}
		seen[s] = true
		parts = append(parts, part{s, c})
		if s.Ref != "" {
			add(s.Next, c)
			return
		}
		all(s.AllOf, c)
		all(s.AnyOf, max(c, alternative))
		all(s.OneOf, max(c, alternative))
		add(s.Then, conditional)
		add(s.Else, conditional)
	}
	all(schemas, sure)
	return parts
}
