package syntax

import (
	"slices"

	"github.com/porter-ls/porter-ls/schema/text"
)

// File is one parsed text: its documents, comments and what could not be read.
// It is immutable.
type File struct {
	src      []byte
	text     string // the same bytes as src, for values to be cut from
	lines    *text.Lines
	roots    []Node
	comments []text.Span
	errs     []Error
}

// Error is a place that could not be read as YAML, in plain words that say
// what to do.
type Error struct {
	// Span is the offending token. It is empty only at the end of the text or
	// of a line.
	Span text.Span
	// Message is one sentence without a final stop.
	Message string
	// Code groups errors by cause; OtherError for those in no group.
	Code Code
}

// Code is an error's cause.
type Code string

// The causes that are told apart.
const (
	OtherError      Code = ""
	TabIndent       Code = "tab-indent"       // a tab where only spaces may indent
	DuplicateKey    Code = "duplicate-key"    // the second of two equal keys of a mapping
	UnclosedQuote   Code = "unclosed-quote"   // a quote without its end
	UnclosedBracket Code = "unclosed-bracket" // a [ or { without its end
	BadIndent       Code = "indent"           // a line that fits nowhere by its indentation
	MissingColon    Code = "missing-colon"    // a key without its colon
	BadUTF8         Code = "bad-utf8"         // bytes that are no UTF-8
	ControlChar     Code = "control-char"     // a character that may not stand in YAML
	BadEscape       Code = "escape"           // a backslash sequence that is none
	BadTag          Code = "tag"              // a tag that cannot be read or does not fit
	BadAlias        Code = "alias"            // an alias to nothing, to itself or to too much
	BadMerge        Code = "merge"            // a << whose value is no mapping
	BadKey          Code = "key"              // a key that is no scalar
	TooDeep         Code = "too-deep"         // nested beyond every bound
)

// Source returns the text the file was parsed from; it must not be changed.
func (f *File) Source() []byte { return f.src }

// Text returns Source as a string, without copying it.
func (f *File) Text() string { return f.text }

// Lines returns the mapper between offsets and lines and columns.
func (f *File) Lines() *text.Lines { return f.lines }

// Docs returns the root node of every document, at least one: the root of an
// empty document is a Missing scalar.
func (f *File) Docs() []Node { return f.roots }

// Root returns the first document's root, the only one that Porter reads.
func (f *File) Root() Node { return f.roots[0] }

// Comments returns the comments in source order, each from its # to the end of
// its line without the line break.
func (f *File) Comments() []text.Span { return f.comments }

// RootErrors returns what could not be read of the first document: Porter never
// looks at what comes behind it.
func (f *File) RootErrors() []Error {
	if len(f.roots) < 2 {
		return f.errs
	}
	second := f.roots[1].Span().Start
	n := slices.IndexFunc(f.errs, func(e Error) bool { return e.Span.Start >= second })
	if n < 0 {
		return f.errs
	}
	return f.errs[:n:n]
}

// Errors returns what could not be read, in source order. The text is what
// yaml.v3 accepts exactly when there are none.
func (f *File) Errors() []Error { return f.errs }
