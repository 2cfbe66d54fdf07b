package rules

import (
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

func braceBehindTemplate() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "brace-behind-template",
		Doc: `A brace is left over behind a template.

A template ends with its first closing brace, so of ` + "`${ bundle.name }}.tfstate`" + ` the second one stays in the text: "demo}.tfstate". That is easily left over where a template was written with two braces before. Leave the brace out. Where the value names something that there is already, such as the key of a state, it has the brace in its name.

Nothing is said where the text has a brace that this one closes, as JSON has.`,
		Severity: analysis.Warning,
		Run:      runBraceBehindTemplate,
	}
}

func runBraceBehindTemplate(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	src := doc.File.Source()
	for _, s := range spots.Of(p) {
		end := s.Span.End
		stray := s.reads() && !s.scalar.IsZero() && end < s.scalar.Span().End && src[end] == '}' && !strings.HasPrefix(s.Span.Of(src), "{{{")
		if !stray || !unopened(s.scalar.Value()) {
			continue
		}
		at := text.Span{Start: end, End: end + 1}
		fixes := editFix(doc, "Leave the brace out", text.Edit{Span: at})
		fixes[0].Unsafe = true // what is named so already keeps its name
		p.ReportDiagnostic(analysis.Diagnostic{
			Span:    at,
			Message: "the template ends before this brace, which stays in the text; leave it out",
			Fixes:   fixes,
		})
	}
}

// unopened reports whether a text closes a brace that it has not opened. The
// braces of templates come in pairs.
func unopened(s string) bool {
	open := 0
	for i := range len(s) {
		switch s[i] {
		case '{':
			open++
		case '}':
			open--
		}
		if open < 0 {
			return true
		}
	}
	return false
}
