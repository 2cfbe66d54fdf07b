package rules

import (
	"bytes"
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/dockerfile"
	"github.com/porter-ls/porter-ls/schema/text"
)

func scriptIgnoredByDockerignore() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "script-ignored-by-dockerignore",
		Doc: `A step runs a script that the .dockerignore keeps out of the build.

The file is in the bundle's folder and not in its image, so the step fails with "no such file or directory". Take the pattern out of the .dockerignore, or add one below it that brings the file back, with an exclamation mark before it:

    *.sh
    !helpers.sh`,
		Severity: analysis.Error,
		Run:      runScriptIgnored,
	}
}

func runScriptIgnored(p *analysis.Pass) {
	file, presence := p.Bundle.Ignore()
	if presence != analysis.There || file.Ignore().Err != nil {
		return
	}
	for i, prog := range programs.Of(p) {
		if prog.File == nil || !file.Ignore().Excludes(prog.Local) || mayAppear(p, prog, i) {
			continue
		}
		pattern := decides(file, prog.Local)
		src := file.Content()
		back := "!" + prog.Local + "\n"
		if len(src) > 0 && src[len(src)-1] != '\n' {
			back = analysis.LineBreak(src, len(src)) + back
		}
		p.ReportDiagnostic(analysis.Diagnostic{
			Span:    prog.Place(prog.Named),
			Message: fmt.Sprintf("%s keeps %q out of the bundle's image, so the step fails", analysis.IgnoreFile, prog.Local),
			Related: []analysis.Related{{File: file.Name, Span: pattern, Message: "the pattern that it matches"}},
			Fixes: []analysis.SuggestedFix{{
				Title: fmt.Sprintf("Add !%s to %s", prog.Local, analysis.IgnoreFile),
				Edits: []analysis.FileEdit{{File: file.Name, Edit: text.Edit{Span: text.Span{Start: len(src), End: len(src)}, New: back}}},
			}},
		})
	}
}

// decides returns the line of a .dockerignore that excludes a file for good: the
// last that changes anything.
func decides(file *analysis.File, name string) text.Span {
	src := file.Content()
	var found text.Span
	excluded := false
	for at := 0; at < len(src); {
		end := len(src)
		if i := bytes.IndexByte(src[at:], '\n'); i >= 0 {
			end = at + i
		}
		if now := dockerfile.ParseIgnore(src[:end]).Excludes(name); now != excluded {
			found, excluded = text.Span{Start: at, End: end}, now
		}
		at = end + 1
	}
	line := bytes.TrimRight(src[found.Start:found.End], " \t\r")
	found.End = found.Start + len(line)
	return found
}
