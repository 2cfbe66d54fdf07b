package analysis

import (
	"sync"

	"github.com/porter-ls/porter-ls/schema"
)

// Fact is something about a bundle that several rules need to know and that
// takes work to find out. A check finds it out when a rule first asks, once for
// all rules. A Fact itself holds nothing and may be a package's variable.
type Fact[T any] struct{ find func(*Pass) T }

// NewFact returns the fact that find finds out. It must depend on nothing but
// what the Pass has, and the rules must not change what it returns.
func NewFact[T any](find func(*Pass) T) *Fact[T] { return &Fact[T]{find} }

// answered is a fact as it was found out in one check.
type answered[T any] struct {
	value  T
	unsure bool // it asked for something that is not known
}

// Of returns the fact about the bundle that the pass looks at. What is not known
// of it is not known to any rule that asks.
func (f *Fact[T]) Of(p *Pass) T {
	known, ok := p.facts[f].(*answered[T])
	if !ok {
		known = f.found(p)
	}
	if known.unsure {
		p.doubt()
	}
	return known.value
}

// found finds the fact out. It is apart from Of, which rules ask at every step and
// which therefore allocates nothing.
func (f *Fact[T]) found(p *Pass) *answered[T] {
	known := &answered[T]{}
	every := *p
	if d, ok := p.Inputs.(doubting); ok {
		every.Inputs = doubting{d.Inputs, &known.unsure}
	}
	known.value = f.find(&every)
	p.facts[f] = known
	return known
}

// FileFact is something about a file that takes work to find out and depends on
// nothing but its content. It is found out once for all checks that see the file
// in the same state. A FileFact itself holds nothing and may be a package's
// variable.
type FileFact[T any] struct{ find func(content []byte) T }

// NewFileFact returns the fact that find finds out. Nobody must change what it
// returns.
func NewFileFact[T any](find func(content []byte) T) *FileFact[T] { return &FileFact[T]{find} }

// Of returns the fact about a file.
func (f *FileFact[T]) Of(file *File) T {
	known, ok := file.facts.Load(f)
	if !ok {
		known, _ = file.facts.LoadOrStore(f, sync.OnceValue(func() T { return f.find(file.content) }))
	}
	return known.(func() T)()
}

// Schema returns what may stand where in the document. In a manifest, the
// schema that an installed mixin prints of itself takes the place of the built-in
// one, as far as the Inputs know it and it can be read.
func (p *Pass) Schema() *schema.Set { return schemaSet.Of(p) }

var schemaSet = NewFact(func(p *Pass) *schema.Set {
	library := p.Config.Library
	if library == nil {
		library = schema.NewLibrary()
	}
	if d := schemaOf(p.Document.Kind); d != schema.Manifest {
		return library.DocumentSet(d)
	}
	m := p.Document.Manifest
	inputs := p.Inputs
	if d, ok := inputs.(doubting); ok {
		inputs = d.Inputs // what is built in will do
	}
	var installed []*schema.Mixin
	for _, declared := range m.Mixins {
		name := declared.Name.Value
		if name == "" {
			continue
		}
		printed, version, state := inputs.MixinSchema(name)
		if state != Value {
			continue
		}
		if mixin, err := library.Installed(name, version, printed); err == nil {
			installed = append(installed, mixin)
		}
	}
	set := library.Set(m.SchemaVersion.Value, installed...)
	for _, declared := range m.Mixins {
		if name := declared.Name.Value; name != "" && set.Mixin(name) == nil {
			p.doubt()
		}
	}
	return set
})

// schemaOf returns which schema a document of a kind is held against.
func schemaOf(kind DocumentKind) schema.Document {
	switch kind {
	case CredentialSet:
		return schema.CredentialSet
	case ParameterSet:
		return schema.ParameterSet
	case Installation:
		return schema.Installation
	case PluginList:
		return schema.Plugins
	case PorterConfig:
		return schema.Config
	}
	return schema.Manifest
}
