package rules

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func schemaVersionMissing() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "schema-version-missing",
		Doc: `The manifest does not say which version of the file format it is written in.

Porter 1.x refuses a manifest without a schemaVersion. Write ` + "`schemaVersion: 1.0.1`" + `, in which templates are written ` + "`${ }`" + `, or ` + "`schemaVersion: 1.0.0-alpha.1`" + ` where they are written ` + "`{{ }}`" + `.

A manifest for Porter before 1.0.0 has none. Where it shows that it is one, this is all that is said of it, because the rest follows from its age:

| before 1.0.0 | now |
|---|---|
| tag | reference, or registry and version |
| invocationImage | nothing, Porter names the image itself |
| dependencies with a tag each | dependencies.requires, a list of entries with name and bundle.reference |
| a parameter's destination with env or path | the parameter's own env or path |
| an image's image | the image's repository, with tag or digest beside it |
| {{ }} | ${ }, unless the schemaVersion is 1.0.0-alpha.1 |`,
		Severity: analysis.Error,
		Legacy:   true,
		Run:      runSchemaVersionMissing,
	}
}

func runSchemaVersionMissing(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	for _, problem := range refused.Of(p).of("schema-version-missing") {
		if doc.Legacy {
			reportOldManifest(p, problem)
			continue
		}
		version := fittingVersion(doc)
		d := analysis.Diagnostic{Span: problem.Span, Message: "the manifest has no schemaVersion, and Porter refuses it: write schemaVersion: " + version}
		title := "Add schemaVersion: " + version
		key, value := doc.Manifest.Root.Lookup("schemaVersion")
		if key.IsZero() {
			if e, ok := addTopLevel(doc, "", "schemaVersion: "+version+"\n"); ok {
				d.Fixes = editFix(doc, title, e)
			}
		} else if at := key.Span().End; value.Style() == syntax.Missing && strings.HasPrefix(string(doc.File.Source()[at:]), ":") {
			d.Fixes = editFix(doc, title, text.Edit{Span: text.Span{Start: at + 1, End: at + 1}, New: " " + version})
		}
		p.ReportDiagnostic(d)
	}
}

// fittingVersion is the version of the file format whose templates are written
// as those of the manifest are.
func fittingVersion(doc *analysis.Document) string {
	const inBraces = "1.0.0-alpha.1"
	src := doc.File.Source()
	for at := 0; ; {
		i := bytes.Index(src[at:], []byte("{{"))
		if i < 0 {
			break
		}
		at += i + len("{{")
		if isOurs(src[at:]) {
			return inBraces
		}
	}
	dollars := 0
	for at := 0; ; dollars++ {
		i := bytes.Index(src[at:], []byte("${"))
		if i < 0 {
			break
		}
		at += i + len("${")
		if isOurs(src[at:]) {
			return manifest.DefaultSchemaVersion
		}
	}
	if dollars > 0 {
		return inBraces // the shell's, which are no templates there
	}
	return manifest.DefaultSchemaVersion
}

// isOurs reports whether the text behind the beginning of a template names
// something that Porter has.
func isOurs(behind []byte) bool {
	name := bytes.TrimLeft(behind, " {&")
	for _, root := range []string{"bundle.", "installation.", "env."} {
		if bytes.HasPrefix(name, []byte(root)) {
			return true
		}
	}
	return false
}

var signs = [...]string{
	manifest.TagSign:             "tag is no field any more: reference, or registry and version, take its place",
	manifest.InvocationImageSign: "invocationImage is no field any more: Porter names the image itself",
	manifest.DependenciesSign:    "dependencies are entries of dependencies.requires, with name and bundle.reference",
	manifest.DestinationSign:     "destination is no field any more: env and path are the parameter's own",
	manifest.ImageSign:           "image is no field any more: repository takes its place, with tag or digest beside it",
	manifest.ReferenceSign:       "the reference of a dependency stands below bundle",
	manifest.TemplateSign:        "templates in {{ }} are those of schemaVersion 1.0.0-alpha.1; later ones have ${ }",
}

// reportOldManifest reports a manifest of before 1.0.0, all that shows it, and the
// way to 1.x where that is known to lead to a manifest that Porter loads.
func reportOldManifest(p *analysis.Pass, problem manifest.Problem) {
	doc := p.Bundle.Manifest
	version := fittingVersion(doc)
	d := analysis.Diagnostic{
		Span: problem.Span,
		Message: fmt.Sprintf("the manifest is for Porter before 1.0.0, and Porter 1.x refuses it: write schemaVersion: %s and change what is out of date; "+
			"the rest of it is checked then", version),
	}
	seen := map[manifest.SignKind]bool{}
	for _, sign := range doc.Manifest.Legacy() {
		if !seen[sign.Kind] {
			seen[sign.Kind] = true
			d.Related = append(d.Related, analysis.Related{File: doc.Name, Span: sign.Span, Message: signs[sign.Kind]})
		}
	}
	if edits, ok := migration(doc, version); ok {
		d.Fixes = editFix(doc, "Migrate to schemaVersion: "+version, edits...)
		d.Fixes[0].Unsafe = true // nobody has run it in this format yet, and more comes to light in it
		d.Fixes[0].Uncovers = true
	}
	p.ReportDiagnostic(d)
}
