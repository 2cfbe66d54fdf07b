package rules

import (
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func schemaTypeUnsupported() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "schema-type-unsupported",
		Doc: `The schemaType is not that of a bundle's manifest.

Porter refuses a manifest whose schemaType is anything but Bundle, in whatever case it is written. The field can be left out.`,
		Severity: analysis.Error,
		Run: runRefused("schema-type-unsupported", func(p *analysis.Pass, problem manifest.Problem) []analysis.SuggestedFix {
			doc := p.Bundle.Manifest
			if doc.Manifest.Root.Get("schemaType") != doc.Manifest.SchemaType.Node {
				return nil
			}
			return rename(doc, problem.Span, manifest.DefaultSchemaType)
		}),
	}
}

func reservedDockerfileName() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "reserved-dockerfile-name",
		Doc: `The template of the Dockerfile is called Dockerfile.

A build makes a file of that name from the template, so Porter refuses the manifest. Call the template something else, such as template.Dockerfile, and name that.`,
		Severity: analysis.Error,
		Run:      runRefused("reserved-dockerfile-name", nil),
	}
}

func fileNamedPorter() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "file-named-porter",
		Doc: `Something in the bundle's folder is called porter.

Porter copies the folder into the bundle's image and its own program beside it, so it does not build a bundle with a file or folder of that name. Rename it.`,
		Severity: analysis.Error,
		Target:   analysis.Porter,
		Run:      runFileNamedPorter,
	}
}

func runFileNamedPorter(p *analysis.Pass) {
	entries, _ := p.Bundle.Entries()
	for _, e := range entries {
		if e.Name != "porter" {
			continue
		}
		what := "a file"
		if e.Dir {
			what = "a folder"
		}
		place := p.Bundle.Manifest.Manifest.Root
		if place.Kind() == syntax.Mapping && place.Len() > 0 {
			place, _ = place.Pair(0)
		}
		p.Report(place.Span(), what+" called porter stands beside the manifest, and Porter 1.x does not build such a bundle: rename it")
	}
}
