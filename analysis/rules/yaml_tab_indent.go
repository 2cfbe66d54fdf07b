package rules

import (
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func yamlTabIndent() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "yaml-tab-indent",
		Doc: `A line is indented with a tab.

YAML takes only spaces for indentation, so Porter refuses the manifest. Replace the tabs, and have the editor put spaces in their place.`,
		Severity: analysis.Error,
		Legacy:   true,
		Run:      runYAMLTabIndent,
	}
}

func runYAMLTabIndent(p *analysis.Pass) {
	doc := p.Document
	errs := doc.File.RootErrors()
	if doc.Kind == analysis.Foreign || analysis.Binary(doc.File) {
		return
	}
	var fix []analysis.SuggestedFix
	tried := false
	for _, e := range errs {
		if e.Code != syntax.TabIndent {
			continue
		}
		if !tried {
			tried, fix = true, untab(doc, errs)
		}
		p.ReportDiagnostic(analysis.Diagnostic{Span: e.Span, Message: e.Message, Fixes: fix})
	}
}

// untab is the fix that writes spaces for the tabs that lines begin with, as
// many for each as make the file one that can be read; none where that does not
// help.
func untab(doc *analysis.Document, errs []syntax.Error) []analysis.SuggestedFix {
	src, lines := doc.File.Source(), doc.File.Lines()
	fewest := len(errs)
	var best []text.Edit
	for _, width := range []int{2, 4, 8, 1, 3} {
		var edits []text.Edit
		for line := range lines.Count() {
			s := lines.Span(line)
			what := s.Of(src)
			blank := what[:len(what)-len(strings.TrimLeft(what, " \t"))]
			if strings.Contains(blank, "\t") && len(blank) < len(what) {
				edits = append(edits, text.Edit{
					Span: text.Span{Start: s.Start, End: s.Start + len(blank)},
					New:  strings.ReplaceAll(blank, "\t", strings.Repeat(" ", width)),
				})
			}
		}
		after, err := text.Apply(src, edits)
		if err != nil {
			return nil
		}
		if left := len(syntax.Parse(after, nil).RootErrors()); left < fewest {
			fewest, best = left, edits
		}
	}
	if best == nil {
		return nil
	}
	return editFix(doc, "Indent with spaces", best...)
}
