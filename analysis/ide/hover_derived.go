package ide

import (
	"errors"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// derived says what follows from the field that the steps lead to.
func (h *hover) derived(steps []syntax.Step, at syntax.Node) bool {
	before := len(h.blocks)
	switch {
	case h.Manifest():
		h.ofManifest(steps)
	case h.Document.Kind == analysis.Installation && steps[0].Key == "bundle":
		h.installs()
	}
	return len(h.blocks) > before && h.aboutNode(at)
}

func (h *hover) ofManifest(steps []syntax.Step) {
	m := h.Document.Manifest
	last := steps[len(steps)-1]
	switch steps[0].Key {
	case "name", "version", "registry", "reference":
		if len(steps) == 1 {
			h.publishedAs()
		}
	case "parameters":
		if entry, ok := entryAt(steps, m.Parameters, func(p *manifest.Parameter) syntax.Node { return p.Node }); ok && len(steps) == 3 {
			h.parameterField(entry, last.Key)
		}
	case "credentials":
		if entry, ok := entryAt(steps, m.Credentials, func(c *manifest.Credential) syntax.Node { return c.Node }); ok && last.Key == "path" && entry.Path.Value != "" {
			h.item("In the bundle: ", code(manifest.ContainerPath(entry.Path.Value)))
		}
	case "outputs":
		if entry, ok := entryAt(steps, m.Outputs, func(o *manifest.Output) syntax.Node { return o.Node }); ok && last.Key == "path" && entry.Path.Value != "" {
			h.item("In the bundle: ", code(manifest.ContainerPath(entry.Path.Value)))
			h.item("Handed out as ", code(manifest.OutputsDir+"/"+entry.Name.Value))
		}
	case "state":
		if entry, ok := entryAt(steps, m.State, func(s *manifest.StateVar) syntax.Node { return s.Node }); ok && last.Key == "path" && entry.Path.Value != "" {
			h.item("In the bundle: ", code(manifest.ContainerPath(entry.Path.Value)))
		}
	case "images":
		if i, ok := m.Image(keyAt(steps, 1)); ok && len(steps) == 3 && i.Repository.Value != "" {
			h.item("Reference: ", code(i.Reference()))
		}
	case "dependencies":
		if len(steps) < 4 || steps[1].Key != "requires" {
			return
		}
		if d, ok := entryAt(steps[1:], m.Dependencies, func(d *manifest.Dependency) syntax.Node { return d.Node }); ok {
			h.ofDependency(d, steps[3:])
		}
	}
}

func keyAt(steps []syntax.Step, i int) string {
	if i >= len(steps) {
		return ""
	}
	return steps[i].Key
}

// entryAt returns the entry of a list that the second step leads to.
func entryAt[T any](steps []syntax.Step, list []T, node func(*T) syntax.Node) (entry T, ok bool) {
	if len(steps) < 2 || steps[1].Node.IsZero() {
		return entry, false
	}
	for i := range list {
		if node(&list[i]) == steps[1].Node {
			return list[i], true
		}
	}
	return entry, false
}

// publishedAs says what the bundle's reference is.
func (h *hover) publishedAs() {
	m := h.Document.Manifest
	ref, err := m.BundleReference()
	if err != nil {
		if why := (*manifest.ReferenceError)(nil); errors.As(err, &why) {
			h.item("There is no reference to publish it under yet: ", said(why.Error()))
		}
		return
	}
	h.item("Published as ", code(ref))
	if image, err := m.ImageName(); err == nil {
		h.item("A build calls its image ", code(image))
	}
}

func (h *hover) parameterField(p manifest.Parameter, key string) {
	env, file := p.Destination()
	switch key {
	case "env", "path", "name":
		h.destination(env, file)
	case "source", "applyTo":
		if p.ApplyTo == nil && !p.Persistent {
			h.actions(h.Document.Manifest.ApplyTo(p))
		}
	}
}
