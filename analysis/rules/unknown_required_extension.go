package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/cnab"
)

func unknownRequiredExtension() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "unknown-required-extension",
		Doc: `The bundle requires an extension that no runtime has.

Whatever stands under required must be there when the bundle runs. The one extension that an author may ask for is docker, also called io.cnab.docker, which gives the bundle the host's Docker. Names are taken literally, in lower case. With any other name the bundle builds and never runs: "unsupported required extension".`,
		Severity: analysis.Error,
		Run:      runUnknownRequiredExtension,
	}
}

func runUnknownRequiredExtension(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	if silence.Of(p).section("required") {
		return
	}
	for i := range doc.Manifest.Required {
		name := doc.Manifest.Required[i].Name
		if name.Value == "" {
			continue
		}
		switch cnab.ExtensionKey(name.Value) {
		case cnab.DockerKey, cnab.FileParametersKey, cnab.ParameterSourcesKey, cnab.DependenciesKey, cnab.DependenciesV2Key:
			continue
		}
		hint, nearest := didYouMean(name.Value, []string{"docker", cnab.DockerKey})
		d := analysis.Diagnostic{
			Span:    spanOf(name),
			Message: fmt.Sprintf("there is no extension %q, so the bundle cannot be run: leave it out, or write docker for the host's Docker%s", name.Value, hint),
		}
		if nearest != "" {
			d.Message = fmt.Sprintf("there is no extension %q, so the bundle cannot be run%s", name.Value, hint)
			d.Fixes = rename(doc, d.Span, nearest)
		}
		p.ReportDiagnostic(d)
	}
}
