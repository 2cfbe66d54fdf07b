package ide

import (
	"cmp"
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// Role says what a place does with a name.
type Role uint8

// The roles.
const (
	Reads   Role = iota // it uses what has the name
	Writes              // it gives it a value: a step's output, an assignment in a script
	Defines             // it is the definition's own place
)

// Occurrence is a place where a name stands.
type Occurrence struct {
	Location
	Role Role
	// Variable says that it is the environment variable of a parameter or
	// credential that stands there, not its name.
	Variable bool

	file  *analysis.File
	where whereabouts
	node  syntax.Node // the scalar that the name is all of, zero where it is part of one or of no scalar
}

// whereabouts says in what kind of file a name stands, seen from the bundle that
// has it.
type whereabouts uint8

const (
	ownManifest whereabouts = iota
	otherManifest
	setOrInstallation
	script
)

// Occurrences returns every place where the symbol of the view's manifest is
// named, in this file and in those around it, in order of file and place, this
// file's first.
func Occurrences(v *View, s symbols.Symbol) []Occurrence {
	at, ok := v.refersTo(symbols.Ref{Kind: s.Kind, Name: s.Name, Span: s.Span, Action: s.Action, Step: s.Step, Defines: true})
	if !ok {
		return nil
	}
	return v.occurrences(at.names, true)
}

// occurrences returns the places where names stand: in the view's own file or,
// where it is asked for, everywhere.
func (v *View) occurrences(names []name, everywhere bool) []Occurrence {
	c := &collector{View: v, everywhere: everywhere}
	for _, n := range names {
		c.collect(n)
	}
	own := v.File.Name
	slices.SortStableFunc(c.found, func(a, b Occurrence) int {
		if a.File != b.File {
			switch own {
			case a.File:
				return -1
			case b.File:
				return 1
			}
		}
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End), cmp.Compare(b.Role, a.Role))
	})
	return slices.CompactFunc(c.found, func(a, b Occurrence) bool { return a.Location == b.Location })
}

// collector finds the places where a name stands.
type collector struct {
	*View
	everywhere bool
	found      []Occurrence
}

// add adds a place in a file.
func (c *collector) add(f *analysis.File, o Occurrence) {
	if f == nil || !c.everywhere && f.Name != c.File.Name {
		return
	}
	o.file, o.File = f, f.Name
	c.found = append(c.found, o)
}

// scalar adds a place that is all of a scalar.
func (c *collector) scalar(f *analysis.File, n syntax.Node, o Occurrence) {
	o.node, o.Span = n, n.TextSpan()
	c.add(f, o)
}

// fileOf returns the file of a bundle's manifest, nil where it cannot be had.
func (c *collector) fileOf(b *analysis.Bundle) *analysis.File {
	if b.Manifest == c.Document {
		return c.File
	}
	if b.Path == "" {
		return nil
	}
	f, err := c.Files.File(b.Path)
	if err != nil {
		return nil
	}
	return f
}

func (c *collector) collect(n name) {
	switch n.kind {
	case ofSymbol:
		if n.bundle != nil {
			c.symbol(n)
		}
	case ofVariable:
		if n.bundle == nil {
			c.scriptVariable(n)
			return
		}
		c.variable(n.bundle, n.text, false)
	case ofFunction:
		c.function(n)
	case ofBranch:
		c.branch(n)
	case ofAnchor:
		c.anchor(n)
	case ofSet:
		c.set(n.set)
	case ofBundle:
		c.title(n.bundle)
	}
}

// symbol adds where a symbol of a bundle is named.
func (c *collector) symbol(n name) {
	b := n.bundle
	if c.concerns(b) {
		c.inIndex(b, symbols.Ref{Kind: n.symbol, Name: n.text}, ownManifest)
		if n.symbol == symbols.Field {
			c.fields(b, n.text)
		}
		for _, a := range arrivals(b, "") {
			if a.kind == n.symbol && a.name.Value == n.text {
				c.variable(b, a.variable, true)
			}
		}
	}
	if n.symbol == symbols.Output || isPersistent(b, n) {
		c.promoted(b, n.text)
	}
	if b.Path == "" {
		return
	}
	switch n.symbol {
	case symbols.Parameter, symbols.Credential, symbols.Dependency, symbols.Field:
		if c.everywhere || c.Document != nil && c.Document.Desired != nil {
			c.given(b, n, "")
		}
	case symbols.Output:
	default:
		return
	}
	if c.everywhere || !c.is(b) {
		c.dependants(b, n)
	}
}

// is reports whether the view's file is a bundle's manifest.
func (c *collector) is(b *analysis.Bundle) bool { return b.Manifest == c.Document }

// concerns reports whether the bundle's own files are to be looked through.
func (c *collector) concerns(b *analysis.Bundle) bool {
	return c.everywhere || c.is(b) || c.Document == nil
}

// isPersistent reports whether a name is that of a persistent parameter, which is
// an output of the bundle too.
func isPersistent(b *analysis.Bundle, n name) bool {
	p, ok := b.Manifest.Manifest.Parameter(n.text)
	return ok && p.Persistent && (n.symbol == symbols.Parameter || n.symbol == symbols.Output)
}

// inIndex adds what the index of a bundle's manifest has.
func (c *collector) inIndex(b *analysis.Bundle, ref symbols.Ref, where whereabouts) {
	f := c.fileOf(b)
	if f == nil {
		return
	}
	for _, o := range b.Manifest.Symbols.Occurrences(ref) {
		found := Occurrence{where: where}
		switch {
		case o.Kind == symbols.StepOutput && o.Defines:
			found.Role = Writes
		case o.Defines:
			found.Role = Defines
		}
		if n := b.Manifest.File.NodeAt(o.Span.Start); n.Kind() == syntax.Scalar && n.TextSpan() == o.Span {
			c.scalar(f, n, found)
			continue
		}
		found.Span = o.Span
		c.add(f, found)
	}
}

// promoted adds the outputs of dependencies that become the bundle's own.
func (c *collector) promoted(b *analysis.Bundle, output string) {
	for i := range b.Manifest.Manifest.Dependencies {
		for _, p := range b.Manifest.Manifest.Dependencies[i].Outputs {
			if p.Key.Value == output {
				c.scalar(c.fileOf(b), p.Key.Node, Occurrence{Role: Writes})
			}
		}
	}
}

// anchor adds a YAML anchor and its aliases.
func (c *collector) anchor(n name) {
	if n.anchor.IsZero() {
		return
	}
	c.add(n.file, Occurrence{Location: Location{Span: afterMark(n.anchor.AnchorSpan())}, Role: Defines})
	for alias, to := range syntax.AliasesOf(c.Document.File.Docs()...) {
		if to == n.anchor {
			c.add(n.file, Occurrence{Location: Location{Span: afterMark(alias.Span())}})
		}
	}
}
