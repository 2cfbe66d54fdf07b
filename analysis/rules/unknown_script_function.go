package rules

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/text"
)

func unknownScriptFunction() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "unknown-script-function",
		Doc: `A step hands a script the name of a function that the script does not have.

A script that ends with ` + "`\"$@\"`" + ` runs its arguments as a command, usually one of its own functions. Where there is none of that name the shell looks for a program, finds none and the step fails with "command not found"; with the name ` + "`install`" + ` it finds the program of that name, which then complains about missing operands. Correct the name, or write the function.

A script that defines the function and does nothing with its arguments runs none of its functions: the step ends well and nothing is done. End the script with ` + "`\"$@\"`" + `.

A script may also choose by ` + "`case \"$1\" in`" + `. What none of its branches takes is passed over in silence, or taken by the branch ` + "`*)`" + `.

Where the script reads in other files that are not known, or does more than can be followed, nothing is said.`,
		Severity: analysis.Error,
		Run:      runUnknownScriptFunction,
	}
}

func runUnknownScriptFunction(p *analysis.Pass) {
	for _, prog := range programs.Of(p) {
		if prog.File == nil || prog.Script == nil || len(prog.Args) == 0 || !prog.Whole {
			continue
		}
		d := prog.Script.Dispatch
		word := prog.Args[0]
		if forgotten(prog, word) {
			p.ReportDiagnostic(noDispatch(prog, word))
			continue
		}
		if !d.Known() || !word.Fixed || word.Text == "" || d.Takes(word.Text) || prog.Script.Err != nil || prog.Script.Opaque {
			continue
		}
		functions, known := functionsOf(p, prog)
		if !known || d.Runs && slices.ContainsFunc(functions, func(n located) bool { return n.Text == word.Text }) {
			continue
		}
		if found, ok := unknownFunction(p, prog, word, functions); ok {
			p.ReportDiagnostic(found)
		}
	}
}

// forgotten reports whether a script has the function that it is handed the name
// of, and neither calls it nor looks at what it is handed, or does nothing at
// all.
func forgotten(prog *exec.Program, word exec.Argument) bool {
	s := prog.Script
	if !word.Fixed || !s.Defines(word.Text) || s.Opaque || s.Err != nil || len(s.Sources) > 0 {
		return false
	}
	return s.Idle || !s.Arguments && !s.Dynamic && !slices.ContainsFunc(s.Calls, func(n shell.Name) bool { return n.Text == word.Text })
}

// noDispatch is the finding about a script whose functions nothing runs.
func noDispatch(prog *exec.Program, word exec.Argument) analysis.Diagnostic {
	src := prog.File.Content()
	end := len(bytes.TrimRight(src, " \t\r\n"))
	line := analysis.LineBreak(src, end)
	d := analysis.Diagnostic{
		Span:     prog.Place(word),
		Severity: analysis.Warning,
		Message:  fmt.Sprintf("%s does nothing with its arguments, so the step does not run the function %q: end the script with \"$@\"", prog.Named.Text, word.Text),
		Fixes: []analysis.SuggestedFix{{
			Title:  "End the script with \"$@\"",
			Unsafe: true, // the step did nothing before
			Edits: []analysis.FileEdit{{File: prog.File.Name, Edit: text.Edit{
				Span: text.Span{Start: end, End: len(src)}, New: line + line + `"$@"` + line,
			}}},
		}},
	}
	for _, n := range prog.Script.Functions {
		if n.Text == word.Text {
			d.Related = []analysis.Related{{File: prog.File.Name, Span: n.Span, Message: fmt.Sprintf("%q is defined here", word.Text)}}
		}
	}
	return d
}

// located is a name in a file of the bundle.
type located struct {
	shell.Name
	file *analysis.File
}

// functionsOf returns the functions of a script and of what it reads in; false
// where that is not all known.
func functionsOf(p *analysis.Pass, prog *exec.Program) (functions []located, known bool) {
	add := func(f *analysis.File) {
		for _, n := range f.Script().Functions {
			functions = append(functions, located{n, f})
		}
	}
	add(prog.File)
	for _, source := range prog.Script.Sources {
		local, ok := exec.Local(prog.Dir, source.Text, p.Bundle.Manifest.Manifest.Delims)
		if !ok {
			return nil, false
		}
		f, presence := p.Bundle.File(local)
		if presence != analysis.There || f.Script().Opaque || len(f.Script().Sources) > 0 {
			return nil, false
		}
		add(f)
	}
	return functions, true
}

// unknownFunction is the finding about a word that a script does not know, if it
// is certain enough that it should.
func unknownFunction(p *analysis.Pass, prog *exec.Program, word exec.Argument, functions []located) (d analysis.Diagnostic, ok bool) {
	doc, dispatch := p.Bundle.Manifest, prog.Script.Dispatch
	choices := functions
	if !dispatch.Runs {
		choices = nil
	}
	for _, n := range dispatch.Words {
		choices = append(choices, located{n, prog.File})
	}
	names := make([]string, 0, len(choices))
	for _, c := range choices {
		if !strings.HasPrefix(c.Text, "-") && !slices.Contains(names, c.Text) {
			names = append(names, c.Text)
		}
	}
	hint, nearest := didYouMean(word.Text, names)
	_, action := doc.Symbols.Lookup(symbols.Action, word.Text)
	switch {
	case len(names) == 0:
		return d, false
	case plainProgram(word.Text) && !action, nearest == "" && !action: // a program, or an option
		return d, false
	case nearest == "" && (dispatch.Else || !dispatch.Certain):
		return d, false
	}
	d = analysis.Diagnostic{Span: prog.Place(word)}
	if dispatch.Else || !dispatch.Certain || !dispatch.Runs {
		d.Severity = analysis.Warning
	}
	if hint == "" {
		hint = "; it has " + strings.Join(names, ", ")
	}
	if dispatch.Runs {
		d.Message = fmt.Sprintf("%s has no function %q, so the step fails%s", prog.Named.Text, word.Text, hint)
	} else {
		d.Message = fmt.Sprintf("no branch of the case in %s takes %q%s", prog.Named.Text, word.Text, hint)
	}
	for _, c := range choices {
		if c.Text == nearest && nearest != "" {
			d.Related = []analysis.Related{{File: c.file.Name, Span: c.Span, Message: fmt.Sprintf("%q is defined here", nearest)}}
			d.Fixes = rename(doc, d.Span, nearest)
			break
		}
	}
	return d, true
}
