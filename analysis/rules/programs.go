package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// program is what a step of exec runs, as far as that is a script of the bundle
// or a text for a shell.
type program struct {
	*execStep

	// named is where the manifest names a script, and local that script's path
	// from the bundle's folder; "" where the step runs none, or one that is
	// elsewhere.
	named    argument
	local    string
	presence analysis.Presence
	file     *analysis.File // where it is There
	// direct says that the script is the command itself, so that its own first
	// line says what runs it; else shell is the program that is handed it.
	direct bool
	shell  string

	// inline is the text that a shell is handed, where there is one: part of a
	// scalar's value.
	inline argument

	// script is what is understood of either, nil where nothing is.
	script *shell.Script
	args   []argument // what it is handed
}

// programs are what the steps of exec run, in source order.
var programs = analysis.NewFact(func(p *analysis.Pass) []*program {
	steps := execSteps.Of(p)
	found := make([]*program, 0, len(steps))
	for _, s := range steps {
		if r := (reading{p, p.Bundle.Manifest.Manifest.Delims}); s.command.Kind() == syntax.Scalar {
			found = append(found, r.program(s))
		}
	}
	return found
})

// reading finds out what a step runs.
type reading struct {
	*analysis.Pass
	delims template.Delims
}

func (r reading) program(s *execStep) *program {
	found := &program{execStep: s}
	command := s.command.Value()
	if templated(command, r.delims) || strings.ContainsAny(command, " \t\n") {
		return found
	}
	line := s.line(r.delims)
	base := path.Base(command)
	switch {
	case shell.DialectOf(command) != shell.Other && (base == command || path.IsAbs(command)):
		r.shell(found, base, line)
	case interprets(command) && len(line) > 0 && path.Ext(line[0].text) != "":
		r.script(found, line[0], line[1:])
		found.shell = command
	case strings.Contains(command, "/") || analysis.IsScript(command):
		found.direct = true
		r.script(found, argument{command, s.command, 0, true}, line)
	}
	return found
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

// shell reads the command line of a shell: a text behind -c, or else a script.
func (r reading) shell(found *program, name string, line []argument) {
	found.shell = name
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
			r.text(found, a, line[i+1:])
			return
		default:
			r.script(found, a, line[i+1:])
			return
		}
	}
}

// text reads the text that a shell is handed. Of a flag's value it is all that
// was meant, also where exec would cut it.
func (r reading) text(found *program, a argument, rest []argument) {
	for _, f := range found.flags {
		if slices.Contains(f.values, a.node) {
			a = meant(a.node)
			break
		}
	}
	found.inline, found.args = a, rest
	found.script = shell.ParseText(a.text, r.delims, shell.DialectOf(found.shell))
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

// script looks for a script in the bundle's folder.
func (r reading) script(found *program, named argument, args []argument) {
	found.named, found.args = named, args
	if !named.fixed || named.text == "" {
		return
	}
	local, ok := r.local(found.execStep, named.text)
	if !ok {
		return
	}
	found.local = local
	found.file, found.presence = r.Bundle.File(local)
	if found.presence != analysis.There {
		return
	}
	if found.direct || shell.DialectOf(found.shell) != shell.Other {
		found.script = found.file.Script()
	}
}

// bundleFolder is where the bundle's folder is when its steps run.
const bundleFolder = "/cnab/app"

// local returns the path from the bundle's folder of what a step names from where
// it runs; false where that is not in the folder.
func (r reading) local(s *execStep, name string) (string, bool) {
	dir := s.dir.Value()
	if templated(dir, r.delims) {
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
	return p.inline.node.MapSpan(s.Shift(p.inline.from))
}

// span is where an argument stands, without quotes.
func (a argument) span() text.Span {
	return a.node.MapSpan(text.Span{Start: a.from, End: a.from + len(a.text)})
}
