package rules

import "github.com/porter-ls/porter-ls/analysis"

// scriptRules are about what steps of exec run: scripts, texts for a shell and
// command lines.
func scriptRules() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		bashCUnquoted(),
		commandWithArguments(),
		embeddedBash(),
		execFlagSplit(),
		invalidOutputQuery(),
		scriptCRLF(),
		scriptIgnoredByDockerignore(),
		scriptMissing(),
		scriptNotExecutable(),
		scriptWithoutShebang(),
		shellSyntax(),
		unknownScriptFunction(),
	}
}
