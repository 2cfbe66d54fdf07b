package ide

import (
	"maps"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// dependency describes an entry of dependencies.requires.
func (h *hover) dependency(d manifest.Dependency) {
	if d.Reference.Value != "" {
		h.item("Reference: ", code(d.Reference.Value))
	}
	if d.Version.Value != "" {
		h.item("Versions: ", code(d.Version.Value))
	}
	h.dependencyBundle(d)
}

// dependencyBundle describes the bundle that a dependency asks for, where it is at
// hand: pulled by Porter, or among the manifests around.
func (h *hover) dependencyBundle(d manifest.Dependency) {
	if d.Reference.Value == "" {
		return
	}
	if b, state := h.Inputs.Dependency(d.Reference.Value); state == analysis.Value {
		h.pulled(b)
		return
	}
	if n, state := h.Inputs.Neighbour(d.Reference.Value, d.Version.Value); state == analysis.Value {
		m := n.Manifest.Manifest
		h.item("A bundle of this workspace: ", code(n.Reference))
		h.quote(m.Description.Value)
		h.takes("Parameters: ", len(m.BundleParameters()), func(i int) string { return m.BundleParameters()[i].Name.Value })
		h.takes("Credentials: ", len(m.BundleCredentials()), func(i int) string { return m.BundleCredentials()[i].Name.Value })
		h.takes("Outputs: ", len(m.BundleOutputs()), func(i int) string { return m.BundleOutputs()[i].Name.Value })
	}
}

func (h *hover) pulled(b *cnab.Bundle) {
	h.item("Bundle: ", code(b.Name), " ", code(b.Version))
	h.quote(b.Description)
	for _, of := range []struct {
		words string
		names []string
	}{
		{"Parameters: ", users(b, b.Parameters, func(p cnab.Parameter) string { return p.Definition })},
		{"Credentials: ", slices.Sorted(maps.Keys(b.Credentials))},
		{"Outputs: ", users(b, b.Outputs, func(o cnab.Output) string { return o.Definition })},
	} {
		h.takes(of.words, len(of.names), func(i int) string { return of.names[i] })
	}
}

// users returns the names of what a build has not added for its own ends.
func users[T any](b *cnab.Bundle, all map[string]T, definition func(T) string) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !b.Internal(definition(all[name])) {
			names = append(names, name)
		}
	}
	return names
}

// takes lists names behind words, where there are any.
func (h *hover) takes(words string, count int, name func(i int) string) {
	if count == 0 {
		return
	}
	var names []string
	for i := range min(count, mostListed) {
		names = append(names, name(i))
	}
	if count > mostListed {
		names = append(names, "…")
	}
	h.item(with(words, list(names)...)...)
}

// ofDependency says what is behind a field of a dependency: its bundle, or what of
// it a value is for.
func (h *hover) ofDependency(d manifest.Dependency, steps []syntax.Step) {
	if steps[0].Key == "bundle" {
		h.dependencyBundle(d)
		return
	}
	if len(steps) != 2 || steps[0].Key != "parameters" && steps[0].Key != "credentials" {
		return
	}
	name := steps[1].Key
	if b, state := h.Inputs.Dependency(d.Reference.Value); state == analysis.Value {
		if p, ok := b.Parameters[name]; ok && steps[0].Key == "parameters" {
			h.heading("parameter", name, strings.Join(b.Definitions[p.Definition].Types(), " | "))
			h.quote(p.Description)
		} else if c, ok := b.Credentials[name]; ok && steps[0].Key == "credentials" {
			h.heading("credential", name, "")
			h.quote(c.Description)
		}
		return
	}
	if n, state := h.Inputs.Neighbour(d.Reference.Value, d.Version.Value); state == analysis.Value {
		m := n.Manifest.Manifest
		if p, ok := m.Parameter(name); ok && steps[0].Key == "parameters" {
			h.parameter(m, p)
		} else if c, ok := m.Credential(name); ok && steps[0].Key == "credentials" {
			h.credential(c)
		}
	}
}

// dependencyOutput describes an output of a dependency's bundle, "db.host".
func (h *hover) dependencyOutput(ref symbols.Ref) bool {
	m := h.Document.Manifest
	for i := strings.LastIndexByte(ref.Name, '.'); i > 0; i = strings.LastIndexByte(ref.Name[:i], '.') {
		d, ok := m.Dependency(ref.Name[:i])
		if !ok {
			continue
		}
		name := ref.Name[i+1:]
		h.heading("output", name, h.dependencyOutputType(d, name))
		h.say("Of the dependency ", code(d.Name.Value), ".")
		h.dependencyOutputDoc(d, name)
		return true
	}
	return h.undefined(ref)
}

func (h *hover) dependencyOutputType(d manifest.Dependency, name string) string {
	if b, state := h.Inputs.Dependency(d.Reference.Value); state == analysis.Value {
		if o, ok := b.Outputs[name]; ok {
			return strings.Join(b.Definitions[o.Definition].Types(), " | ")
		}
		return ""
	}
	if n, state := h.Inputs.Neighbour(d.Reference.Value, d.Version.Value); state == analysis.Value {
		if o, ok := n.Manifest.Manifest.Output(name); ok {
			return typeOf(o.EffectiveType(), o.Schema)
		}
	}
	return ""
}

// dependencyOutputDoc says what is known of it, or that its bundle has no such
// output.
func (h *hover) dependencyOutputDoc(d manifest.Dependency, name string) {
	if b, state := h.Inputs.Dependency(d.Reference.Value); state == analysis.Value {
		if o, ok := b.Outputs[name]; ok {
			h.quote(o.Description)
		} else {
			h.say("Its bundle has no such output.")
		}
		return
	}
	if n, state := h.Inputs.Neighbour(d.Reference.Value, d.Version.Value); state == analysis.Value {
		if o, ok := n.Manifest.Manifest.Output(name); ok {
			h.quote(o.Description.Value)
		} else {
			h.say("Its bundle, ", code(n.Reference), " of this workspace, has no such output.")
		}
	}
}
