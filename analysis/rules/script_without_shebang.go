package rules

import (
	"bytes"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

func scriptWithoutShebang() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "script-without-shebang",
		Doc: `A step runs a script whose first line does not say which program is to read it.

A terminal's shell takes such a file for one of its own. The mixin exec does not: the step fails with "exec format error". The very first characters of the file must be those of a line like

    #!/usr/bin/env bash

A byte order mark before them has the same effect as none. Or run the script with bash as the command and the file as its argument.`,
		Severity: analysis.Error,
		Run:      runScriptWithoutShebang,
	}
}

func runScriptWithoutShebang(p *analysis.Pass) {
	const mark = "\xef\xbb\xbf"
	for _, prog := range programs.Of(p) {
		if prog.File == nil || !prog.Direct || !analysis.IsScript(prog.Local) || prog.Script.Shebang.End > 0 {
			continue
		}
		src := prog.File.Content()
		if bytes.IndexByte(src, 0) >= 0 {
			continue // a program, whatever its name
		}
		d := analysis.Diagnostic{
			File:    prog.File.Name,
			Span:    prog.File.Lines().Span(0),
			Message: "the script does not begin with #! and an interpreter, so that a step cannot run it as its command; begin it with the line #!/usr/bin/env bash",
			Related: []analysis.Related{{File: p.Document.Name, Span: prog.Place(prog.Named), Message: "it is run here"}},
		}
		edit := text.Edit{New: "#!/usr/bin/env bash" + analysis.LineBreak(src, len(src))}
		if bytes.HasPrefix(src, []byte(mark)) {
			edit.Span.End = len(mark)
			if bytes.HasPrefix(src, []byte(mark+"#!")) {
				edit.New = ""
				d.Message = "an invisible byte order mark stands before the script's #!, so that a step cannot run it as its command; remove it"
			}
		}
		d.Fixes = []analysis.SuggestedFix{{
			Title: "Begin the script with #!",
			Edits: []analysis.FileEdit{{File: prog.File.Name, Edit: edit}},
		}}
		p.ReportDiagnostic(d)
	}
}
