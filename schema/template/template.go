// Package template reads the mustache templates of a manifest, `${ }` and
// `{{ }}`, with the position of every part, and renders them on the tree: a
// value is put in where its expression stands and can never change a step's
// structure.
package template

import "github.com/porter-ls/porter-ls/schema/text"

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
	Span   text.Span // with its delimiters; up to the text's end where unclosed
	Name   text.Span // what stands between the delimiters, sigil and blanks off
	Path   []Segment // Name cut at its dots; empty for Comment and SetDelim
	Closed bool      // false in a half-typed tag
}

// Segment is one part of a dotted name. A half-typed name such as
// "bundle.par" or "bundle." has the last part as far as it is typed, "" too.
type Segment struct {
	Name string
	Span text.Span
}
