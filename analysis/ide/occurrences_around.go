package ide

import (
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/text"
)

// given adds where sets and installations give a value to a symbol of a bundle,
// or of one of its dependencies.
func (c *collector) given(b *analysis.Bundle, n name, alias string) {
	for _, g := range c.Workspace().GivenTo(b) {
		if c.ended() {
			return
		}
		f, err := c.Files.File(g.Path)
		if err != nil {
			continue
		}
		for _, e := range entriesOf(g.Document) {
			for _, p := range e.parts() {
				if p.kind == n.symbol && p.text == n.text && p.dependency == alias {
					o := Occurrence{Role: Writes, where: setOrInstallation}
					if o.Span = p.span; p.span == p.of.Node.TextSpan() {
						o.node = p.of.Node
					}
					c.add(f, o)
				}
			}
		}
		if n.symbol == symbols.Field && alias == "" {
			c.givenFields(f, g.Document, n.text)
		}
	}
}

// dependants adds where bundles that depend on one name a symbol of it.
func (c *collector) dependants(b *analysis.Bundle, n name) {
	for _, other := range c.Workspace().Bundles() {
		if c.ended() {
			return
		}
		m := other.Manifest.Manifest
		for i := range m.Dependencies {
			d := &m.Dependencies[i]
			if of := c.dependency(other, d); of == nil || of.Path != b.Path {
				continue
			}
			for _, g := range givenTo(d) {
				if g.kind == n.symbol && g.name.Value == n.text {
					c.scalar(c.fileOf(other), g.name.Node, Occurrence{Role: Writes, where: otherManifest})
				}
			}
			if n.symbol == symbols.Output || isPersistent(b, n) {
				c.inIndex(other, symbols.Ref{Kind: symbols.DependencyOutput, Name: d.Name.Value + "." + n.text}, otherManifest)
			}
			if n.symbol == symbols.Parameter {
				c.given(other, n, d.Name.Value)
			}
		}
	}
}

// set adds a set's own name and the installations that name it.
func (c *collector) set(set *analysis.Placed) {
	if set == nil {
		return
	}
	if f, err := c.Files.File(set.Path); err == nil {
		c.scalar(f, set.Desired.Name.Node, Occurrence{Role: Defines, where: setOrInstallation})
	}
	for _, user := range c.Workspace().Users(set) {
		f, err := c.Files.File(user.Path)
		if err != nil {
			continue
		}
		for _, named := range c.Workspace().SetsOf(user) {
			if isSet(named, set) {
				c.scalar(f, named.Name.Node, Occurrence{where: setOrInstallation})
			}
		}
	}
}

// title adds a bundle's name, and where installations and other bundles have it
// as part of where the bundle is published.
func (c *collector) title(b *analysis.Bundle) {
	m := b.Manifest.Manifest
	c.scalar(c.fileOf(b), m.Name.Node, Occurrence{Role: Defines})
	if !c.everywhere || m.Reference.Value != "" || m.Registry.Value == "" || b.Path == "" {
		return
	}
	for _, p := range c.Workspace().Installations(b) {
		if f, err := c.Files.File(p.Path); err == nil {
			if last, at := repositoryOf(p.Desired); last == m.Name.Value {
				c.add(f, Occurrence{Location: Location{Span: at}, where: setOrInstallation})
			}
		}
	}
	for _, other := range c.Workspace().Bundles() {
		if c.ended() {
			return
		}
		for i := range other.Manifest.Manifest.Dependencies {
			d := &other.Manifest.Manifest.Dependencies[i]
			if of := c.dependency(other, d); of == nil || of.Path != b.Path {
				continue
			}
			if at, ok := nameInReference(d.Reference, m.Name.Value); ok {
				c.add(c.fileOf(other), Occurrence{Location: Location{Span: at}, where: otherManifest})
			}
		}
	}
}

// nameInReference returns where a bundle's name stands in a reference to it.
func nameInReference(ref manifest.String, name string) (text.Span, bool) {
	whole := ref.Node.TextSpan()
	start := strings.LastIndexByte(ref.Value, '/') + 1
	rest, ok := strings.CutPrefix(ref.Value[start:], name)
	if !ok || rest != "" && rest[0] != ':' && rest[0] != '@' || whole.Len() != len(ref.Value) {
		return text.Span{}, false
	}
	start += whole.Start
	return text.Span{Start: start, End: start + len(name)}, true
}
