package rules

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
)

func scriptNotExecutable() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "script-not-executable",
		Doc: `A step runs a file of the bundle that cannot be executed.

A build copies the files of the bundle with the modes that they have on disk, and nothing makes them executable afterwards. A step whose command is a file without that mode fails with "permission denied". Set it:

    chmod +x helpers.sh

Git keeps it from then on. Where the disk has no such modes, as on Windows, tell Git itself:

    git update-index --chmod=+x helpers.sh

Or run the script with bash as the command and the file as its argument.

Nothing is said where modes are not known, as on Windows, where a build makes every file executable. Nor is it where there is a chmod in the template of the Dockerfile, in a step before this one, or in a script that such a step runs.`,
		Severity: analysis.Error,
		Run:      runScriptNotExecutable,
	}
}

func runScriptNotExecutable(p *analysis.Pass) {
	seen := map[string]bool{}
	for i, prog := range programs.Of(p) {
		if prog.File == nil || !prog.Direct || seen[prog.Local] || p.Bundle.Files.Mode(prog.Local) != analysis.NotExecutable {
			continue
		}
		if ignored(p.Bundle, prog.Local) || changesModes(p) || builtInto(p, prog) || madeBefore(p, prog, i) || changedBefore(p, prog, i) {
			continue
		}
		seen[prog.Local] = true
		p.Report(prog.Place(prog.Named), fmt.Sprintf("%q is not executable, so the step fails with \"permission denied\"; run chmod +x on it, or git update-index --chmod=+x where the disk has no modes", prog.Local))
	}
}

// changesModes reports whether the Dockerfile's template may change the modes of
// files, or which one it is is still being typed.
func changesModes(p *analysis.Pass) bool {
	f, presence := p.Bundle.Template()
	if silence.Of(p).section("dockerfile") || presence != analysis.There {
		return presence != analysis.NotNamed
	}
	return bytes.Contains(f.Content(), []byte("chmod"))
}

// changedBefore reports whether a step before may change the mode: one with a
// chmod in it, or in the file that it runs.
func changedBefore(p *analysis.Pass, prog *exec.Program, at int) bool {
	src := p.Bundle.Manifest.File.Source()
	for _, a := range p.Bundle.Manifest.Manifest.Actions {
		if a.Name.Value != prog.Action {
			continue
		}
		for _, s := range a.Steps[:min(prog.At, len(a.Steps))] {
			if strings.Contains(s.Node.Span().Of(src), "chmod") {
				return true
			}
		}
	}
	return slices.ContainsFunc(programs.Of(p)[:at], func(before *exec.Program) bool {
		return before.Action == prog.Action && before.File != nil && bytes.Contains(before.File.Content(), []byte("chmod"))
	})
}
