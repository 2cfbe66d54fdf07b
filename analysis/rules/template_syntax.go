package rules

import (
	"fmt"
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

Outside of steps it fails under Porter 1.x only.

Before a step runs it is read as a template of its own. A template there must end in the text that it begins in, though Porter builds a bundle in which a brace somewhere behind it closes it, and its name must be whole: ` + "`${ bundle.parameters. }`" + ` names nothing.`,
		Severity: analysis.Error,
		Run:      runTemplateSyntax,
	}
}

func runTemplateSyntax(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	refusedAt := map[int]bool{}
	for _, problem := range refused.Of(p).of("template-syntax") {
		refusedAt[problem.Span.Start] = true
		d := analysis.Diagnostic{Span: problem.Span, Message: problem.Message, Fixes: escape(doc, problem)}
		if !inAction(doc, problem.Span.Start) || inAnyComment(doc, problem.Span.Start) {
			d.Target = analysis.Porter
		}
		p.ReportDiagnostic(d)
	}
	unfinishedTemplates(p, refusedAt)
}

// unfinishedTemplates reports templates in steps that have no end in the text they
// begin in, or a name that is not whole: what Porter builds all the same.
func unfinishedTemplates(p *analysis.Pass, refusedAt map[int]bool) {
	doc := p.Bundle.Manifest
	for u := range doc.Symbols.Uses() {
		if u.Comment || refusedAt[u.Span.Start] || silence.Of(p).section(u.Action) {
			continue
		}
		named := u.Kind == template.Variable || u.Kind == template.Raw
		switch {
		case !u.Closed:
			p.Report(doc.File.FirstLine(u.Span), fmt.Sprintf("this template has no end in this text, so the step fails: write %s", doc.Manifest.Delims.Close))
		case named && u.Len() > 1 && !u.Conditional && halfTyped(u):
			p.Report(u.Span, "the name in this template is not whole, so the step fails: write what is missing beside its dot")
		}
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
