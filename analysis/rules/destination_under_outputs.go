package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

func destinationUnderOutputs() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "destination-under-outputs",
		Doc: `A parameter or credential is to arrive in the folder for outputs.

What is in /cnab/app/outputs when the bundle ends are its outputs, so nothing may be put there before. Porter builds the bundle and then refuses to run it: "must not be a subpath of /cnab/app/outputs". Relative paths are taken from /cnab/app, so outputs/key is such a path too. Porter 1.x also refuses a path that only begins with these letters, such as /cnab/app/outputs-old.

Choose another folder.`,
		Severity: analysis.Error,
		Run:      runDestinationUnderOutputs,
	}
}

func runDestinationUnderOutputs(p *analysis.Pass) {
	for _, d := range destinations.Of(p) {
		file := path.Clean(d.file)
		if !strings.HasPrefix(file, manifest.OutputsDir) {
			continue
		}
		found := analysis.Diagnostic{
			Span:    spanOf(d.path),
			Message: fmt.Sprintf("%s is the folder of outputs, where the %s %q cannot be put, so the bundle cannot be run: choose another path", manifest.OutputsDir, d.kind, d.name.Value),
		}
		if rest := file[len(manifest.OutputsDir):]; rest != "" && rest[0] != '/' {
			found.Target = analysis.Porter
			found.Message = fmt.Sprintf("Porter 1.x refuses to run the bundle, because the path of the %s %q begins with the letters of %s: choose another path", d.kind, d.name.Value, manifest.OutputsDir)
		}
		p.ReportDiagnostic(found)
	}
}
