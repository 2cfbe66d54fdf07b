package rules

import (
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func embeddedBash() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "embedded-bash",
		Doc: `A step hands bash a script that is written into the manifest.

Such a text is read by YAML, by Porter's templates, by exec, which cuts it at blanks, and only then by bash: each has quotes of its own, and a mistake shows when the bundle runs. Put the script into a file beside the manifest and run that, usually as a function of ` + "`helpers.sh`" + `:

    - exec:
        command: ./helpers.sh
        arguments:
          - install

What the script needs of parameters it reads from the environment or gets as arguments.`,
		Severity: analysis.Warning,
		Porter:   "exec-100",
		Run: func(p *analysis.Pass) {
			for s := range embedded(p) {
				p.Report(s.command.Span(), "a script in the manifest is quoted for YAML, templates, exec and bash at once; put it in a file such as helpers.sh and run that")
			}
		},
	}
}

// embedded ranges over the steps that hand bash a text, as Porter looks for them:
// bash by its bare name with a flag c.
func embedded(p *analysis.Pass) func(yield func(*execStep, execFlag) bool) {
	return func(yield func(*execStep, execFlag) bool) {
		for _, s := range execSteps.Of(p) {
			if s.command.Kind() != syntax.Scalar || s.command.Value() != "bash" {
				continue
			}
			for _, f := range s.flags {
				if f.key.Value() == "c" {
					if !yield(s, f) {
						return
					}
					break
				}
			}
		}
	}
}
