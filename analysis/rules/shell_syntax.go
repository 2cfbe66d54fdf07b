package rules

import (
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/analysis/shell"
)

func shellSyntax() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "shell-syntax",
		Doc: `A shell cannot read a script that a step runs, or a text that it is handed.

Looked at are the files that steps run, directly or with sh or bash, those that they read in, and the texts behind -c. The shell reads a script as it runs it, so that everything before the mistake may be done already when the step fails.

Templates in a text are taken for words. What only bash can do, such as arrays, [[ ]] or set -o pipefail, is a warning in what sh runs, because the sh of the image that bundles are built on by default is dash; with a Dockerfile of one's own it is not known which it is.`,
		Severity: analysis.Error,
		Run:      runShellSyntax,
	}
}

func runShellSyntax(p *analysis.Pass) {
	for _, prog := range programs.Of(p) {
		if prog.Script == nil || prog.Node.Repaired() {
			continue
		}
		if prog.File == nil {
			reportShell(p, prog.Script, prog.Script.Bashism, func(e *shell.Error) analysis.Diagnostic {
				return analysis.Diagnostic{Span: prog.Span(e.Span)}
			})
			continue
		}
		for _, f := range filesOf(p, prog) {
			reportShell(p, f.Script(), bashism(prog, f), func(e *shell.Error) analysis.Diagnostic {
				return analysis.Diagnostic{File: f.Name, Span: e.Span}
			})
		}
	}
}

// bashism returns what only bash can do in a file that the program reads, nil
// where bash is what reads it, or nobody can tell.
func bashism(prog *exec.Program, f *analysis.File) *shell.Error {
	runs := shell.DialectOf(prog.Shell)
	if prog.Direct {
		runs = prog.Script.Dialect
	}
	if runs != shell.Posix || prog.Direct && prog.Script.Shebang.End == 0 {
		return nil
	}
	return bashisms.Of(f)
}

// bashisms is what only bash can do in a file, whatever shell it names.
var bashisms = analysis.NewFileFact(shell.BashismIn)

// filesOf returns the script that a step runs and those that it reads in, as far
// as they are known.
func filesOf(p *analysis.Pass, prog *exec.Program) []*analysis.File {
	files := []*analysis.File{prog.File}
	for _, source := range prog.Script.Sources {
		if local, ok := exec.Local(prog.Dir, source.Text, p.Bundle.Manifest.Manifest.Delims); ok {
			if f, presence := p.Bundle.File(local); presence == analysis.There {
				files = append(files, f)
			}
		}
	}
	return files
}

func reportShell(p *analysis.Pass, s *shell.Script, bashism *shell.Error, at func(*shell.Error) analysis.Diagnostic) {
	if s.Err != nil {
		d := at(s.Err)
		d.Message = "the shell stops here: " + s.Err.Message
		if s.Err.Unended {
			d.Severity = analysis.Warning
			d.Message = "nothing ends this here-document, so all that follows is its text: its last line is the word behind <<, alone and without blanks before it"
		}
		p.ReportDiagnostic(d)
	}
	if bashism != nil && !p.Bundle.Manifest.Manifest.Dockerfile.Set() {
		d := at(bashism)
		d.Severity = analysis.Warning
		d.Message = "sh cannot do this, which is for bash only (" + bashism.Message + "); run the script with bash"
		p.ReportDiagnostic(d)
	}
}
