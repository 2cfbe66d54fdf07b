package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

// rename is the fix that writes another name in a place.
func rename(doc *analysis.Document, span text.Span, name string) []analysis.SuggestedFix {
	return []analysis.SuggestedFix{{
		Title: fmt.Sprintf("Change to %q", name),
		Edits: []analysis.FileEdit{{File: doc.Name, Edit: text.Edit{Span: span, New: name}}},
	}}
}
