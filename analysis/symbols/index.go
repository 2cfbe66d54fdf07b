package symbols

import (
	"cmp"
	"slices"

	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Index holds a manifest's symbols and their uses, each in source order. It is
// immutable.
type Index struct {
	Symbols []Symbol
	Refs    []Ref
	Uses    []Use // the template tags of all steps

	names  map[Kind][]string
	lookup map[symbolKey]int // the first symbol of a kind and name, in Symbols
}

type symbolKey struct {
	kind Kind
	name string
}

// NewIndex indexes a manifest and the file it was decoded from.
func NewIndex(file *syntax.File, m *manifest.Manifest) *Index {
	x := &Index{}
	x.define(m)
	x.defineCustom(m.Custom, "", 0)
	for _, a := range m.Actions {
		x.action(a)
		for _, s := range a.Steps {
			x.uses(file, m.Delims, a.Name.Value, s)
		}
	}
	x.fields(m)
	for _, u := range x.Uses {
		if r, ok := u.ref(); ok {
			x.Refs = append(x.Refs, r)
		}
	}
	x.finish()
	return x
}

// Names returns the names that symbols of a kind have, in source order, each
// once. The caller must not change it.
func (x *Index) Names(kind Kind) []string { return x.names[kind] }

// Lookup returns the first symbol of a kind and name.
func (x *Index) Lookup(kind Kind, name string) (Symbol, bool) {
	i, ok := x.lookup[symbolKey{kind, name}]
	if !ok {
		return Symbol{}, false
	}
	return x.Symbols[i], true
}

// finish sorts what was collected and makes it quick to look up.
func (x *Index) finish() {
	slices.SortStableFunc(x.Symbols, func(a, b Symbol) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	slices.SortStableFunc(x.Refs, func(a, b Ref) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	x.names, x.lookup = map[Kind][]string{}, make(map[symbolKey]int, len(x.Symbols))
	for i, s := range x.Symbols {
		key := symbolKey{s.Kind, s.Name}
		if _, seen := x.lookup[key]; !seen {
			x.lookup[key] = i
			x.names[s.Kind] = append(x.names[s.Kind], s.Name)
		}
	}
}

func (x *Index) add(kind Kind, name manifest.String) {
	if name.Set() && name.Value != "" {
		x.Symbols = append(x.Symbols, Symbol{Kind: kind, Name: name.Value, Span: name.Span()})
	}
}

func (x *Index) define(m *manifest.Manifest) {
	for _, mx := range m.Mixins {
		if mx.Name.Value != "" {
			x.Symbols = append(x.Symbols, Symbol{Kind: Mixin, Name: mx.Name.Value, Span: mx.NameSpan})
		}
	}
	for _, p := range m.Parameters {
		x.add(Parameter, p.Name)
	}
	for _, c := range m.Credentials {
		x.add(Credential, c.Name)
	}
	for _, o := range m.Outputs {
		x.add(Output, o.Name)
	}
	for _, s := range m.State {
		x.add(State, s.Name)
	}
	for _, i := range m.Images {
		x.add(Image, i.Key)
	}
	for _, d := range m.Dependencies {
		x.add(Dependency, d.Name)
	}
}

// deepest bounds the walk through custom, whose depth is the file's to choose.
const deepest = 64

func (x *Index) defineCustom(n syntax.Node, path string, depth int) {
	if depth > deepest {
		return
	}
	for k, v := range n.Pairs() {
		if k.Kind() != syntax.Scalar {
			continue
		}
		name := path + k.Value()
		x.Symbols = append(x.Symbols, Symbol{Kind: Custom, Name: name, Span: k.Span()})
		x.defineCustom(v, name+".", depth+1)
	}
}

func (x *Index) action(a manifest.Action) {
	x.add(Action, a.Name)
	for _, s := range a.Steps {
		if s.Mixin.Set() {
			x.Refs = append(x.Refs, Ref{Mixin, s.Mixin.Value, s.Mixin.Span(), a.Name.Value, s.Index})
		}
		for _, o := range s.Outputs {
			if !o.Name.Set() || o.Name.Value == "" {
				continue
			}
			x.Symbols = append(x.Symbols, Symbol{StepOutput, o.Name.Value, o.Name.Span(), a.Name.Value, s.Index})
		}
	}
}

// fields adds the uses of names in fields: applyTo, source, customActions.
func (x *Index) fields(m *manifest.Manifest) {
	ref := func(kind Kind, name manifest.String) {
		if name.Set() && name.Value != "" {
			x.Refs = append(x.Refs, Ref{Kind: kind, Name: name.Value, Span: name.Span()})
		}
	}
	actions := func(names []manifest.String) {
		for _, n := range names {
			ref(Action, n)
		}
	}
	for _, p := range m.Parameters {
		actions(p.ApplyTo)
		ref(Dependency, p.Source.Dependency)
		if !p.Source.Dependency.Set() {
			ref(Output, p.Source.Output)
		}
	}
	for _, c := range m.Credentials {
		actions(c.ApplyTo)
	}
	for _, o := range m.Outputs {
		actions(o.ApplyTo)
	}
	for _, c := range m.CustomActions {
		ref(Action, c.Name)
	}
}

// ref returns the definition that a tag names, for the roots that have
// definitions.
func (u Use) ref() (Ref, bool) {
	path := u.Path
	if len(path) < 3 || path[0].Name != "bundle" {
		return Ref{}, false
	}
	r := Ref{Name: path[2].Name, Span: path[2].Span, Action: u.Action, Step: u.Step}
	switch path[1].Name {
	case "parameters":
		r.Kind = Parameter
	case "credentials":
		r.Kind = Credential
	case "outputs":
		r.Kind = Output
	case "images":
		r.Kind = Image
	case "dependencies":
		r.Kind = Dependency
	case "custom":
		r.Kind = Custom
		for _, s := range path[3:] {
			r.Name += "." + s.Name
		}
		r.Span = text.Span{Start: path[2].Span.Start, End: path[len(path)-1].Span.End}
	default:
		return Ref{}, false
	}
	return r, true
}
