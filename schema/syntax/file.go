package syntax

import "github.com/porter-ls/porter-ls/schema/text"

// File is one parsed text: its documents, comments and what could not be read.
// It is immutable.
type File struct {
	src      []byte
	lines    *text.Lines
	roots    []Node
	comments []text.Span
	errs     []Error
}

// Error is a place that could not be read as YAML, in plain words.
type Error struct {
	Span    text.Span
	Message string
}

// Comment spans run from the # to the line's end, without the line break.

// Source returns the text the file was parsed from; it must not be changed.
func (f *File) Source() []byte { return f.src }

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

// Errors returns what could not be read, in source order.
func (f *File) Errors() []Error { return f.errs }
