package rules

import (
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/docker"
)

// fileRules are about what a bundle is made of beside its manifest: files, images
// and other bundles.
func fileRules() []*analysis.Analyzer {
	return slices.Concat(imageRules(), dependencyRules(), []*analysis.Analyzer{
		configFileInBundle(),
		filesUnrunnable(),
		dockerfileLint(),
		dockerfileMissingToken(),
		dockerfileNoBash(),
		dockerfileSyntax(),
	})
}

// linted is what BuildKit says of a file as a Dockerfile's template.
var linted = analysis.NewFileFact(docker.Lint)

// templateFile returns the template of the Dockerfile; nil where there is none, or
// where which one is just being typed.
func templateFile(p *analysis.Pass) *analysis.File {
	if silence.Of(p).section("dockerfile") {
		return nil
	}
	f, presence := p.Bundle.Template()
	if presence != analysis.There {
		return nil
	}
	return f
}
