package schema

import (
	"slices"

	"github.com/porter-ls/porter-ls/schema/syntax"
)

// Kind is what is wrong with a value.
type Kind uint8

// The kinds of problem.
const (
	// Unknown is a key that its map must not have. Candidates are those that it
	// may have and has not.
	Unknown Kind = iota + 1
	// Missing is a key that its map must have; one with no value is missing too.
	Missing
	// MissingChoice is that none of the keys in Want is there, of which there
	// must be one.
	MissingChoice
	// SeveralChoices is that of the keys in Want, of which there must be one,
	// there are more. Name is the second of them.
	SeveralChoices
	// WrongType is a value of none of the types in Want.
	WrongType
	// NotAllowed is a value that is none of those in Candidates.
	NotAllowed
	// NoMatch is a text that the regular expression in Want does not match.
	NoMatch
	// OutOfBounds is a number beyond the bound in Want; Keyword says which.
	OutOfBounds
	// WrongSize is a text, list or map that is shorter or longer than Want;
	// Keyword says which.
	WrongSize
	// Repeated is an entry that an earlier one of its list equals.
	Repeated
	// Refused is a value that the schema refuses in another way; Keyword is its
	// keyword for that.
	Refused
	// TooNew is a key that came with the schemaVersion in Want, which is later
	// than the manifest's.
	TooNew
	// Deprecated is a key that should not be used any more.
	Deprecated
)

// String returns the kind's name for tests and logs.
func (k Kind) String() string {
	names := []string{
		"none", "unknown", "missing", "missing choice", "several choices", "wrong type", "not allowed", "no match",
		"out of bounds", "wrong size", "repeated", "refused", "too new", "deprecated",
	}
	if int(k) < len(names) {
		return names[k]
	}
	return "?"
}

// Problem is one thing that is wrong with a tree. It is data: what to say of it
// is for those who report it.
type Problem struct {
	Kind Kind
	// Node is the place: the key of what is Unknown, TooNew or Deprecated; for
	// what is Missing the key of the map that lacks it, or the map where no key
	// leads to it, as to an entry of a list; else the value.
	Node syntax.Node
	// Path leads to the value that was checked: to the map that lacks a key, and
	// to the value behind one that is unknown. Its steps have no nodes.
	Path []syntax.Step
	// Name is the key that it is about, "" where there is none.
	Name string
	// Keyword is the keyword of JSON Schema that it fails.
	Keyword string
	// Want is what the schema asks for, Got the type of what is there, as JSON
	// Schema calls it.
	Want []string
	Got  string
	// Candidates are the keys or values that could stand there instead.
	Candidates []string
}

// String formats the problem on one line, for tests and logs.
func (p Problem) String() string {
	s := p.Kind.String() + " " + syntax.Path{Steps: p.Path}.String()
	if p.Name != "" {
		s += " " + p.Name
	}
	for i, w := range p.Want {
		if i == 0 {
			s += ": "
		} else {
			s += ", "
		}
		s += w
	}
	return s
}

// advisory reports whether the value is valid all the same.
func (k Kind) advisory() bool { return k == TooNew || k == Deprecated }

// fails reports whether any of the problems makes the value invalid.
func fails(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return !p.Kind.advisory() })
}
