package lsp_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const manifest = "file:///bundles/hello/porter.yaml"

// marks is a rule that finds every BAD of a text.
func marks() *analysis.Analyzer {
	return &analysis.Analyzer{Name: "no-bad", Severity: analysis.Warning, Run: func(p *analysis.Pass) {
		src := p.Bundle.Manifest.File.Source()
		for at := 0; ; {
			i := bytes.Index(src[at:], []byte("BAD"))
			if i < 0 {
				return
			}
			span := text.Span{Start: at + i, End: at + i + len("BAD")}
			p.ReportDiagnostic(analysis.Diagnostic{
				Span: span, Message: "BAD is bad",
				Related: []analysis.Related{{File: p.Bundle.Manifest.Name, Span: text.Span{Start: 0, End: 1}, Message: "the text begins here"}},
				Fixes: []analysis.SuggestedFix{{Title: "Write GOOD", Edits: []analysis.FileEdit{
					{File: p.Bundle.Manifest.Name, Edit: text.Edit{Span: span, New: "GOOD"}}}}},
			})
			at = span.End
		}
	}}
}

// quotes is a rule that finds the whole text.
func quotes() *analysis.Analyzer {
	return &analysis.Analyzer{Name: "whole", Severity: analysis.Information, Run: func(p *analysis.Pass) {
		p.Report(text.Span{}, fmt.Sprintf("%q", p.Bundle.Manifest.File.Source()))
	}}
}
