package shell

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// collector gathers what a script defines, reads and calls.
type collector struct {
	script    *Script
	src       source
	functions map[string]*syntax.Stmt // bodies by name; of several the last
	seen      map[seen]bool
	words     map[string]*syntax.Word // that commands are handed, each where it is first
}

// seen is a name that one of the script's lists has already.
type seen struct {
	list *[]Name
	name string
}

func (c *collector) collect(stmts []*syntax.Stmt) {
	c.seen, c.words = map[seen]bool{}, map[string]*syntax.Word{}
	visit := func(n syntax.Node) bool {
		c.visit(n)
		return true
	}
	for _, s := range stmts {
		syntax.Walk(s, visit)
	}
	var programs []Name
	for _, p := range c.script.Programs {
		if c.functions[p.Text] == nil {
			programs = append(programs, p)
		} else {
			c.script.Calls = append(c.script.Calls, p)
		}
	}
	c.script.Programs = programs
	for name, w := range c.words {
		if c.functions[name] != nil && !has(c.script.Calls, name) {
			c.add(&c.script.Calls, name, w)
		}
	}
	slices.SortFunc(c.script.Calls, func(a, b Name) int { return a.Span.Start - b.Span.Start })
	c.script.Idle = !slices.ContainsFunc(stmts, does)
	c.arguments(stmts)
}

// does reports whether a statement at the top of a script does more than to
// define functions and variables and to set options.
func does(s *syntax.Stmt) bool {
	switch cmd := s.Cmd.(type) {
	case *syntax.FuncDecl, *syntax.DeclClause:
		return false
	case *syntax.CallExpr:
		return len(cmd.Args) > 0 && cmd.Args[0].Lit() != "set" && cmd.Args[0].Lit() != "shopt"
	}
	return true
}

// arguments notes whether the script looks at its own arguments, which those of
// a function are not.
func (c *collector) arguments(stmts []*syntax.Stmt) {
	visit := func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.FuncDecl:
			return false
		case *syntax.ParamExp:
			if n.Param != nil && isArgument(n.Param.Value) {
				c.script.Arguments = true
			}
		case *syntax.ForClause:
			if each, ok := n.Loop.(*syntax.WordIter); ok && !each.InPos.IsValid() {
				c.script.Arguments = true
			}
		case *syntax.CallExpr:
			if name := literal(n); name == "shift" || name == "getopts" || name == "trap" {
				c.script.Arguments = true
			}
		}
		return !c.script.Arguments
	}
	for _, s := range stmts {
		syntax.Walk(s, visit)
	}
}

// isArgument reports whether a variable is one of the arguments, or all of them.
func isArgument(name string) bool {
	switch name {
	case "@", "*", "#", "BASH_ARGV", "BASH_ARGC":
		return true
	}
	return name != "0" && strings.Trim(name, "0123456789") == ""
}

// literal returns the name of a command, "" where it is known only when it runs.
func literal(call *syntax.CallExpr) string {
	if len(call.Args) == 0 {
		return ""
	}
	name, known := static(call.Args[0])
	if !known {
		return ""
	}
	return name
}

// add adds a name to a list that has it not.
func (c *collector) add(list *[]Name, name string, n syntax.Node) {
	key := seen{list, name}
	if c.seen[key] {
		return
	}
	c.seen[key] = true
	*list = append(*list, Name{name, c.src.span(int(n.Pos().Offset()), int(n.End().Offset()))})
}

func (c *collector) visit(n syntax.Node) {
	s := c.script
	switch n := n.(type) {
	case *syntax.FuncDecl:
		if n.Name != nil {
			c.functions[n.Name.Value] = n.Body
			c.add(&s.Functions, n.Name.Value, n.Name)
			s.Definitions = append(s.Definitions, Name{n.Name.Value, c.src.span(int(n.Pos().Offset()), int(n.End().Offset()))})
		}
	case *syntax.ParamExp:
		if n.Excl {
			s.Opaque = true // reads what the variable's value names
		}
	case *syntax.DeclClause:
		if len(n.Args) == 0 {
			s.Opaque = true // lists all variables
		}
		if n.Variant.Value == "declare" || n.Variant.Value == "typeset" {
			for _, a := range n.Args {
				if a.Naked && a.Value != nil && strings.HasPrefix(a.Value.Lit(), "-") && strings.ContainsAny(a.Value.Lit(), "nxp") {
					s.Opaque = true
				}
			}
		}
	case *syntax.CallExpr:
		c.call(n)
	}
}

// call notes what a command's name says of it.
func (c *collector) call(n *syntax.CallExpr) {
	if len(n.Args) == 0 {
		return
	}
	s := c.script
	name, known := static(n.Args[0])
	switch {
	case !known:
		s.Dynamic = true
		return
	case name == "":
		return
	case name == "." || name == "source":
		if len(n.Args) > 1 {
			file, known := static(n.Args[1])
			if !known {
				file = ""
			}
			c.add(&s.Sources, file, n.Args[1])
		}
		return
	case name == "eval", name == "set" && len(n.Args) == 1: // which lists all variables
		s.Opaque = true
	}
	c.add(&s.Programs, name, n.Args[0])
	for _, a := range n.Args[1:] {
		if word := a.Lit(); word != "" && c.words[word] == nil {
			c.words[word] = a
		}
	}
}

// static returns the text of a word, and whether it is all there is: a zero byte
// stands for every part that is known only when it runs.
func static(w *syntax.Word) (s string, known bool) {
	var b strings.Builder
	parts(&b, w.Parts)
	return b.String(), strings.IndexByte(b.String(), 0) < 0
}

func parts(b *strings.Builder, list []syntax.WordPart) {
	for _, p := range list {
		switch p := p.(type) {
		case *syntax.Lit:
			b.WriteString(strings.ReplaceAll(p.Value, `\`, ""))
		case *syntax.SglQuoted:
			b.WriteString(p.Value)
		case *syntax.DblQuoted:
			parts(b, p.Parts)
		default:
			b.WriteByte(0)
		}
	}
}
