package ide

import (
	"path"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Targets are where one can go from a place.
type Targets struct {
	Origin text.Span // the name at the place
	To     []Target
}

// Target is a place to go to.
type Target struct {
	Location           // the name there
	All      text.Span // all of what has the name; it covers the name
}

// Definition returns where what stands at an offset is defined: in this file, in
// another manifest, in a set or a script. A path of a file leads to the file.
func Definition(v *View, off int) Targets {
	at, ok := v.at(off)
	targets := Targets{Origin: at.span}
	for _, n := range at.names {
		targets.To = append(targets.To, v.definitions(n)...)
	}
	if !ok || len(at.names) == 0 {
		return v.pathAt(off)
	}
	return targets
}

// definitions returns where a name is defined.
func (v *View) definitions(n name) []Target {
	c := &collector{View: v, everywhere: true}
	switch n.kind {
	case ofSymbol:
		if n.bundle == nil {
			return nil
		}
		return c.symbolTargets(n)
	case ofVariable:
		if n.bundle == nil {
			return v.assigned(n)
		}
		var targets []Target
		for _, a := range arrivals(n.bundle, n.text) {
			targets = append(targets, c.symbolTargets(name{kind: ofSymbol, symbol: a.kind, text: a.name.Value, bundle: n.bundle})...)
		}
		return targets
	case ofFunction:
		return functionTargets(n)
	case ofReference, ofBundle:
		if f := c.fileOf(n.bundle); f != nil {
			span := n.bundle.Manifest.Manifest.Name.Span()
			return []Target{{Location{f.Name, span}, span}}
		}
		return nil
	}
	c.collect(n)
	var targets []Target
	for _, o := range c.found {
		if o.Role == Defines {
			targets = append(targets, Target{o.Location, covering(n.anchor.Span(), o.Span)})
		}
	}
	return targets
}

// symbolTargets returns where a symbol of a bundle is defined. What a dependency's
// bundle has that is not known leads to the dependency.
func (c *collector) symbolTargets(n name) []Target {
	f := c.fileOf(n.bundle)
	if f == nil {
		return nil
	}
	index := n.bundle.Manifest.Symbols
	found := index.Definitions(symbols.Ref{Kind: n.symbol, Name: n.text})
	if n.symbol == symbols.DependencyOutput {
		for i := range n.text {
			if n.text[i] == '.' && len(found) == 0 {
				found = index.Definitions(symbols.Ref{Kind: symbols.Dependency, Name: n.text[:i]})
			}
		}
	}
	var targets []Target
	for _, s := range found {
		targets = append(targets, Target{Location{f.Name, s.Span}, covering(s.Node.Span(), s.Span)})
	}
	return targets
}

// covering is the least span that two spans lie in.
func covering(a, b text.Span) text.Span {
	if a.Len() == 0 {
		return b
	}
	return text.Span{Start: min(a.Start, b.Start), End: max(a.End, b.End)}
}

// assigned returns where a script gives a value to a variable of its own.
func (v *View) assigned(n name) []Target {
	var targets []Target
	for _, u := range scriptNames.Of(n.file).Variables {
		if u.Text == n.text && u.Role == shell.Written {
			targets = append(targets, Target{Location{n.file.Name, u.Span}, u.Span})
		}
	}
	return targets
}

// functionTargets returns where a script defines a function.
func functionTargets(n name) []Target {
	var targets []Target
	for _, u := range scriptNames.Of(n.file).Functions {
		if u.Text != n.text || u.Role != shell.Defined {
			continue
		}
		all := u.Span
		for _, d := range n.file.Script().Definitions {
			if d.Text == n.text && d.Span.Covers(u.Span) {
				all = d.Span
			}
		}
		targets = append(targets, Target{Location{n.file.Name, u.Span}, all})
	}
	return targets
}

// pathAt returns the file of the bundle whose path stands at an offset: in a step,
// as the template of the Dockerfile, or where a script reads in another.
func (v *View) pathAt(off int) Targets {
	b := v.Bundle()
	if b == nil || v.Document != nil && !v.Manifest() {
		return Targets{}
	}
	if v.Document == nil {
		for _, s := range v.File.Script().Sources {
			if s.Span.Contains(off) && s.Text != "" {
				return v.file(b, "", s.Text, s.Span)
			}
		}
		return Targets{}
	}
	n := v.Document.File.NodeAt(off)
	value := n.Value()
	if n.Kind() != syntax.Scalar || value == "" || strings.ContainsAny(value, "\n ") {
		return Targets{}
	}
	m := v.Document.Manifest
	if n == m.Dockerfile.Node {
		return v.file(b, "", value, n.TextSpan())
	}
	for i := range m.Actions {
		for j := range m.Actions[i].Steps {
			if s := &m.Actions[i].Steps[j]; s.Node.Span().Contains(off) {
				return v.file(b, folderOf(s), value, n.TextSpan())
			}
		}
	}
	return Targets{}
}

// folderOf is the folder that a step runs in, "" where that is the bundle's.
func folderOf(s *manifest.Step) string {
	for _, key := range []string{"dir", "workingDir"} {
		if dir := s.Body.Get(key).Value(); dir != "" {
			return dir
		}
	}
	return ""
}

// file returns the way from a path to a file of a bundle, if there is one: as a
// step sees it that runs in a folder, or from the bundle's folder.
func (v *View) file(b *analysis.Bundle, dir, written string, at text.Span) Targets {
	for _, dir := range []string{dir, ""} {
		local, ok := exec.Local(dir, written, b.Manifest.Manifest.Delims)
		if !ok {
			continue
		}
		if f, presence := b.File(path.Clean(local)); presence == analysis.There {
			return Targets{Origin: at, To: []Target{{Location: Location{File: f.Name}}}}
		}
	}
	return Targets{}
}
