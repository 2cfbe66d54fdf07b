package schema

import (
	"maps"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/jsonschema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// entries remembers what is wrong with the entries of the document's lists: an
// edit concerns one of them, and of a manifest they are nearly all there is.
var entries syntax.Memo[entryKey, judged]

type entryKey struct {
	schema    *jsonschema.Schema
	templated bool
}

// judged is what a check of an entry came to. The nodes of the problems are
// detached, and their paths begin at the entry.
type judged struct {
	set      *Set
	problems []Problem
	visits   int  // that it took
	unsure   bool // something was not judged
}

// entriesAt is how many steps lead from the document to an entry.
const entriesAt = 2

// remembers reports whether what is wrong with a node is remembered: that of
// entries, which depends on nothing around them.
func (c *checker) remembers(n, key syntax.Node) bool {
	return len(c.path) == entriesAt && n.Kind() == syntax.Mapping && key.IsZero() && c.within == 0 && c.schemas == 0 && !c.trying
}

// entry is check for a node that remembers.
func (c *checker) entry(n syntax.Node, s *jsonschema.Schema) []Problem {
	known, ok := entries.Get(n, entryKey{s, c.templated})
	if ok && known.visits <= c.left && c.alike(known.set) {
		c.left -= known.visits
		c.unsure = c.unsure || known.unsure
		return known.in(n, c.path)
	}
	before, left := c.unsure, c.left
	c.unsure = false
	problems := c.node(n, syntax.Node{}, s)
	if c.left >= 0 {
		entries.Put(n, entryKey{s, c.templated}, judged{c.set, detached(problems, n), left - c.left, c.unsure})
	}
	c.unsure = c.unsure || before
	return problems
}

// in returns the problems as those of the entry n that the path leads to.
func (j *judged) in(n syntax.Node, path []syntax.Step) []Problem {
	if len(j.problems) == 0 {
		return nil
	}
	problems := slices.Clone(j.problems)
	for i := range problems {
		p := &problems[i]
		p.Node = p.Node.Attach(n)
		p.Path = slices.Concat(path, p.Path)
	}
	return problems
}

// detached returns the problems of an entry so that they can be remembered.
func detached(problems []Problem, entry syntax.Node) []Problem {
	if len(problems) == 0 {
		return nil
	}
	all := slices.Clone(problems)
	for i := range all {
		p := &all[i]
		p.Node, p.Name = p.Node.Detach(entry), strings.Clone(p.Name)
		p.Path = slices.Clone(p.Path[entriesAt:])
		for j := range p.Path {
			p.Path[j].Key = strings.Clone(p.Path[j].Key)
		}
	}
	return all
}

// alike reports whether another set says the same of everything.
func (c *checker) alike(other *Set) bool {
	if other != c.set && other != c.other {
		if !c.set.Equal(other) {
			return false
		}
		c.other = other
	}
	return true
}

// Equal reports whether the two sets are of the same library and say the same of
// every place of every document.
func (s *Set) Equal(other *Set) bool {
	return s == other || s.library == other.library && s.document == other.document && s.delims == other.delims &&
		s.schemaVersion == other.schemaVersion && maps.Equal(s.installed, other.installed)
}
