package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// collector gathers what a script defines, reads and calls.
type collector struct {
	script    *Script
	src       source
	functions map[string]*syntax.Stmt // bodies by name; of several the last
	seen      map[seen]bool
}

// seen is a name that one of the script's lists has already.
type seen struct {
	list *[]Name
	name string
}

func (c *collector) collect(stmts []*syntax.Stmt) {
	c.seen = map[seen]bool{}
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
		}
	}
	c.script.Programs = programs
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
		}
	case *syntax.ParamExp:
		if n.Param != nil && isName(n.Param.Value) {
			c.add(&s.Reads, n.Param.Value, n.Param)
		}
		if n.Excl {
			s.Opaque = true // reads what the variable's value names
		}
	case *syntax.ArithmExp, *syntax.ArithmCmd, *syntax.LetClause:
		c.arithmetic(n)
	case *syntax.DeclClause:
		if n.Variant.Value == "declare" || n.Variant.Value == "typeset" {
			for _, a := range n.Args {
				if a.Naked && a.Value != nil && strings.HasPrefix(a.Value.Lit(), "-") && strings.ContainsAny(a.Value.Lit(), "nxp") {
					s.Opaque = true
				}
			}
		}
	case *syntax.Word:
		c.output(n)
	case *syntax.CallExpr:
		c.call(n)
	}
}

// arithmetic notes the variables that stand in arithmetic without a $.
func (c *collector) arithmetic(n syntax.Node) {
	syntax.Walk(n, func(n syntax.Node) bool {
		if w, ok := n.(*syntax.Word); ok && isName(w.Lit()) {
			c.add(&c.script.Reads, w.Lit(), w)
		}
		return true
	})
}

// call notes what a command's name says of it.
func (c *collector) call(n *syntax.CallExpr) {
	if len(n.Args) == 0 {
		return
	}
	s := c.script
	name, known := static(n.Args[0])
	switch {
	case !known || name == "":
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
	case name == "eval":
		s.Opaque = true
	case name == "printenv":
		for _, a := range n.Args[1:] {
			if v, known := static(a); known && isName(v) {
				c.add(&s.Reads, v, a)
			}
		}
	}
	c.add(&s.Programs, name, n.Args[0])
}

// outputFolders are where Porter takes outputs from, as a script may call them:
// it runs in /cnab/app.
var outputFolders = [...]string{"/cnab/app/outputs", "/cnab/app/porter/outputs", "./outputs", "outputs", "./porter/outputs", "porter/outputs"}

// output notes a file in one of the folders of outputs.
func (c *collector) output(w *syntax.Word) {
	s, _ := static(w)
	if !strings.Contains(s, "outputs") {
		return
	}
	for _, folder := range outputFolders {
		rest, ok := strings.CutPrefix(s, folder)
		if !ok {
			continue
		}
		name := strings.TrimPrefix(rest, "/")
		switch {
		case rest != "" && rest[0] != '/':
		case name == "" || strings.ContainsAny(name, "\x00/"):
			c.script.AnyOutput = true
		default:
			c.add(&c.script.Outputs, name, w)
		}
		return
	}
	c.script.AnyOutput = true
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

// isName reports whether a text is the name of a variable, other than what
// stands for a template or for the shell's own $_.
func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return strings.Trim(s, "_") != ""
}
