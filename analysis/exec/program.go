package exec

import (
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Program is what a step of exec runs, as far as that is a script of the bundle
// or a text for a shell.
type Program struct {
	Row
	*Invocation
	Index int // among the steps of exec

	Presence analysis.Presence
	File     *analysis.File // where it is There
	// Script is what is understood of the file or the inline text, nil where
	// nothing is.
	Script *shell.Script
}

// Invocation is what a step alone says of the program that it runs. It is
// remembered with the step: its nodes are detached.
type Invocation struct {
	// Named is where the manifest names a script, and Local that script's path
	// from the bundle's folder; "" where the step runs none, or one that is
	// elsewhere. Dir is the folder that it runs in.
	Named      Argument
	Local, Dir string
	// Direct says that the script is the command itself, so that its own first
	// line says what runs it; else Shell is the program that is handed it.
	Direct bool
	Shell  string

	// Inline is the text that a shell is handed, where there is one: part of a
	// scalar's value. Parsed is what is understood of it.
	Inline Argument
	Parsed *shell.Script

	Args   []Argument // what it is handed
	Whole  bool       // that is all it is handed
	Blanks bool       // a blank is in the command
}

var invocations syntax.Memo[template.Delims, *Invocation]

// Programs returns what the steps of a table run, in source order.
func Programs(b *analysis.Bundle, steps *Table) []*Program {
	delims := b.Manifest.Manifest.Delims
	all := make([]Program, 0, len(steps.Rows)) // in one piece
	found := make([]*Program, 0, len(steps.Rows))
	for i, row := range steps.Rows {
		runs, ok := invocations.Get(row.Node, delims)
		if !ok {
			if s := steps.Step(i); s.Command.Kind() == syntax.Scalar {
				runs = (&reading{s, delims, Invocation{}}).invocation()
			}
			invocations.Put(row.Node, delims, runs)
		}
		if runs == nil {
			continue
		}
		all = append(all, Program{Row: row, Invocation: runs, Index: i, Script: runs.Parsed})
		prog := &all[len(all)-1]
		if prog.Local != "" {
			prog.File, prog.Presence = b.File(prog.Local)
			if prog.Presence == analysis.There && (prog.Direct || shell.DialectOf(prog.Shell) != shell.Other) {
				prog.Script = prog.File.Script()
			}
		}
		found = append(found, prog)
	}
	return found
}

// reading finds out what a step runs.
type reading struct {
	*Step
	delims template.Delims
	found  Invocation
}

// invocation returns what the step runs, to be remembered.
func (r *reading) invocation() *Invocation {
	r.program()
	found := &r.found
	found.Whole, found.Dir = r.Whole, strings.Clone(r.Dir.Value())
	found.Local, found.Shell = strings.Clone(found.Local), strings.Clone(found.Shell)
	found.Named.detach(r.Node)
	found.Inline.detach(r.Node)
	for i := range found.Args {
		found.Args[i].detach(r.Node)
	}
	return found
}

func (r *reading) program() {
	command := r.Command.Value()
	r.found.Blanks = strings.ContainsFunc(command, unicode.IsSpace)
	if Templated(command, r.delims) || strings.ContainsAny(command, " \t\n") {
		return
	}
	line := r.Line(r.delims)
	base := path.Base(command)
	switch {
	case shell.DialectOf(command) != shell.Other && (base == command || path.IsAbs(command)):
		r.ofShell(base, line)
	case interprets(command) && len(line) > 0 && path.Ext(line[0].Text) != "":
		r.script(line[0], line[1:])
		r.found.Shell = command
	case strings.Contains(command, "/") || analysis.IsScript(command):
		r.found.Direct = true
		r.script(Argument{command, r.Command, 0, true}, line)
	}
}

// interprets reports whether a command is known to run the file that is its first
// Argument.
func interprets(command string) bool {
	switch command {
	case "python", "python3", "node", "ruby", "perl":
		return true
	}
	return false
}

// ofShell reads the command line of a shell: a text behind -c, or else a script.
func (r *reading) ofShell(name string, line []Argument) {
	r.found.Shell = name
	takesText := false
	for i := 0; i < len(line); i++ {
		a := line[i]
		option := a.Fixed && len(a.Text) > 1 && (a.Text[0] == '-' || a.Text[0] == '+')
		switch {
		case option && a.Text == "--":
		case option && strings.HasPrefix(a.Text, "--"):
			if a.Text == "--rcfile" || a.Text == "--init-file" {
				i++
			}
		case option:
			takesText = takesText || a.Text[0] == '-' && strings.Contains(a.Text, "c")
			if a.Text[0] == '-' && strings.Contains(a.Text, "s") {
				return // reads its standard input
			}
			if strings.HasSuffix(a.Text, "o") || strings.HasSuffix(a.Text, "O") {
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
func (r *reading) text(a Argument, rest []Argument) {
	for _, f := range r.Flags {
		if slices.Contains(f.Values, a.Node) {
			a = meant(a.Node)
			break
		}
	}
	a.Text = strings.Clone(a.Text) // for what is parsed to hold no more of the file
	r.found.Inline, r.found.Args = a, rest
	r.found.Parsed = shell.ParseText(a.Text, r.delims, shell.DialectOf(r.found.Shell))
}

// meant is the whole of a flag's value, without the quotes around it.
func meant(n syntax.Node) Argument {
	s := FlagText(n)
	if InQuotes(s) {
		return Argument{Text: s[1 : len(s)-1], Node: n, From: 1}
	}
	return Argument{Text: s, Node: n}
}

// InQuotes reports whether a text has quotes of one kind at both ends.
func InQuotes(s string) bool {
	return len(s) > 1 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0]
}

// script notes a script, and where in the bundle's folder it is.
func (r *reading) script(named Argument, args []Argument) {
	r.found.Named, r.found.Args = named, args
	if !named.Fixed || named.Text == "" {
		return
	}
	if in, ok := Local(r.Dir.Value(), named.Text, r.delims); ok {
		r.found.Local = in
	}
}

// Local returns the path from the bundle's folder of what a step that runs in a
// folder names; false where that is not in the bundle's folder.
func Local(dir, name string, d template.Delims) (string, bool) {
	if Templated(dir, d) {
		return "", false
	}
	if !path.IsAbs(dir) {
		dir = path.Join(manifest.AppDir, dir)
	}
	if !path.IsAbs(name) {
		name = path.Join(dir, name)
	}
	rest, ok := strings.CutPrefix(path.Clean(name), manifest.AppDir+"/")
	if !ok {
		return "", false
	}
	return analysis.Local(rest)
}

// First returns the word that the program is handed first, by which a script often
// tells what it is to do; ok is false where there is none that is known.
func (i *Invocation) First() (word Argument, ok bool) {
	if len(i.Args) == 0 || !i.Args[0].Fixed {
		return Argument{}, false
	}
	return i.Args[0], true
}

// Span returns where a range of the inline text stands in the manifest.
func (p *Program) Span(s text.Span) text.Span {
	return p.Inline.Node.Attach(p.Node).MapSpan(s.Shift(p.Inline.From))
}

// Place returns where a word of the command line stands, without quotes.
func (p *Program) Place(a Argument) text.Span {
	return a.Node.Attach(p.Node).MapSpan(text.Span{Start: a.From, End: a.From + len(a.Text)})
}

// detach makes an argument of a step one to be remembered.
func (a *Argument) detach(step syntax.Node) {
	a.Node, a.Text = a.Node.Detach(step), strings.Clone(a.Text)
}
