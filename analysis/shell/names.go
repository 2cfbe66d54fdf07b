package shell

import (
	"bytes"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/template"
	"mvdan.cc/sh/v3/syntax"
)

// Names are all the places where a script names its functions and variables, in
// source order. It is immutable.
type Names struct {
	Functions []Use // where one is defined, called or handed to something that calls it
	Variables []Use // but for what is set for a single program only
	// Err says that there are more, behind what no shell can read.
	Err *Error
}

// Use is one place where a name stands.
type Use struct {
	Name // the span is that of the name alone, without $, braces and quotes
	Role Role
}

// Role says what is done with a name.
type Role uint8

// The roles. Defined is that of functions only, Written that of variables only.
const (
	Read Role = iota
	Written
	Defined
)

// NamesIn returns the names in a script file, none where it is for no shell that
// is understood.
func NamesIn(src []byte) *Names {
	if dialect, _ := dialectOf(src); dialect == Other || bytes.IndexByte(src, 0) >= 0 {
		return &Names{}
	}
	return namesIn(source{out: string(src)})
}

// NamesInText returns the names in what a step hands to a shell as a text. A name
// that a template tag is part of is not known and is none of them.
func NamesInText(s string, d template.Delims) *Names {
	src, ok := masked(s, d)
	if !ok {
		return &Names{Err: &Error{Message: "what the templates in it become is not known"}}
	}
	return namesIn(src)
}

func namesIn(src source) *Names {
	stmts, err := parse(src.out, syntax.LangBash)
	n := namer{src: src, found: &Names{}, runs: map[string]bool{}}
	if err != nil {
		n.found.Err = src.problem(err)
	}
	for _, s := range stmts {
		syntax.Walk(s, n.dispatchers)
	}
	for _, s := range stmts {
		syntax.Walk(s, n.visit)
	}
	byPlace := func(a, b Use) int { return a.Span.Start - b.Span.Start }
	slices.SortStableFunc(n.found.Functions, byPlace)
	slices.SortStableFunc(n.found.Variables, byPlace)
	same := func(a, b Use) bool { return a.Span == b.Span }
	n.found.Functions = slices.CompactFunc(n.found.Functions, same)
	n.found.Variables = slices.CompactFunc(n.found.Variables, same)
	return n.found
}

// namer collects names.
type namer struct {
	src   source
	found *Names
	runs  map[string]bool // by function: whether it runs what it is handed
}

// dispatchers notes the functions, and which of them run their arguments.
func (n *namer) dispatchers(node syntax.Node) bool {
	f, ok := node.(*syntax.FuncDecl)
	if !ok || f.Name == nil || f.Body == nil {
		return true
	}
	runs := n.runs[f.Name.Value]
	syntax.Walk(f.Body, func(node syntax.Node) bool {
		call, ok := node.(*syntax.CallExpr)
		runs = runs || ok && len(call.Args) > 0 && isArguments(call.Args[0])
		return !runs
	})
	n.runs[f.Name.Value] = runs
	return true
}

// isArguments reports whether a word is one of the arguments, or all of them.
func isArguments(w *syntax.Word) bool {
	if len(w.Parts) != 1 {
		return false
	}
	part := w.Parts[0]
	if q, ok := part.(*syntax.DblQuoted); ok && len(q.Parts) == 1 {
		part = q.Parts[0]
	}
	p, ok := part.(*syntax.ParamExp)
	return ok && p.Param != nil && isArgument(p.Param.Value) && p.Param.Value != "#"
}

func (n *namer) visit(node syntax.Node) bool {
	switch node := node.(type) {
	case *syntax.FuncDecl:
		if node.Name != nil {
			n.function(node.Name, Defined)
		}
	case *syntax.ParamExp:
		n.variable(node.Param, Read)
	case *syntax.ForClause:
		if each, ok := node.Loop.(*syntax.WordIter); ok {
			n.variable(each.Name, Written)
		}
	case *syntax.DeclClause:
		n.declares(node)
	case *syntax.CallExpr:
		n.calls(node)
	case *syntax.UnaryTest:
		if w, ok := node.X.(*syntax.Word); ok && node.Op == syntax.TsVarSet {
			n.variable(bare(w), Read)
		}
	case *syntax.ArithmExp, *syntax.ArithmCmd, *syntax.LetClause:
		n.arithmetic(node)
	case *syntax.CStyleLoop:
		n.arithmetic(node)
	}
	return true
}

// arithmetic collects the variables that are named without a $.
func (n *namer) arithmetic(in syntax.Node) {
	syntax.Walk(in, func(node syntax.Node) bool {
		switch node := node.(type) {
		case *syntax.CmdSubst, *syntax.ProcSubst:
			return false
		case *syntax.Word:
			n.variable(bare(node), Read)
		}
		return true
	})
}

// declares collects what a declaration names: variables, or with -f functions.
func (n *namer) declares(d *syntax.DeclClause) {
	functions := false
	for _, a := range d.Args {
		if a.Naked && a.Value != nil && strings.HasPrefix(a.Value.Lit(), "-") {
			functions = functions || strings.ContainsAny(a.Value.Lit(), "fF")
			continue
		}
		switch {
		case a.Name == nil:
		case functions && a.Naked:
			n.function(a.Name, Read)
		case a.Naked && d.Variant.Value == "export":
			n.variable(a.Name, Read)
		default:
			n.variable(a.Name, Written)
		}
	}
}

// calls collects what a command names.
func (n *namer) calls(call *syntax.CallExpr) {
	command := ""
	if len(call.Args) > 0 {
		command, _ = static(call.Args[0])
	}
	// What is set before a program is for that program alone.
	if _, function := n.runs[command]; len(call.Args) == 0 || function {
		for _, a := range call.Assigns {
			n.variable(a.Name, Written)
		}
	}
	if len(call.Args) == 0 {
		return
	}
	n.function(bare(call.Args[0]), Read)
	args := call.Args[1:]
	switch command {
	case "trap":
		if len(args) > 0 {
			n.function(bare(args[0]), Read)
		}
	case "type":
		for _, a := range args {
			n.function(bare(a), Read)
		}
	case "unset":
		functions := false
		for _, a := range args {
			functions = functions || a.Lit() == "-f"
			if functions {
				n.function(bare(a), Read)
			} else {
				n.variable(bare(a), Written)
			}
		}
	case "read", "mapfile", "readarray":
		for _, a := range args {
			n.variable(bare(a), Written)
		}
	case "getopts":
		if len(args) > 1 {
			n.variable(bare(args[1]), Written)
		}
	case "printf", "test", "[":
		for i, a := range args[:max(0, len(args)-1)] {
			if a.Lit() == "-v" {
				role := Read
				if command == "printf" {
					role = Written
				}
				n.variable(bare(args[i+1]), role)
			}
		}
	default:
		if n.runs[command] {
			for _, a := range args {
				n.function(bare(a), Read)
			}
		}
	}
}

// bare returns the text of a word that is one piece of text and nothing else, be
// it in quotes; nil of any other.
func bare(w *syntax.Word) *syntax.Lit {
	if len(w.Parts) != 1 {
		return nil
	}
	switch p := w.Parts[0].(type) {
	case *syntax.Lit:
		return p
	case *syntax.DblQuoted:
		if lit, ok := first(p.Parts).(*syntax.Lit); ok && len(p.Parts) == 1 {
			return lit
		}
	case *syntax.SglQuoted:
		at := p.Pos()
		skip := uint(1)
		if p.Dollar {
			skip++
		}
		start := syntax.NewPos(at.Offset()+skip, at.Line(), at.Col()+skip)
		return &syntax.Lit{ValuePos: start, ValueEnd: syntax.NewPos(start.Offset()+uint(len(p.Value)), at.Line(), start.Col()+uint(len(p.Value))), Value: p.Value}
	}
	return nil
}

func first(parts []syntax.WordPart) syntax.WordPart {
	if len(parts) == 0 {
		return nil
	}
	return parts[0]
}

// function adds a place of what may be a function. Whether there is one of that
// name, in this script or one that it reads in, is for others to say.
func (n *namer) function(at *syntax.Lit, role Role) {
	if at != nil && at.Value != "" && at.Value[0] != '-' && !strings.ContainsAny(at.Value, "\\\n") {
		n.add(&n.found.Functions, at, role)
	}
}

func (n *namer) variable(at *syntax.Lit, role Role) {
	if at != nil && IsVariable(at.Value) {
		n.add(&n.found.Variables, at, role)
	}
}

// add adds a name that stands in the script as it is: no end of a line cuts it in
// two, and no template tag is part of it.
func (n *namer) add(list *[]Use, at *syntax.Lit, role Role) {
	span := n.src.span(int(at.Pos().Offset()), int(at.End().Offset()))
	if span.Len() == len(at.Value) && !strings.Contains(at.Value, templateMask) {
		*list = append(*list, Use{Name{at.Value, span}, role})
	}
}

// IsVariable reports whether a shell takes a text for a variable's name.
func IsVariable(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || i > 0 && c >= '0' && c <= '9':
		default:
			return false
		}
	}
	return s != ""
}
