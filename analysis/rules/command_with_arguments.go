package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func commandWithArguments() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "command-with-arguments",
		Doc: `A step's command has arguments in it.

The mixin exec runs the program of that name, blanks and all, without a shell: there is none called ` + "`echo hello`" + `, so the step fails. Write the words behind the first as arguments:

    command: echo
    arguments:
      - hello

Pipes, redirections and several commands are for a script. A blank or line break at the end belongs to the name too: behind ` + "`command: |`" + ` every name ends with one.`,
		Severity: analysis.Error,
		Run:      runCommandWithArguments,
	}
}

func runCommandWithArguments(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	for _, prog := range programs.Of(p) {
		if !prog.Blanks {
			continue
		}
		s := execSteps.Of(p).Step(prog.Index)
		words := strings.Fields(exec.Untemplated(s.Command.Value(), doc.Manifest.Delims))
		if len(words) == 1 && strings.TrimSpace(s.Command.Value()) != s.Command.Value() {
			p.ReportDiagnostic(blankAround(doc, s.Command))
		}
		if len(words) < 2 {
			continue
		}
		if mayBeOneName(p, prog, s.Command.Value(), words[0]) {
			continue
		}
		d := analysis.Diagnostic{
			Span:    doc.File.FirstLine(s.Command.Span()),
			Message: fmt.Sprintf("exec looks for one program of this whole name; leave %q as the command and write the other words as arguments", words[0]),
			Fixes:   splitCommand(doc, s),
		}
		if strings.ContainsAny(s.Command.Value(), "|&;<>") {
			d.Message = "exec looks for one program of this whole name, and no shell reads it; put the line into a script and run that"
		}
		p.ReportDiagnostic(d)
	}
}

// mayBeOneName reports whether there may be a program whose name is the whole
// command: a file of the bundle, or one in a folder that the template of the
// Dockerfile names.
func mayBeOneName(p *analysis.Pass, prog *exec.Program, command, first string) bool {
	presence := analysis.NotKnown
	if in, ok := exec.Local(prog.Dir, command, p.Bundle.Manifest.Manifest.Delims); ok {
		_, presence = p.Bundle.File(in)
	}
	switch {
	case presence == analysis.There:
		return true
	case presence == analysis.NotKnown && analysis.IsScript(command) && !analysis.IsScript(first):
		return true
	}
	f, named := p.Bundle.Template()
	if named != analysis.There || !path.IsAbs(command) {
		return false
	}
	end := len(command)
	if slash := strings.Index(command[len(first):], "/"); slash >= 0 {
		end = len(first) + slash
	}
	return strings.Contains(strings.ReplaceAll(string(f.Content()), "\\ ", " "), command[:end])
}

// blankAround is the finding about a command that would be a program's name but
// for the blanks around it, of which a line break is one.
func blankAround(doc *analysis.Document, command syntax.Node) analysis.Diagnostic {
	d := analysis.Diagnostic{
		Span:    doc.File.FirstLine(command.Span()),
		Message: "exec looks for a program whose name has the blanks at its ends too, and there is none; leave them out",
	}
	if strings.HasSuffix(command.Value(), "\n") {
		d.Message = "exec looks for a program whose name ends with the line break too, and there is none; write the name on the line of command"
	}
	name := analysis.Scalar(strings.TrimSpace(command.Value()))
	switch command.Style() {
	case syntax.SingleQuoted, syntax.DoubleQuoted:
		d.Fixes = editFix(doc, "Leave the blanks out", text.Edit{Span: command.Span(), New: name})
	case syntax.Literal, syntax.Folded:
		src := doc.File.Source()
		end := command.Span().Start + len(strings.TrimRight(string(src[command.Span().Start:command.Span().End]), " \t\r\n"))
		d.Fixes = editFix(doc, "Write the name on the line of command", text.Edit{Span: text.Span{Start: command.Span().Start, End: end}, New: name})
	}
	return d
}

// splitCommand is the fix that moves the words behind the first to arguments.
// There is none where a shell would read more in them than words.
func splitCommand(doc *analysis.Document, s *exec.Step) []analysis.SuggestedFix {
	value := s.Command.Value()
	key, arguments := s.Body.Lookup("arguments")
	switch {
	case exec.Templated(value, doc.Manifest.Delims), strings.ContainsAny(value, "|&;<>\"'\\$`*?(){}~#"), s.Body.Style() != syntax.Block,
		s.Body.Get("command") != s.Command, strings.Contains(s.Command.Span().Of(doc.File.Source()), "\n"):
		return nil
	case !key.IsZero() && (arguments.Kind() != syntax.Sequence || arguments.Style() != syntax.Block || arguments.Len() == 0):
		return nil
	}
	words := strings.Fields(value)
	src, lines := doc.File.Source(), doc.File.Lines()
	edits := []text.Edit{{Span: s.Command.Span(), New: analysis.Scalar(words[0])}}
	at, prefix := lineEnd(doc, s.Command.Span().End), ""
	if key.IsZero() {
		own, _ := s.Body.Lookup("command")
		_, column := lines.Position(own.Span().Start, text.UTF8)
		indent := strings.Repeat(" ", column)
		prefix = indent + "  - "
		edits = append(edits, text.Edit{Span: text.Span{Start: at, End: at}, New: analysis.LineBreak(src, at) + indent + "arguments:"})
	} else {
		first := arguments.Item(0).Span().Start
		start := lines.Span(lines.Line(first)).Start
		prefix = string(src[start:first])
		if strings.Trim(prefix, " ") != "-" {
			return nil
		}
		at = lineEnd(doc, key.Span().End)
	}
	var items strings.Builder
	for _, w := range words[1:] {
		items.WriteString(analysis.LineBreak(src, at) + prefix + analysis.Scalar(w))
	}
	edits = append(edits, text.Edit{Span: text.Span{Start: at, End: at}, New: items.String()})
	fix := analysis.SuggestedFix{Title: "Move the other words to arguments"}
	for _, e := range edits {
		fix.Edits = append(fix.Edits, analysis.FileEdit{File: doc.Name, Edit: e})
	}
	return []analysis.SuggestedFix{fix}
}

// lineEnd returns where the line of an offset ends, without its break.
func lineEnd(doc *analysis.Document, off int) int {
	lines := doc.File.Lines()
	return lines.Span(lines.Line(off)).End
}
