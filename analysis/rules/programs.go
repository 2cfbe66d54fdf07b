package rules

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// program is what a step of exec runs, as far as that is a script of the bundle
// or a text for a shell.
type program struct {
	execRow
	*invocation
	row int // among the steps of exec

	presence analysis.Presence
	file     *analysis.File // where it is There
	// script is what is understood of the file or the inline text, nil where
	// nothing is.
	script *shell.Script
}

// invocation is what a step alone says of the program that it runs. It is
// remembered with the step: its nodes are detached.
type invocation struct {
	// named is where the manifest names a script, and local that script's path
	// from the bundle's folder; "" where the step runs none, or one that is
	// elsewhere. dir is the folder that it runs in.
	named      argument
	local, dir string
	// direct says that the script is the command itself, so that its own first
	// line says what runs it; else shell is the program that is handed it.
	direct bool
	shell  string

	// inline is the text that a shell is handed, where there is one: part of a
	// scalar's value. parsed is what is understood of it.
	inline argument
	parsed *shell.Script

	args   []argument // what it is handed
	whole  bool       // that is all it is handed
	blanks bool       // a blank is in the command
}

var invocations syntax.Memo[template.Delims, *invocation]

// programs are what the steps of exec run, in source order.
var programs = analysis.NewFact(func(p *analysis.Pass) []*program {
	steps, delims := execSteps.Of(p), p.Bundle.Manifest.Manifest.Delims
	all := make([]program, 0, len(steps.rows)) // in one piece
	found := make([]*program, 0, len(steps.rows))
	for i, row := range steps.rows {
		runs, ok := invocations.Get(row.Node, delims)
		if !ok {
			if s := steps.step(i); s.command.Kind() == syntax.Scalar {
				runs = (&reading{s, delims, invocation{}}).invocation()
			}
			invocations.Put(row.Node, delims, runs)
		}
		if runs == nil {
			continue
		}
		all = append(all, program{execRow: row, invocation: runs, row: i, script: runs.parsed})
		prog := &all[len(all)-1]
		if prog.local != "" {
			prog.file, prog.presence = p.Bundle.File(prog.local)
			if prog.presence == analysis.There && (prog.direct || shell.DialectOf(prog.shell) != shell.Other) {
				prog.script = prog.file.Script()
			}
		}
		found = append(found, prog)
	}
	return found
})

// reading finds out what a step runs.
type reading struct {
	*execStep
	delims template.Delims
	found  invocation
}

// invocation returns what the step runs, to be remembered.
func (r *reading) invocation() *invocation {
	r.program()
	found := &r.found
	found.whole, found.dir = r.whole, strings.Clone(r.dir.Value())
	found.local, found.shell = strings.Clone(found.local), strings.Clone(found.shell)
	found.named.detach(r.Node)
	found.inline.detach(r.Node)
	for i := range found.args {
		found.args[i].detach(r.Node)
	}
	return found
}

func (r *reading) program() {
	command := r.command.Value()
	r.found.blanks = strings.ContainsFunc(command, unicode.IsSpace)
	if templated(command, r.delims) || strings.ContainsAny(command, " \t\n") {
		return
	}
	line := r.line(r.delims)
	base := path.Base(command)
	switch {
	case shell.DialectOf(command) != shell.Other && (base == command || path.IsAbs(command)):
		r.ofShell(base, line)
	case interprets(command) && len(line) > 0 && path.Ext(line[0].text) != "":
		r.script(line[0], line[1:])
		r.found.shell = command
	case strings.Contains(command, "/") || analysis.IsScript(command):
		r.found.direct = true
		r.script(argument{command, r.command, 0, true}, line)
	}
}

// interprets reports whether a command is known to run the file that is its first
// argument.
func interprets(command string) bool {
	switch command {
	case "python", "python3", "node", "ruby", "perl":
		return true
	}
	return false
}

// ofShell reads the command line of a shell: a text behind -c, or else a script.
func (r *reading) ofShell(name string, line []argument) {
	r.found.shell = name
	takesText := false
	for i := 0; i < len(line); i++ {
		a := line[i]
		option := a.fixed && len(a.text) > 1 && (a.text[0] == '-' || a.text[0] == '+')
		switch {
		case option && a.text == "--":
		case option && strings.HasPrefix(a.text, "--"):
			if a.text == "--rcfile" || a.text == "--init-file" {
				i++
			}
		case option:
			takesText = takesText || a.text[0] == '-' && strings.Contains(a.text, "c")
			if a.text[0] == '-' && strings.Contains(a.text, "s") {
				return // reads its standard input
			}
			if strings.HasSuffix(a.text, "o") || strings.HasSuffix(a.text, "O") {
				i++
			}
		case takesText:
			r.text(a, line[i+1:])
			return
		default:
			r.script(a, line[i+1:])
			return
		}
	}
}

// text reads the text that a shell is handed. Of a flag's value it is all that
// was meant, also where exec would cut it.
func (r *reading) text(a argument, rest []argument) {
	for _, f := range r.flags {
		if slices.Contains(f.values, a.node) {
			a = meant(a.node)
			break
		}
	}
	a.text = strings.Clone(a.text) // for what is parsed to hold no more of the file
	r.found.inline, r.found.args = a, rest
	r.found.parsed = shell.ParseText(a.text, r.delims, shell.DialectOf(r.found.shell))
}

// meant is the whole of a flag's value, without the quotes around it.
func meant(n syntax.Node) argument {
	s := flagText(n)
	if inQuotes(s) {
		return argument{text: s[1 : len(s)-1], node: n, from: 1}
	}
	return argument{text: s, node: n}
}

// inQuotes reports whether a text has quotes of one kind at both ends.
func inQuotes(s string) bool {
	return len(s) > 1 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0]
}

// script notes a script, and where in the bundle's folder it is.
func (r *reading) script(named argument, args []argument) {
	r.found.named, r.found.args = named, args
	if !named.fixed || named.text == "" {
		return
	}
	if in, ok := local(r.dir.Value(), named.text, r.delims); ok {
		r.found.local = in
	}
}

// bundleFolder is where the bundle's folder is when its steps run.
const bundleFolder = "/cnab/app"

// local returns the path from the bundle's folder of what a step that runs in a
// folder names; false where that is not in the bundle's folder.
func local(dir, name string, d template.Delims) (string, bool) {
	if templated(dir, d) {
		return "", false
	}
	if !path.IsAbs(dir) {
		dir = path.Join(bundleFolder, dir)
	}
	if !path.IsAbs(name) {
		name = path.Join(dir, name)
	}
	rest, ok := strings.CutPrefix(path.Clean(name), bundleFolder+"/")
	if !ok {
		return "", false
	}
	return analysis.Local(rest)
}

// span returns where a range of the inline text stands in the manifest.
func (p *program) span(s text.Span) text.Span {
	return p.inline.node.Attach(p.Node).MapSpan(s.Shift(p.inline.from))
}

// place returns where a word of the command line stands, without quotes.
func (p *program) place(a argument) text.Span {
	return a.node.Attach(p.Node).MapSpan(text.Span{Start: a.from, End: a.from + len(a.text)})
}

// detach makes an argument of a step one to be remembered.
func (a *argument) detach(step syntax.Node) {
	a.node, a.text = a.node.Detach(step), strings.Clone(a.text)
}
