package ide

import (
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/desired"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/text"
)

// inDesired returns the name at an offset of a set or an installation.
func (v *View) inDesired(off int) (standing, bool) {
	d := v.Document.Desired
	placed := v.placed()
	if at := d.Name.Node.TextSpan(); d.Name.Value != "" && at.Contains(off) {
		if v.Document.Kind != analysis.CredentialSet && v.Document.Kind != analysis.ParameterSet {
			return standing{}, false
		}
		return one(at, name{kind: ofSet, text: d.Name.Value, set: placed})
	}
	if at := d.Bundle.Repository.Node.TextSpan(); d.Bundle.Repository.Value != "" && at.Contains(off) {
		s := standing{span: at}
		for _, b := range v.Workspace().OfRepository(d.Bundle.Repository.Value) {
			s.names = append(s.names, name{kind: ofReference, text: d.Bundle.Repository.Value, bundle: b})
		}
		return s, true
	}
	if v.Document.Kind == analysis.Installation {
		for _, named := range v.Workspace().SetsOf(placed) {
			if at := named.Name.Node.TextSpan(); named.Name.Value != "" && at.Contains(off) {
				return one(at, name{kind: ofSet, text: named.Name.Value, set: named.Set})
			}
		}
	}
	for _, e := range entriesOf(v.Document) {
		for _, part := range e.parts() {
			if part.span.Contains(off) {
				return v.entry(part), true
			}
		}
	}
	return v.givenField(off)
}

// placed is the view's file in the workspace.
func (v *View) placed() *analysis.Placed {
	return v.Workspace().Placed(&analysis.Placed{Path: v.Path, Document: v.Document})
}

// entry is what gives a value to a parameter or credential.
type entry struct {
	kind symbols.Kind
	name manifest.String
}

// entriesOf returns the names that a set or an installation has values for.
func entriesOf(doc *analysis.Document) []entry {
	kind := symbols.Parameter
	if doc.Kind == analysis.CredentialSet {
		kind = symbols.Credential
	}
	var all []entry
	for _, value := range doc.Desired.Values {
		all = append(all, entry{kind: kind, name: value.Name})
	}
	for _, value := range doc.Desired.Parameters {
		all = append(all, entry{kind: kind, name: value.Name})
	}
	return all
}

// part is a part of an entry's name: DEPENDENCY#PARAMETER gives a value to a
// parameter of a dependency.
type part struct {
	kind       symbols.Kind
	text       string
	dependency string // whose parameter it is, "" for the bundle's own
	span       text.Span
	of         manifest.String // the whole
}

func (e entry) parts() []part {
	if e.name.Value == "" {
		return nil
	}
	whole := e.name.Node.TextSpan()
	alias, own, ok := strings.Cut(e.name.Value, "#")
	if !ok || e.kind != symbols.Parameter || whole.Len() != len(e.name.Value) {
		return []part{{e.kind, e.name.Value, "", whole, e.name}}
	}
	return []part{
		{symbols.Dependency, alias, "", text.Span{Start: whole.Start, End: whole.Start + len(alias)}, e.name},
		{symbols.Parameter, own, alias, text.Span{Start: whole.End - len(own), End: whole.End}, e.name},
	}
}

// entry returns what a part of an entry's name stands for, in every bundle that
// the document is for.
func (v *View) entry(p part) standing {
	s := standing{span: p.span}
	for _, b := range v.Workspace().BundlesFor(v.placed()) {
		if n, ok := v.partOf(b, p); ok {
			s.names = append(s.names, n)
		}
	}
	return s
}

// partOf returns what a part of an entry's name stands for in a bundle that the
// entry is for; false where the bundle has nothing of that name.
func (v *View) partOf(b *analysis.Bundle, p part) (name, bool) {
	if p.dependency != "" {
		d, ok := b.Manifest.Manifest.Dependency(p.dependency)
		if !ok {
			return name{}, false
		}
		if b = v.dependency(b, &d); b == nil {
			return name{}, false
		}
	}
	if _, ok := b.Manifest.Symbols.Lookup(p.kind, p.text); !ok {
		return name{}, false
	}
	return name{kind: ofSymbol, text: p.text, symbol: p.kind, bundle: b}, true
}

// isSet reports whether an installation's name of a set is that set's.
func isSet(named analysis.Named, set *analysis.Placed) bool {
	return set != nil && named.Set != nil && named.Set.Path == set.Path
}

// repositoryOf returns the last part of a repository, which is the bundle's name,
// and where it stands.
func repositoryOf(d *desired.Document) (last string, at text.Span) {
	s := d.Bundle.Repository
	span := s.Node.TextSpan()
	last = s.Value[strings.LastIndexByte(s.Value, '/')+1:]
	if span.Len() != len(s.Value) {
		return "", text.Span{}
	}
	return last, text.Span{Start: span.End - len(last), End: span.End}
}
