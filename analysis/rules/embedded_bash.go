package rules

import (
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
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
			execSteps.Of(p).each(p, &bashEmbedded, func(p *analysis.Pass, s *exec.Step) {
				if _, ok := embedded(s); ok {
					p.Report(s.Command.Span(), "a script in the manifest is quoted for YAML, templates, exec and bash at once; put it in a file such as helpers.sh and run that")
				}
			})
		},
	}
}

var bashEmbedded analysis.Remembered[template.Delims]

// embedded returns the flag by which a step hands bash a text, as Porter looks for
// it: bash by its bare name with a flag c.
func embedded(s *exec.Step) (f exec.Flag, ok bool) {
	if s.Command.Kind() != syntax.Scalar || s.Command.Value() != "bash" {
		return f, false
	}
	i := slices.IndexFunc(s.Flags, func(f exec.Flag) bool { return f.Key.Value() == "c" })
	if i < 0 {
		return f, false
	}
	return s.Flags[i], true
}
