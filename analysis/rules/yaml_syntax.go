package rules

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func yamlSyntax() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "yaml-syntax",
		Doc: `The file cannot be read as YAML.

Porter refuses the whole manifest, with the line of the first mistake at best. Here every mistake is reported where it stands, and the rest of the file is still checked.

Sets, installations and the other documents that Porter reads are looked at in the same way. A manifest is one map from fields to values. A file that is a list or a piece of text, or that is empty, is reported too.`,
		Severity:  analysis.Error,
		Documents: append(documentKinds(), analysis.BundleManifest),
		Legacy:    true,
		Run:       runYAMLSyntax,
	}
}

func runYAMLSyntax(p *analysis.Pass) {
	file := p.Document.File
	if hasLiquidTags(p.Document) {
		return // it is YAML only when they are filled in
	}
	errs := file.RootErrors()
	switch {
	case analysis.Binary(file):
		at := bytes.IndexByte(file.Source(), 0)
		p.Report(text.Span{Start: at, End: at + 1}, "the file is no text that is saved as UTF-8: it has a zero byte here, so nothing in it is checked")
		return
	case len(errs) > 0 && p.Document.Kind == analysis.Foreign:
		p.Report(errs[0].Span, "the file is no bundle, and it cannot be read as YAML either: "+errs[0].Message)
		return
	}
	isManifest := p.Document.Kind == analysis.BundleManifest || p.Document.Kind == analysis.Foreign
	encoding := false
	for _, e := range errs {
		if e.Code == syntax.BadUTF8 && encoding {
			continue // the file is saved in another encoding: once is enough
		}
		encoding = encoding || e.Code == syntax.BadUTF8
		if isManifest && (e.Code == syntax.DuplicateKey || e.Code == syntax.TabIndent) {
			continue // these have rules of their own
		}
		if e.Code == syntax.DuplicateKey && isJSONDocument(p.Document) && !isManifest {
			p.ReportDiagnostic(analysis.Diagnostic{Span: e.Span, Severity: analysis.Warning, Message: e.Message + ", and Porter takes the last one only"})
			continue
		}
		p.Report(e.Span, e.Message)
	}
	if len(errs) > 0 {
		return
	}
	if isJSONDocument(p.Document) && !isManifest {
		reportNoJSON(p)
	}
	root := file.Root()
	switch {
	case root.Kind() == syntax.Mapping || root.Kind() == syntax.Alias:
	case root.Kind() == syntax.Scalar && root.Style() == syntax.Missing:
		p.Report(text.Span{Start: root.Span().Start, End: root.Span().Start},
			"the manifest is empty; it begins with fields such as schemaVersion, name and install")
	default:
		p.Report(file.FirstLine(root.Span()),
			"a manifest is a map of fields such as schemaVersion, name and install, each with a colon behind it")
	}
}

// reportNoJSON reports what YAML takes and JSON does not, in a document that
// Porter decodes as JSON because of its name.
func reportNoJSON(p *analysis.Pass) {
	var wrong *json.SyntaxError
	var v json.RawMessage
	src := p.Document.File.Source()
	if err := json.Unmarshal(src, &v); err == nil || !errors.As(err, &wrong) {
		return
	}
	at := min(max(0, int(wrong.Offset)-1), len(src))
	p.Report(text.Span{Start: at, End: min(at+1, len(src))}, fmt.Sprintf("this is no JSON, and Porter refuses the file because it is called .json: %v", wrong))
}
