package rules

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/schema/text"
)

func scriptCRLF() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "script-crlf",
		Doc: `A script that a step runs has Windows line breaks.

The carriage return at the end of the first line is taken for a part of the interpreter's name, which does not exist: the step fails with "no such file or directory" although the file is there. Handed to a shell, such a script fails at the first line on which the carriage return ends a word.

Save the file with LF, and keep it so with a line in .gitattributes:

    *.sh text eol=lf`,
		Severity: analysis.Error,
		Run:      runScriptCRLF,
	}
}

func runScriptCRLF(p *analysis.Pass) {
	for _, prog := range programs.Of(p) {
		if prog.File == nil || prog.Script == nil {
			continue
		}
		src := prog.File.Content()
		at := bytes.Index(src, []byte("\r\n"))
		if at < 0 || repairsLineBreaks(p) {
			continue
		}
		start := bytes.LastIndexByte(src[:at], '\n') + 1
		d := analysis.Diagnostic{
			File:    prog.File.Name,
			Span:    text.Span{Start: start, End: at},
			Related: []analysis.Related{{File: p.Document.Name, Span: prog.Place(prog.Named), Message: "it is run here"}},
			Fixes: []analysis.SuggestedFix{{
				Title: "Change the line breaks to LF",
				Edits: []analysis.FileEdit{{File: prog.File.Name, Edit: text.Edit{
					Span: text.Span{End: len(src)},
					New:  strings.ReplaceAll(string(src), "\r\n", "\n"),
				}}},
			}},
		}
		switch {
		case prog.Direct && prog.Script.Shebang.End == at:
			interpreter := strings.TrimSpace(prog.Script.Shebang.Of(src)[2:])
			d.Message = fmt.Sprintf("the carriage return at the end of this line is taken for a part of the interpreter's name, %q, so the script does not run; save the file with LF line breaks", interpreter+"\r")
		case prog.Script.Dialect != shell.Other || !prog.Direct:
			d.Severity = analysis.Warning
			d.Message = "the shell takes the carriage returns at the ends of lines for parts of their last words; save the file with LF line breaks"
		default:
			continue
		}
		p.ReportDiagnostic(d)
	}
}

// repairsLineBreaks reports whether the Dockerfile's template does something about
// line breaks.
func repairsLineBreaks(p *analysis.Pass) bool {
	f, presence := p.Bundle.Template()
	if presence != analysis.There {
		return presence != analysis.NotNamed
	}
	return bytes.Contains(f.Content(), []byte("dos2unix")) || bytes.Contains(f.Content(), []byte(`\r`))
}
