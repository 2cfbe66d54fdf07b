package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

func destinationNotClean() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "destination-not-clean",
		Doc: `The path of a parameter or credential, or the name of an output, is no clean path.

An absolute path must have no . or .. in it, no double slash and no slash at its end. Porter builds the bundle and then refuses to run it: "must be an absolute, clean path". A relative path is taken from /cnab/app and made clean first.

An output is a file in /cnab/app/outputs that is called like the output, so its name must be a file's name.`,
		Severity: analysis.Error,
		Run:      runDestinationNotClean,
	}
}

func runDestinationNotClean(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	for _, d := range destinations.Of(p) {
		clean := path.Clean(d.file)
		if d.file == "" || clean == d.file {
			continue
		}
		found := analysis.Diagnostic{
			Span:    spanOf(d.path),
			Message: fmt.Sprintf("the path of the %s %q is not clean, so the bundle cannot be run: write %s", d.kind, d.name.Value, clean),
		}
		if found.Span.Of(doc.File.Source()) == d.path.Value {
			found.Fixes = rename(doc, found.Span, clean)
		}
		p.ReportDiagnostic(found)
	}
	if silence.Of(p).section("outputs") {
		return
	}
	for i := range doc.Manifest.Outputs {
		o := &doc.Manifest.Outputs[i]
		name := o.Name
		switch {
		case name.Value == "":
		case !strings.HasPrefix(path.Join(manifest.OutputsDir, name.Value), manifest.OutputsDir+"/"):
			p.Report(spanOf(name), fmt.Sprintf("an output is a file in %s that is called like it, and %q is no file's name, so the bundle cannot be run", manifest.OutputsDir, name.Value))
		case strings.Contains(name.Value, "/") && o.Path.Value == "" && !o.Schema.HasDefault():
			p.Report(spanOf(name), fmt.Sprintf("an output is a file in %s that is called like it, so no step can make the output %q: write another name, without a slash", manifest.OutputsDir, name.Value))
		}
	}
}
