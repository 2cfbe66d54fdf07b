package rules

import (
	"bytes"
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func yamlSyntax() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "yaml-syntax",
		Doc: `The file cannot be read as YAML.

Porter refuses the whole manifest, with the line of the first mistake at best. Here every mistake is reported where it stands, and the rest of the file is still checked.

A manifest is one map from fields to values. A file that is a list or a piece of text, or that is empty, is reported too.`,
		Severity: analysis.Error,
		Run:      runYAMLSyntax,
	}
}

func runYAMLSyntax(p *analysis.Pass) {
	file := p.Document.File
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
	encoding := false
	for _, e := range errs {
		if e.Code == syntax.BadUTF8 && encoding {
			continue // the file is saved in another encoding: once is enough
		}
		encoding = encoding || e.Code == syntax.BadUTF8
		if e.Code == syntax.DuplicateKey && repeatsBroken(file, e, errs) {
			continue
		}
		p.Report(e.Span, e.Message)
	}
	if len(errs) > 0 {
		return
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

// repeatsBroken reports whether a top-level key is there twice only because
// another line moved or lost its dash: the key that it repeats has a section
// that cannot be read either, and may be no section at all.
func repeatsBroken(f *syntax.File, repeated syntax.Error, errs []syntax.Error) bool {
	name := repeated.Span.Of(f.Source())
	var section text.Span // from the first such key up to the next one
	for k := range f.Root().Pairs() {
		at := k.Span()
		if section.Start < section.End && section.End == len(f.Source()) {
			section.End = at.Start
		}
		if at == repeated.Span {
			break
		}
		if at.Of(f.Source()) == name {
			section = text.Span{Start: at.Start, End: len(f.Source())}
		}
	}
	return section.Len() > 0 && slices.ContainsFunc(errs, func(e syntax.Error) bool {
		return e.Code != syntax.DuplicateKey && section.Start <= e.Span.Start && e.Span.Start < section.End
	})
}
