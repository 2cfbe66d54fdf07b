package ide

import (
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// variable adds where an environment variable of a bundle is named. ofValue says
// that it is looked for because of a parameter or credential: then the place that
// gives the variable its name is none of it.
func (c *collector) variable(b *analysis.Bundle, variable string, ofValue bool) {
	f := c.fileOf(b)
	if !ofValue {
		for _, a := range arrivals(b, variable) {
			if a.env.Value != "" {
				c.scalar(f, a.env.Node, Occurrence{Role: Defines, Variable: true})
			}
		}
	}
	for _, r := range b.Manifest.Symbols.Refs {
		if r.Kind == symbols.Builtin && r.Name == "env."+variable {
			c.add(f, Occurrence{Location: Location{Span: r.Span}, Variable: true})
		}
	}
	for _, r := range c.running(b) {
		if r.sets(variable) {
			continue
		}
		for _, u := range r.names.Variables {
			if u.Text != variable {
				continue
			}
			o := Occurrence{Location: Location{Span: r.span(u.Span)}, Variable: true, Role: roleOf(u.Role), where: script}
			if r.file == nil {
				o.where = ownManifest
				c.add(f, o)
			} else {
				c.add(r.file, o)
			}
		}
	}
}

func roleOf(r shell.Role) Role {
	return [...]Role{shell.Read: Reads, shell.Written: Writes, shell.Defined: Defines}[r]
}

// scriptVariable adds where a script names a variable that is its own.
func (c *collector) scriptVariable(n name) {
	for _, u := range scriptNames.Of(n.file).Variables {
		if u.Text == n.text {
			c.add(n.file, Occurrence{Location: Location{Span: u.Span}, Role: roleOf(u.Role), where: script})
		}
	}
}

// function adds where a function is defined, called, and handed to a script.
func (c *collector) function(n name) {
	c.uses(n, n.file)
	if !c.everywhere && c.Document == nil {
		if c.File.Name != n.file.Name {
			c.uses(n, c.File)
		}
		return
	}
	for _, b := range c.runners(n.file) {
		if c.ended() {
			return
		}
		for _, r := range c.running(b) {
			if file := r.defines(n.text); file == nil || file.Name != n.file.Name {
				continue
			}
			if r.file != nil {
				c.uses(n, r.file)
			} else {
				for _, u := range r.names.Functions {
					if u.Text == n.text {
						c.add(c.fileOf(b), Occurrence{Location: Location{Span: r.span(u.Span)}})
					}
				}
			}
			if word, handed := r.handed(); r.isRoot() && handed.kind == ofFunction && handed.text == n.text {
				c.word(b, r, word)
			}
		}
	}
}

// uses adds where a script names a function.
func (c *collector) uses(n name, f *analysis.File) {
	for _, u := range scriptNames.Of(f).Functions {
		if u.Text == n.text {
			c.add(f, Occurrence{Location: Location{Span: u.Span}, Role: roleOf(u.Role), where: script})
		}
	}
}

// runners returns the bundles whose steps may run a file.
func (c *collector) runners(f *analysis.File) []*analysis.Bundle {
	if c.Document != nil && !c.everywhere {
		return []*analysis.Bundle{c.Bundle()}
	}
	if c.Document == nil && c.Path != "" {
		return c.users(c.Path)
	}
	own := c.Bundle()
	all := []*analysis.Bundle{own}
	for _, r := range c.running(own) {
		if r.file != nil && r.file.Name == f.Name && own.Path != "" {
			for _, b := range c.users(dirOf(own.Path) + r.local) {
				if b.Path != own.Path {
					all = append(all, b)
				}
			}
			break
		}
	}
	return all
}

func dirOf(path string) string { return path[:strings.LastIndexByte(path, '/')+1] }

// word adds an argument of a step.
func (c *collector) word(b *analysis.Bundle, r *running, word exec.Argument) {
	f := c.fileOf(b)
	at := r.Place(word)
	o := Occurrence{Location: Location{Span: at}}
	if n := b.Manifest.File.NodeAt(at.Start); n.Kind() == syntax.Scalar && n.TextSpan() == at {
		o.node = n
	}
	c.add(f, o)
}

// branch adds where a script tells a word apart, and the steps that hand it over.
func (c *collector) branch(n name) {
	for _, w := range branches(n.file) {
		if w.Text == n.text {
			c.add(n.file, Occurrence{Location: Location{Span: w.Span}, Role: Defines, where: script})
		}
	}
	if !c.everywhere && c.Document == nil {
		return
	}
	for _, b := range c.runners(n.file) {
		if c.ended() {
			return
		}
		for _, r := range c.running(b) {
			if word, handed := r.handed(); r.isRoot() && handed.kind == ofBranch && handed.text == n.text && handed.file.Name == n.file.Name {
				c.word(b, r, word)
			}
		}
	}
}
