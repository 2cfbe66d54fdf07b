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

What the script needs of parameters it reads from the environment or gets as arguments.

The fix moves the text into a file of its own, which bash then runs; what templates put into the text becomes arguments of the script. It is not offered where the text would mean something else in a file. It is unsafe because values get into the script as they are: one with quotes or dollar signs, which bash has read as part of the text until then, is no more than a value.`,
		Severity: analysis.Warning,
		Porter:   "exec-100",
		Run:      runEmbeddedBash,
	}
}

func runEmbeddedBash(p *analysis.Pass) {
	steps, delims := execSteps.Of(p), p.Bundle.Manifest.Manifest.Delims
	names := scriptNames{bundle: p.Bundle, taken: map[string]bool{}}
	for i, row := range steps.Rows {
		has, known := bashEmbedded.Get(row.Node, delims)
		if !known {
			_, has = embedded(steps.Step(i))
			bashEmbedded.Put(row.Node, delims, has)
		}
		if !has {
			continue
		}
		s := steps.Step(i)
		p.ReportDiagnostic(analysis.Diagnostic{
			Span:    s.Command.Span(),
			Message: "a script in the manifest is quoted for YAML, templates, exec and bash at once; put it in a file such as helpers.sh and run that",
			Fixes:   extractScript(p.Bundle.Manifest, s, names.next(row.Action)),
		})
	}
}

// bashEmbedded says of steps whether they hand bash a text.
var bashEmbedded syntax.Memo[template.Delims, bool]

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
