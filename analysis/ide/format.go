package ide

import (
	"github.com/porter-ls/porter-ls/analysis/format"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Format returns the edits that lay out the file, nil for those that are none of
// Porter's documents.
func Format(v *View, o format.Options) []text.Edit {
	if v.Document == nil {
		return nil
	}
	return format.File(v.Document.File, o)
}

// FormatRange returns those of the edits that are in the lines of a span and do
// not need the others.
func FormatRange(v *View, within text.Span, o format.Options) []text.Edit {
	if v.Document == nil {
		return nil
	}
	return format.Range(v.Document.File, within, o)
}

// FormatNewline returns the edit that indents the line of an offset, which was
// just begun.
func FormatNewline(v *View, off int, o format.Options) []text.Edit {
	if v.Document == nil {
		return nil
	}
	list := func(path []syntax.Step) bool {
		field := v.Schema().At(path)
		return field.Fits("array") && !field.Fits("object")
	}
	return format.Newline(v.Document.File, off, list, o)
}
