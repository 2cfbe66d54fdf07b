package rules

import "github.com/porter-ls/porter-ls/analysis"

// dataRules are about secrets, and about what is defined for nobody.
func dataRules() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		secretLiteral(),
		sensitiveInArgument(),
		sensitiveNotMarked(),
		unusedCredential(),
		unusedDependency(),
		unusedImage(),
		unusedOutput(),
		unusedParameter(),
	}
}
