// Package template reads the mustache templates of a manifest, `${ }` and
// `{{ }}`, with the position of every part, and renders them on the tree: a
// value is put in where its expression stands and can never change a step's
// structure.
package template

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/text"
)

// Delims are a template's delimiters.
type Delims struct{ Open, Close string }

// The two pairs of delimiters in use.
var (
	Dollar = Delims{"${", "}"}
	Braces = Delims{"{{", "}}"}
)

// TagKind says what a tag is.
type TagKind uint8

// The kinds of tag. Variable and Raw render alike: Porter escapes nothing.
const (
	Variable TagKind = iota // ${ name }
	Raw                     // ${& name } and ${{name}}
	Section                 // ${# name }
	Inverted                // ${^ name }
	End                     // ${/ name }
	Comment                 // ${! text }
	Partial                 // ${> name }
	SetDelim                // ${=<% %>=}
)

// Tag is one tag of a template. Its spans are offsets in the scanned text.
type Tag struct {
	Kind   TagKind
	Span   text.Span // with its delimiters; up to the line's end or the next tag where unclosed
	Name   text.Span // what stands between the delimiters, sigil and blanks off
	Path   []Segment // Name cut at its dots; empty for Comment and SetDelim
	Closed bool      // false in a half-typed tag
}

// Reads reports whether the tag looks its name up: variables and sections do,
// ends, comments, partials and delimiters do not.
func (t Tag) Reads() bool {
	switch t.Kind {
	case Variable, Raw, Section, Inverted:
		return true
	}
	return false
}

// String returns the dotted name as it is written, as a copy.
func (t Tag) String() string { return join(t.Path) }

// Segment is one part of a dotted name. A half-typed name such as
// "bundle.par" or "bundle." has the last part as far as it is typed, "" too.
type Segment struct {
	Name string
	Span text.Span
}

// join returns the dotted name in memory of its own.
func join(path []Segment) string {
	size := len(path)
	for _, s := range path {
		size += len(s.Name)
	}
	var b strings.Builder
	b.Grow(size)
	for i, s := range path {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(s.Name)
	}
	return b.String()
}

// ErrorKind says what is wrong with a template.
type ErrorKind uint8

// The kinds of error. Those up to BadDelims come from the text alone, the
// others only from rendering.
const (
	UnclosedTag     ErrorKind = iota // ${ x
	EmptyTag                         // ${ }
	UnclosedSection                  // ${#x} without ${/x} in the same scalar
	UnmatchedEnd                     // ${/x} without ${#x} before it in the same scalar
	BadDelims                        // ${=<% %>}
	NoPartials                       // ${> x}
	BadTree                          // the step's YAML has no data, such as an unknown alias
	TooLarge                         // aliases or sections multiply out
)

// Error is a mistake in a template, in plain words. Span is in the same
// coordinates as the text that was scanned: the source's where a tree was.
type Error struct {
	Kind    ErrorKind
	Span    text.Span
	Message string
}

// Error formats the error as one message.
func (e *Error) Error() string { return e.Message }

// MissingError says that a variable has no value.
type MissingError struct {
	Path []string  // the whole dotted name
	Span text.Span // the tag in the source
}

// Error formats the error as one message.
func (e *MissingError) Error() string {
	return "there is no value for " + strings.Join(e.Path, ".")
}
