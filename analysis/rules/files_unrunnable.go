package rules

import (
	"bytes"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

func filesUnrunnable() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "files-unrunnable",
		Doc: `A bundle with files cannot run, because the runtime within it does not read them.

Porter builds a manifest with files where its experimental feature file-sources is on. But in the bundle only persistent parameters are switched on, so every action ends before its first step: "the files section requires the file-sources experimental feature". The runtime takes its configuration from the bundle's folder: a config.yaml beside the manifest with the line experimental: [file-sources] makes the bundle run. Or fetch the files in the template of the Dockerfile, with ADD.`,
		Severity: analysis.Error,
		Target:   analysis.Porter,
		Run:      runFilesUnrunnable,
	}
}

func runFilesUnrunnable(p *analysis.Pass) {
	m := p.Bundle.Manifest.Manifest
	if len(m.Files) == 0 || silence.Of(p).section("files") || !p.Config.Features.Has(manifest.FileSources) {
		return // else it is not built either
	}
	key, _ := m.Root.Lookup("files")
	d := analysis.Diagnostic{
		Span:    key.Span(),
		Message: "a bundle with files is built and cannot run under Porter 1.x, whose runtime in the bundle does not read them: write experimental: [file-sources] to a config.yaml beside the manifest, or fetch them with ADD in the template of the Dockerfile",
	}
	switch configured(p) {
	case analysis.There:
		return
	case analysis.NotKnown:
		d.Severity = analysis.Warning // there may be such a file
	}
	p.ReportDiagnostic(d)
}

// configured reports whether the bundle has a configuration that may switch on
// what files need.
func configured(p *analysis.Pass) analysis.Presence {
	if _, ok := p.Bundle.Entries(); !ok {
		return analysis.NotKnown
	}
	for name := range configNames(p.Bundle) {
		f, presence := p.Bundle.File(name)
		if presence != analysis.There || mentionsFileSources(f) {
			return analysis.There
		}
	}
	return analysis.NotThere
}

func mentionsFileSources(f *analysis.File) bool {
	return bytes.Contains(f.Content(), []byte("file-sources"))
}
