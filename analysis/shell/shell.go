// Package shell reads the scripts of a bundle: whether a shell can, which
// functions they define, what they do with their arguments and which programs
// they call. It is the only package that imports a shell parser.
package shell

import (
	"bytes"
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
	"mvdan.cc/sh/v3/syntax"
)

// Dialect says which shell a script is for.
type Dialect uint8

// The dialects. Other is that of what is for no shell that is understood: of its
// Script only the Shebang is known.
const (
	Other Dialect = iota
	Posix         // sh, dash, ash
	Bash
)

// DialectOf returns the dialect of a program's name or path.
func DialectOf(program string) Dialect {
	switch path.Base(program) {
	case "bash":
		return Bash
	case "sh", "dash", "ash":
		return Posix
	}
	return Other
}

// Script is what is understood of a shell text. It is immutable. Spans are
// offsets in the text that it was read from.
type Script struct {
	Dialect Dialect
	Shebang text.Span // the first line where it begins with #!, without its line break

	// Err is the first thing that no shell can read, nil where there is none.
	// What stands before it is understood all the same.
	Err *Error
	// Bashism is the first thing in a Posix script that only bash can do.
	Bashism *Error

	Functions   []Name // that are defined anywhere in it
	Definitions []Name // all of each definition of a function, by the function's name
	Dispatch    Dispatch
	Calls       []Name // its functions that it calls or hands to a command, each where that is first
	Programs    []Name // commands that are none of its functions, each where it is first called
	Sources     []Name // files that are read in; a Name with an empty Text is not known

	// Arguments says that it does something with its own arguments, or may.
	Arguments bool
	// Dynamic says that it runs a command whose name is known only then, which may
	// be that of one of its functions.
	Dynamic bool
	// Idle says that it does nothing but define functions and variables.
	Idle bool
	// Opaque says that it may do more than can be seen, as with eval.
	Opaque bool
}

// Name is a name, or other short text, and where it stands.
type Name struct {
	Text string
	Span text.Span
}

// Error is something that a shell cannot read.
type Error struct {
	Span    text.Span
	Message string // without a final stop

	// Unended is that a here-document has no end: the shell takes all that
	// follows for its text, and goes on.
	Unended bool
}

// Defines reports whether the script defines a function.
func (s *Script) Defines(function string) bool { return has(s.Functions, function) }

func has(names []Name, wanted string) bool {
	return slices.ContainsFunc(names, func(n Name) bool { return n.Text == wanted })
}

// Parse reads a script file, for the shell that its first line names.
func Parse(src []byte) *Script {
	s := &Script{}
	s.Dialect, s.Shebang = dialectOf(src)
	if s.Dialect != Other && bytes.IndexByte(src, 0) < 0 {
		s.read(source{out: string(src)})
	} else {
		s.Opaque = true
	}
	return s
}

// dialectOf returns the dialect of the shell that a script's first line names, sh
// where it names none, and that line.
func dialectOf(src []byte) (Dialect, text.Span) {
	if !bytes.HasPrefix(src, []byte("#!")) {
		return Posix, text.Span{}
	}
	end := bytes.IndexAny(src, "\r\n")
	if end < 0 {
		end = len(src)
	}
	return DialectOf(interpreter(string(src[2:end]))), text.Span{Start: 0, End: end}
}

// BashismIn returns the first thing in a script that only bash can do, whatever
// shell its first line names.
func BashismIn(src []byte) *Error {
	s := source{out: string(src)}
	stmts, err := parse(s.out, syntax.LangBash)
	if err != nil {
		return nil
	}
	return s.bashism(stmts)
}

// interpreter returns the program that a first line behind its #! names.
func interpreter(line string) string {
	words := strings.Fields(line)
	if len(words) > 0 && path.Base(words[0]) == "env" {
		words = words[1:]
		for len(words) > 0 && (words[0][0] == '-' || strings.Contains(words[0], "=")) {
			words = words[1:]
		}
	}
	switch {
	case len(words) == 0:
		return ""
	case path.Base(words[0]) == "busybox" && len(words) > 1:
		return words[1]
	}
	return words[0]
}

// ParseText reads what a step hands to a shell as a text. What is put in for a
// template tag is not known; it is taken for a word.
func ParseText(s string, d template.Delims, dialect Dialect) *Script {
	script := &Script{Dialect: dialect}
	src, ok := masked(s, d)
	if dialect == Other || !ok {
		script.Opaque = true
		return script
	}
	script.read(src)
	return script
}

// read fills the script in from its text.
func (s *Script) read(src source) {
	stmts, err := parse(src.out, syntax.LangBash)
	if err != nil {
		s.Err = src.problem(err)
		s.Opaque = true
		if s.Err.Unended && strings.Contains(s.Err.Message, templateMask) {
			s.Err = nil // the word that ends it is known only when it is rendered
		}
	} else if s.Dialect == Posix {
		s.Bashism = src.bashism(stmts)
	}
	c := collector{script: s, src: src, functions: map[string]*syntax.Stmt{}}
	c.collect(stmts)
	s.Dispatch = c.dispatch(stmts)
}

// parse returns the statements up to the first mistake, and that. What stands
// behind an exit at the top is not for the shell.
func parse(src string, lang syntax.LangVariant) (stmts []*syntax.Stmt, err error) {
	p := syntax.NewParser(syntax.Variant(lang))
	for stmt, err := range p.StmtsSeq(strings.NewReader(src)) {
		if err != nil {
			return stmts, err
		}
		stmts = append(stmts, stmt)
		if call, ok := stmt.Cmd.(*syntax.CallExpr); ok && len(call.Args) > 0 && call.Args[0].Lit() == "exit" {
			break
		}
	}
	return stmts, nil
}

// problem says of the parser's error what is wrong and where.
func (s source) problem(err error) *Error {
	var at syntax.Pos
	message := err.Error()
	var parse syntax.ParseError
	var lang syntax.LangError
	switch {
	case errors.As(err, &parse):
		at, message = parse.Pos, parse.Text
	case errors.As(err, &lang):
		at, message = lang.Pos, lang.Feature
	}
	start := min(int(at.Offset()), len(s.out))
	end := start
	for end < len(s.out) && !strings.ContainsRune(" \t\r\n;", rune(s.out[end])) {
		end++
	}
	if end == start && end < len(s.out) && s.out[end] != '\n' && s.out[end] != '\r' {
		end++
	}
	return &Error{
		Span: s.span(start, end), Message: strings.ReplaceAll(message, "`", `"`),
		Unended: strings.HasPrefix(message, "unclosed here-document"),
	}
}
