package schema

import (
	"slices"

	"github.com/porter-ls/porter-ls/schema/jsonschema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// combined holds a node against the schemas that a schema combines.
func (c *checker) combined(n, key syntax.Node, s *jsonschema.Schema) []Problem {
	var problems []Problem
	for _, each := range s.AllOf {
		problems = append(problems, c.check(n, key, each)...)
	}
	if len(s.AnyOf) > 0 {
		problems = append(problems, c.alternatives(n, key, s, s.AnyOf, false)...)
	}
	if len(s.OneOf) > 0 {
		problems = append(problems, c.alternatives(n, key, s, s.OneOf, true)...)
	}
	if s.Not != nil {
		if failed, certain := c.try(n, s.Not); certain && !failed {
			problems = append(problems, c.problem(Refused, n, "not", c.name()))
		}
	}
	if s.If != nil {
		failed, certain := c.try(n, s.If)
		switch {
		case !certain:
		case failed:
			problems = append(problems, c.check(n, key, s.Else)...)
		default:
			problems = append(problems, c.check(n, key, s.Then)...)
		}
	}
	return problems
}

// try reports whether a node fails a schema, and whether that is certain: not
// where something was not judged and the rest is fine.
func (c *checker) try(n syntax.Node, s *jsonschema.Schema) (failed, certain bool) {
	before, trying := c.unsure, c.trying
	c.unsure, c.trying = false, true
	failed = fails(c.check(n, syntax.Node{}, s))
	certain = failed || !c.unsure
	c.unsure, c.trying = before || c.unsure, trying
	return failed, certain
}

// alternatives holds a node against schemas of which it must fit one. Where it
// fits none, what is said is what is wrong for the one that was meant: the one
// that takes the node's type and has the least against it. That several fit
// where only one should is said of choices between keys alone; there it is what
// their authors mean.
func (c *checker) alternatives(n, key syntax.Node, of *jsonschema.Schema, list []*jsonschema.Schema, one bool) []Problem {
	if names := choiceOf(list); len(names) > 0 && (n.Kind() == syntax.Mapping || n.Type() == syntax.Null) {
		return c.choice(n, key, of, list, names, one)
	}
	var want []string
	var best []Problem
	for _, s := range list {
		problems := c.check(n, key, s)
		if !fails(problems) {
			return problems
		}
		if p := problems[0]; p.Kind == WrongType && p.Node == n {
			for _, w := range p.Want {
				if !slices.Contains(want, w) {
					want = append(want, w)
				}
			}
			continue
		}
		if best == nil || len(problems) < len(best) {
			best = problems
		}
	}
	if best != nil {
		return best
	}
	return []Problem{c.problem(WrongType, n, "type", c.name(), want...)}
}

// choice holds a map against alternatives that only say which keys it must have.
func (c *checker) choice(n, key syntax.Node, of *jsonschema.Schema, list []*jsonschema.Schema, names []string, one bool) []Problem {
	pairs, whole := c.pairs(n)
	fit := 0
	for _, s := range list {
		if !slices.ContainsFunc(s.Resolve().Required, func(name string) bool { return !c.present(of, pairs, name) }) {
			fit++
		}
	}
	switch {
	case !whole:
		return c.pass()
	case fit == 0:
		return []Problem{c.problem(MissingChoice, place(n, key), "required", "", names...)}
	case fit == 1 || !one:
		return nil
	}
	found := 0
	for _, p := range pairs {
		if slices.Contains(names, p.key.Value()) && c.present(of, pairs, p.key.Value()) {
			if found++; found == 2 {
				return []Problem{c.problem(SeveralChoices, p.key, "oneOf", p.key.Value(), names...)}
			}
		}
	}
	return nil
}
