package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Dispatch says what a script does with the first of its arguments. The zero
// Dispatch is that of a script that does nothing with it, or nothing that is
// understood.
type Dispatch struct {
	// Runs says that it is run as a command, which may be one of the functions.
	Runs bool
	// Words are those that a case tells apart.
	Words []Name
	// Else says that the case has a branch for all other words, or may have.
	Else bool
	// Certain says that nothing decides before whether it comes to this.
	Certain bool
}

// Known reports whether it is known what becomes of the argument.
func (d Dispatch) Known() bool { return d.Runs || len(d.Words) > 0 }

// Takes reports whether a word is one of those that a case tells apart.
func (d Dispatch) Takes(word string) bool { return has(d.Words, word) }

// deepest is how many functions deep a dispatch is looked for.
const deepest = 4

// dispatch finds out what becomes of the first argument.
func (c *collector) dispatch(stmts []*syntax.Stmt) Dispatch {
	f := follower{collector: c, first: map[string]bool{}, certain: true}
	f.stmts(stmts)
	if f.lost {
		return Dispatch{}
	}
	return f.found
}

// follower walks through statements in their order as a shell does.
type follower struct {
	*collector
	found   Dispatch
	first   map[string]bool // variables that hold the first argument
	shifted bool            // the arguments are no more what they were
	certain bool            // what is looked at is run
	depth   int
	lost    bool // it is not known which arguments there are
	ended   bool // behind an exit
}

func (f *follower) stmts(list []*syntax.Stmt) {
	for _, s := range list {
		if f.lost || f.ended {
			return
		}
		f.command(s.Cmd)
	}
}

// perhaps looks at statements that are run only if something is so.
func (f *follower) perhaps(look func()) {
	certain := f.certain
	f.certain = false
	look()
	f.certain, f.ended = certain, false
}

func (f *follower) command(cmd syntax.Command) {
	switch cmd := cmd.(type) {
	case *syntax.CallExpr:
		f.call(cmd)
	case *syntax.DeclClause:
		f.assign(cmd.Args)
	case *syntax.Block:
		f.stmts(cmd.Stmts)
	case *syntax.Subshell:
		f.stmts(cmd.Stmts)
	case *syntax.TimeClause:
		if cmd.Stmt != nil {
			f.command(cmd.Stmt.Cmd)
		}
	case *syntax.BinaryCmd:
		f.command(cmd.X.Cmd)
		f.perhaps(func() { f.command(cmd.Y.Cmd) })
	case *syntax.IfClause:
		f.perhaps(func() {
			for branch := cmd; branch != nil; branch = branch.Else {
				f.stmts(branch.Cond)
				f.stmts(branch.Then)
				f.ended = false
			}
		})
	case *syntax.CaseClause:
		f.cases(cmd)
	case *syntax.WhileClause, *syntax.ForClause:
		// A loop over the arguments reads options: what is left of them behind
		// it is not known.
		syntax.Walk(cmd, func(n syntax.Node) bool {
			if call, ok := n.(*syntax.CallExpr); ok && len(call.Args) > 0 && call.Args[0].Lit() == "shift" {
				f.lost = true
			}
			return !f.lost
		})
	}
}

func (f *follower) call(call *syntax.CallExpr) {
	if len(call.Args) == 0 {
		f.assign(call.Assigns)
		return
	}
	if f.isFirst(call.Args[0]) {
		f.found.Runs = true
		f.found.Certain = f.found.Certain || f.certain
		return
	}
	name, _ := static(call.Args[0])
	switch name {
	case "shift":
		if !f.certain {
			f.lost = true
		}
		f.shifted = true
	case "set":
		for _, a := range call.Args[1:] {
			if a.Lit() == "--" {
				f.lost = true
			}
		}
	case "eval", "exec":
		// exec runs programs, never functions.
		for _, a := range call.Args[1:] {
			if f.isFirst(a) {
				f.lost = true
			}
		}
	case "shopt":
		for _, a := range call.Args[1:] {
			if a.Lit() == "nocasematch" {
				f.lost = true // words are then told apart in another way
			}
		}
	case "exit":
		f.ended = true
	default:
		f.function(name, call.Args[1:])
	}
}

// function looks into a function that is handed the arguments.
func (f *follower) function(name string, args []*syntax.Word) {
	body := f.functions[name]
	if body == nil || len(args) == 0 || !f.isFirst(args[0]) || f.depth == deepest {
		return
	}
	inner := follower{
		collector: f.collector, found: f.found, first: map[string]bool{},
		certain: f.certain, depth: f.depth + 1,
	}
	inner.command(body.Cmd)
	f.found, f.lost = inner.found, f.lost || inner.lost
}

// assign notes the variables that get the first argument.
func (f *follower) assign(list []*syntax.Assign) {
	for _, a := range list {
		if a.Name == nil || a.Value == nil {
			continue
		}
		f.first[a.Name.Value] = f.isFirst(a.Value)
	}
}

// cases looks at a case, which may be one over the first argument.
func (f *follower) cases(c *syntax.CaseClause) {
	ours := f.isFirst(c.Word)
	for _, item := range c.Items {
		for _, p := range item.Patterns {
			word, known := static(p)
			switch {
			case !ours:
			case !known || strings.ContainsAny(word, "*?[+@!"):
				f.found.Else = true
			default:
				f.found.Words = append(f.found.Words, Name{word, f.src.span(int(p.Pos().Offset()), int(p.End().Offset()))})
			}
		}
		f.perhaps(func() { f.stmts(item.Stmts) })
	}
	if ours && len(f.found.Words) > 0 {
		f.found.Certain = f.found.Certain || f.certain
	}
}

// isFirst reports whether a word is the first argument, or all of them.
func (f *follower) isFirst(w *syntax.Word) bool {
	if len(w.Parts) != 1 {
		return false
	}
	part := w.Parts[0]
	if q, ok := part.(*syntax.DblQuoted); ok && len(q.Parts) == 1 {
		part = q.Parts[0]
	}
	p, ok := part.(*syntax.ParamExp)
	if !ok || p.Param == nil || p.Excl || p.Length || p.Repl != nil || p.Index != nil || p.Slice != nil {
		return false
	}
	if p.Exp != nil {
		switch p.Exp.Op {
		case syntax.DefaultUnset, syntax.DefaultUnsetOrNull, syntax.ErrorUnset, syntax.ErrorUnsetOrNull:
		default:
			return false
		}
	}
	switch p.Param.Value {
	case "1", "@", "*":
		return !f.shifted
	}
	return f.first[p.Param.Value]
}
