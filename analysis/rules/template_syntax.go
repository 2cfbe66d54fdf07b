package rules

import (
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

func templateSyntax() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "template-syntax",
		Doc: `Something is no template, though it begins like one.

Porter reads the whole file as one template, with comments and all fields, before it looks at anything else. A ` + "`${`" + ` without an end, a ` + "`${}`" + ` without a name and a section such as ` + "`${#name}`" + ` without its end make it refuse the manifest. The shell's ` + "`${#array[@]}`" + ` is such a section too: write it ` + "`$${!}{#array[@]}`" + `, which becomes ` + "`${#array[@]}`" + ` when the step runs.

Outside of steps it fails under Porter 1.x only.`,
		Severity: analysis.Error,
		Run:      runTemplateSyntax,
	}
}

func runTemplateSyntax(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	for _, problem := range refused.Of(p).of("template-syntax") {
		d := analysis.Diagnostic{Span: problem.Span, Message: problem.Message, Fixes: escape(doc, problem)}
		if !inAction(doc, problem.Span.Start) || inAnyComment(doc, problem.Span.Start) {
			d.Target = analysis.Porter
		}
		p.ReportDiagnostic(d)
	}
}

// escape is the fix that writes a length of the shell, ${#name}, so that it is
// no section.
func escape(doc *analysis.Document, problem manifest.Problem) []analysis.SuggestedFix {
	tag := problem.Span.Of(doc.File.Source())
	if doc.Manifest.Delims != template.Dollar || !strings.HasPrefix(tag, "${#") || !strings.HasSuffix(tag, "}") {
		return nil
	}
	name := tag[len("${#") : len(tag)-1]
	if !shellParameter(name) && name != "" {
		return nil
	}
	at := problem.Span.Start + len("$")
	return editFix(doc, "Write it for the shell", text.Edit{Span: text.Span{Start: at, End: at}, New: "${!}"})
}

func inAnyComment(doc *analysis.Document, off int) bool {
	for _, c := range doc.File.Comments() {
		if c.Start <= off && off < c.End {
			return true
		}
	}
	return false
}
