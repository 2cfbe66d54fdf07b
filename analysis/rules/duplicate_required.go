package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

func duplicateRequired() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "duplicate-required",
		Doc: `An extension is required twice.

docker and io.cnab.docker are the same extension. file-parameters, parameter-sources and the extensions for dependencies are required by the build itself wherever the bundle needs them, so an entry for one of them is always a second one. Porter 1.x builds such a bundle and then refuses to run it: "required extension is already declared". Leave the entry out.`,
		Severity: analysis.Error,
		Target:   analysis.Porter,
		Run:      runDuplicateRequired,
	}
}

func runDuplicateRequired(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	if silence.Of(p).section("required") {
		return
	}
	first := map[string]manifest.String{}
	for i := range doc.Manifest.Required {
		r := &doc.Manifest.Required[i]
		if r.Name.Value == "" {
			continue
		}
		key := cnab.ExtensionKey(r.Name.Value)
		d := analysis.Diagnostic{Span: spanOf(r.Name), Fixes: removing(doc, doc.Manifest.Root.Get("required"), r.Node)}
		switch key {
		case cnab.FileParametersKey, cnab.ParameterSourcesKey, cnab.DependenciesKey, cnab.DependenciesV2Key:
			d.Message = fmt.Sprintf("a build requires %s itself, so Porter 1.x refuses to run a bundle that does so too: leave it out", r.Name.Value)
			p.ReportDiagnostic(d)
			continue
		}
		earlier, repeated := first[key]
		if !repeated {
			first[key] = r.Name
			continue
		}
		d.Message = fmt.Sprintf("the extension %s is required already, and Porter 1.x refuses to run a bundle that requires it twice: leave it out", r.Name.Value)
		d.Related = []analysis.Related{{File: doc.Name, Span: spanOf(earlier), Message: "the first entry"}}
		p.ReportDiagnostic(d)
	}
}
