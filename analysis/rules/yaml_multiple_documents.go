package rules

import (
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func yamlMultipleDocuments() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "yaml-multiple-documents",
		Doc: `The file has more than one YAML document.

Porter reads the first one and passes over all that follows behind the next ---, without a word. Put it into the first document, or into a file of its own.`,
		Severity: analysis.Warning,
		Legacy:   true,
		Run:      runYAMLMultipleDocuments,
	}
}

func runYAMLMultipleDocuments(p *analysis.Pass) {
	doc := p.Document
	if len(doc.File.RootErrors()) > 0 {
		return // the document may not end where it seems to
	}
	docs := doc.File.Docs()
	for _, later := range docs[1:] {
		if later.Kind() == syntax.Scalar && later.Style() == syntax.Missing {
			continue
		}
		p.ReportDiagnostic(analysis.Diagnostic{
			Span:    doc.File.FirstLine(later.Span()),
			Message: "this is a second YAML document, which Porter does not read: put it into the first one, or into another file",
			Related: []analysis.Related{{File: doc.Name, Span: doc.File.FirstLine(docs[0].Span()), Message: "this is the manifest"}},
		})
		return
	}
}
