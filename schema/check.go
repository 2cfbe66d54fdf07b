package schema

import (
	"cmp"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/jsonschema"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
)

// Check returns what is wrong with a manifest, given its root node, in source
// order and one problem for each cause.
//
// What counts is what yaml.v3 makes of the text where it decodes it into a
// field: any scalar is a string, `yes` is a boolean, nothing at all (`name:`)
// is as if the key were not there, and aliases and merged maps stand for what
// they name. In steps, a scalar with a template may be anything that a scalar
// can be, and one that is nothing else may be anything. Nodes that could not be
// read whole are not judged, only what is within them and could.
func (s *Set) Check(root syntax.Node) []Problem { return s.Root().Check(root) }

// Check returns what is wrong with a node that stands at the field's place, as
// [Set.Check] does for the whole manifest. Where the field is a part of several
// alternatives it cannot tell.
func (f Field) Check(n syntax.Node) []Problem {
	if f.IsZero() || f.loose || n.IsZero() {
		return nil
	}
	c := &checker{set: f.set, left: fewestVisits + visitsPerByte*n.Span().Len(), templated: f.templated}
	var problems []Problem
	for _, s := range f.schemas {
		problems = append(problems, c.check(n, syntax.Node{}, s)...)
	}
	slices.SortStableFunc(problems, func(a, b Problem) int { return cmp.Compare(a.Node.Span().Start, b.Node.Span().Start) })
	return unique(problems)
}

// unique leaves one problem for each cause: schemas that are combined, and
// aliases, lead to the same node more than once.
func unique(problems []Problem) []Problem {
	type cause struct {
		node syntax.Node
		kind Kind
		name string
	}
	seen := map[cause]bool{}
	return slices.DeleteFunc(problems, func(p Problem) bool {
		c := cause{p.Node, p.Kind, p.Name}
		again := seen[c]
		seen[c] = true
		return again
	})
}

// The bounds of a check, for schemas and texts that lead it in circles or let it
// branch without end. They are far beyond what is needed otherwise.
const (
	fewestVisits  = 100_000
	visitsPerByte = 32
	stepsPerVisit = 16 // of a regular expression
	mostSchemas   = 64 // that one node is held against, each within the last
	mostAliases   = 32 // that stand within each other
)

// checker is one check.
type checker struct {
	set       *Set
	other     *Set           // one that is equal, as was found out
	aliases   syntax.Aliases // nil until one is met
	path      []syntax.Step
	templated bool // within a step, where templates are filled in
	left      int  // visits that may still be made
	schemas   int  // that the present node is being held against
	within    int  // aliases that the present node is within

	trying bool // only whether there are problems is asked, not which

	// unsure is set when something was not judged: nothing can then be concluded
	// from there being no problem.
	unsure bool
}

func (c *checker) problem(kind Kind, n syntax.Node, keyword, name string, want ...string) Problem {
	if c.trying {
		return Problem{Kind: kind, Node: n, Want: want}
	}
	return Problem{Kind: kind, Node: n, Path: slices.Clone(c.path), Name: name, Keyword: keyword, Want: want, Got: n.JSONType()}
}

// pass is a value that is not judged.
func (c *checker) pass() []Problem {
	c.unsure = true
	return nil
}

// check holds a node against a schema. The key is the one that leads to it, the
// zero Node where there is none.
func (c *checker) check(n, key syntax.Node, s *jsonschema.Schema) []Problem {
	if s = s.Resolve(); s == nil {
		return nil
	}
	if c.left--; c.left < 0 || c.schemas >= mostSchemas {
		return c.pass()
	}
	if n.Kind() == syntax.Alias {
		to := c.target(n)
		if to.IsZero() || c.within >= mostAliases {
			return c.pass()
		}
		c.within++
		defer func() { c.within-- }()
		return c.check(to, key, s)
	}
	if c.remembers(n, key) {
		return c.entry(n, s)
	}
	return c.node(n, key, s)
}

// node holds a node that is no alias against a schema.
func (c *checker) node(n, key syntax.Node, s *jsonschema.Schema) []Problem {
	if c.quiet(n, s) {
		return c.pass()
	}
	c.schemas++
	defer func() { c.schemas-- }()
	if s.Never {
		return []Problem{c.problem(Refused, n, "false", "")}
	}
	if len(s.Types) > 0 && !slices.ContainsFunc(s.Types, func(t string) bool { return fits(n, t) }) {
		return []Problem{c.problem(WrongType, n, "type", c.name(), s.Types...)}
	}
	if problems := c.value(n, s); problems != nil {
		return problems
	}
	var problems []Problem
	switch n.Kind() {
	case syntax.Mapping:
		problems = c.object(n, key, s)
	case syntax.Sequence:
		problems = c.array(n, s)
	default:
		if n.Type() == syntax.Null { // the whole manifest is empty: a map without keys
			problems = c.object(n, key, s)
			break
		}
		problems = c.scalar(n, s)
	}
	return append(problems, c.combined(n, key, s)...)
}

// quiet reports whether a node is not judged: because it is nothing, could not
// be read, or is decided by a template only when the bundle runs.
func (c *checker) quiet(n syntax.Node, s *jsonschema.Schema) bool {
	if n.Kind() != syntax.Scalar {
		return n.IsZero()
	}
	if n.Repaired() || n.Type() == syntax.Null && len(c.path) > 0 {
		return true
	}
	if !c.hasTemplate(n) {
		return false
	}
	whole := n.Style() == syntax.Plain && isWhole(n.Value(), c.set.delims)
	return whole || len(s.Types) == 0 || slices.ContainsFunc(s.Types, func(t string) bool { return t != "array" && t != "object" })
}

// hasTemplate reports whether a scalar of a step holds a tag of a template.
func (c *checker) hasTemplate(n syntax.Node) bool {
	if !c.templated || !strings.Contains(n.Value(), c.set.delims.Open) {
		return false
	}
	tags, _ := template.Scan(n.Value(), c.set.delims)
	return len(tags) > 0
}

// isWhole reports whether a text is one tag and nothing else: what is filled in
// may then be a map or a list.
func isWhole(s string, d template.Delims) bool {
	s = strings.TrimSpace(s)
	tags, _ := template.Scan(s, d)
	return len(tags) > 0 && tags[0].Span.Start == 0 && tags[len(tags)-1].Span.End == len(s)
}

// target returns what an alias stands for.
func (c *checker) target(n syntax.Node) syntax.Node {
	if c.aliases == nil {
		c.aliases = syntax.AliasesOf(n.File().Docs()...)
	}
	return c.aliases[n]
}

// name returns the key that leads to the present value, "" for entries of lists.
func (c *checker) name() string {
	if len(c.path) == 0 {
		return ""
	}
	return c.path[len(c.path)-1].Key
}

// below holds a value of the present node against a schema.
func (c *checker) below(step syntax.Step, n, key syntax.Node, s *jsonschema.Schema) []Problem {
	schemas := c.schemas
	c.schemas = 0
	c.path = append(c.path, step)
	problems := c.check(n, key, s)
	c.path = c.path[:len(c.path)-1]
	c.schemas = schemas
	return problems
}
