package rules

import (
	"bytes"
	"path"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/shell"
)

// environment is what the bundle's steps read of their environment and leave as
// outputs without saying so in the manifest.
type environment struct {
	scripts []*shell.Script
	texts   [][]byte

	// whole says that nothing else reads the environment or writes outputs: every
	// step runs a script all of which is understood, and that calls nothing that
	// has a use for variables of its own.
	whole bool
}

// surroundings is the environment of a bundle's steps.
var surroundings = analysis.NewFact(func(p *analysis.Pass) *environment {
	e := &environment{whole: !silence.Of(p).anyAction(p.Bundle.Manifest)}
	known := programs.Of(p)
	steps := 0
	for _, a := range p.Bundle.Manifest.Manifest.Actions {
		steps += len(a.Steps)
	}
	e.whole = e.whole && steps == len(known)
	for _, prog := range known {
		e.program(p, prog)
	}
	return e
})

// program adds what a step runs.
func (e *environment) program(p *analysis.Pass, prog *program) {
	switch {
	case prog.script == nil:
		e.whole = e.whole && prog.local == "" && plainProgram(path.Base(prog.command.Value()))
		if prog.file != nil {
			e.texts = append(e.texts, prog.file.Content())
		}
		return
	case prog.file == nil:
		e.add(prog.script, []byte(prog.inline.text))
		return
	}
	e.whole = e.whole && prog.execStep.whole
	for _, f := range filesOf(p, prog) {
		e.add(f.Script(), f.Content())
	}
	if len(prog.script.Sources) > 0 {
		e.whole = e.whole && len(filesOf(p, prog)) == 1+len(prog.script.Sources)
	}
	// A word that is no function is a program that the script runs.
	if prog.script.Dispatch.Runs && len(prog.args) > 0 && !prog.script.Defines(prog.args[0].text) {
		e.whole = false
	}
}

func (e *environment) add(s *shell.Script, src []byte) {
	e.scripts, e.texts = append(e.scripts, s), append(e.texts, src)
	e.whole = e.whole && !s.Opaque && s.Err == nil
	for _, called := range s.Programs {
		e.whole = e.whole && plainProgram(path.Base(called.Text))
	}
}

// mentions reports whether a name stands as a word in anything that steps run:
// what a script reads it may also hand on to others by its name.
func (e *environment) mentions(name string) bool {
	for _, src := range e.texts {
		if mentionsWord(src, name) {
			return true
		}
	}
	return false
}

func mentionsWord(src []byte, name string) bool {
	for at := 0; name != ""; {
		i := bytes.Index(src[at:], []byte(name))
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(name)
		if (start == 0 || !word(src[start-1])) && (end == len(src) || !word(src[end])) {
			return true
		}
		at = start + 1
	}
	return false
}

// reads reports whether a step may read a variable of the environment.
func (e *environment) reads(variable string) bool { return !e.whole || e.mentions(variable) }

// writes reports whether a step may leave an output of that name, other than by
// the outputs that it declares.
func (e *environment) writes(output string) bool {
	if !e.whole || e.mentions(output) {
		return true
	}
	for _, s := range e.scripts {
		if s.AnyOutput {
			return true
		}
	}
	return false
}

// plainProgram reports whether a program is one of those that read no variables
// but the ones every program reads, and write no files but those that they are
// told to.
func plainProgram(name string) bool {
	switch name {
	case ".", ":", "[", "alias", "basename", "bg", "break", "builtin", "cat", "cd", "chgrp", "chmod", "chown", "clear",
		"cmp", "command", "comm", "continue", "cp", "cut", "date", "declare", "diff", "dirname", "disown", "du", "echo",
		"exit", "export", "expand", "expr", "factor", "false", "fg", "find", "fold", "getopts", "grep", "egrep", "fgrep",
		"hash", "head", "hostname", "id", "install", "jobs", "join", "kill", "less", "let", "ln", "local", "ls", "md5sum",
		"mkdir", "mktemp", "mv", "nl", "od", "paste", "popd", "printf", "pushd", "pwd", "read", "readlink", "readonly",
		"realpath", "return", "rev", "rm", "rmdir", "sed", "seq", "set", "sha256sum", "shift", "shopt", "sleep", "sort",
		"source", "split", "stat", "tac", "tail", "tee", "test", "time", "times", "touch", "tr", "trap", "true", "tty",
		"type", "typeset", "ulimit", "umask", "unalias", "uname", "uniq", "unset", "wait", "wc", "which", "whoami", "yes",
		"base64":
		return true
	}
	return false
}
