package rules

import (
	"github.com/porter-ls/porter-ls/analysis"
)

func dockerfileSyntax() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dockerfile-syntax",
		Doc: `The template of the Dockerfile is one that no image can be built from.

That is an instruction or a flag that does not exist, one with too few arguments, an image name that is none, stages that need each other, and the like. The build fails at it, in both runtimes, after everything before it has been built.

What is said comes from BuildKit, which builds the image, so it is said one mistake at a time.`,
		Severity: analysis.Error,
		Run:      runDockerfileSyntax,
	}
}

func runDockerfileSyntax(p *analysis.Pass) {
	f := templateFile(p)
	if f == nil {
		return
	}
	for _, found := range linted.Of(f).Findings {
		if found.Check == "" {
			p.ReportDiagnostic(analysis.Diagnostic{
				File: f.Name, Span: found.Span, Message: "the build fails here: " + found.Message,
			})
		}
	}
}
