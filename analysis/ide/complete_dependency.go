package ide

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

// needed is what is known of the bundle of a dependency.
type needed struct {
	name                             string
	parameters, credentials, outputs []string
	detail                           func(parameter string) string
}

// dependencyHere returns the dependency that the place is part of.
func (c *completer) dependencyHere() (needed, bool) {
	steps := c.way
	if steps == nil {
		steps = c.Document.File.PathAt(c.off).Steps
	}
	if len(steps) < 3 || steps[0].Key != "dependencies" || steps[1].Key != "requires" || steps[2].Index < 0 {
		return needed{}, false
	}
	for _, d := range c.Document.Manifest.Dependencies {
		if d.Node == steps[2].Node && !d.Node.IsZero() {
			return c.needed(d)
		}
	}
	return needed{}, false
}

// dependency returns the dependency of a name.
func (c *completer) dependency(name string) (needed, bool) {
	d, ok := c.Document.Manifest.Dependency(name)
	if !ok {
		return needed{}, false
	}
	return c.needed(d)
}

// needed finds a dependency's bundle, as Porter would: the one that is on this
// machine, or else one of the workspace.
func (c *completer) needed(d manifest.Dependency) (needed, bool) {
	n := needed{name: d.Name.Value}
	if d.Reference.Value == "" || c.Inputs == nil {
		return n, false
	}
	if b, state := c.Inputs.Dependency(d.Reference.Value); state == analysis.Value {
		n.parameters = slices.Sorted(maps.Keys(b.Parameters))
		n.credentials = slices.Sorted(maps.Keys(b.Credentials))
		n.outputs = slices.Sorted(maps.Keys(b.Outputs))
		n.detail = func(name string) string { return "parameter of " + n.name }
		return n, true
	}
	around, state := c.Inputs.Neighbour(d.Reference.Value, d.Version.Value)
	if state != analysis.Value {
		return n, false
	}
	m := around.Manifest.Manifest
	details := map[string]string{}
	for _, p := range m.BundleParameters() {
		n.parameters = append(n.parameters, p.Name.Value)
		details[p.Name.Value] = parameterDetail(p)
	}
	for _, cr := range m.BundleCredentials() {
		n.credentials = append(n.credentials, cr.Name.Value)
	}
	for _, o := range m.BundleOutputs() {
		n.outputs = append(n.outputs, o.Name.Value)
	}
	n.detail = func(name string) string { return details[name] }
	return n, true
}

// dependencies adds what follows bundle.dependencies and the names behind that.
func (t *tag) dependencies(names []string) {
	switch {
	case len(names) == 0:
		for _, name := range t.Document.Symbols.Names(symbols.Dependency) {
			d, _ := t.Document.Manifest.Dependency(name)
			t.name(name, Item{Kind: NameItem, Detail: brief(d.Reference.Value), rank: likely}, true)
		}
	case len(names) == 1:
		for _, name := range symbols.Known("bundle", "dependencies", names[0]) {
			i := Item{Kind: VariableItem, Detail: "of the dependency", rank: usual}
			if name == "outputs" {
				i.Kind, i.rank = NameItem, likely
			}
			t.name(name, i, name == "outputs")
		}
	case len(names) == 2 && names[1] == "outputs":
		if d, ok := t.dependency(names[0]); ok {
			t.dependencyOutputs(d)
		}
	}
}

func (t *tag) dependencyOutputs(d needed) {
	for _, name := range d.outputs {
		t.name(name, Item{Kind: VariableItem, Detail: "output of " + d.name, rank: likely}, false)
	}
}

// references adds what the bundles around would be published as.
func (c *completer) references() {
	for _, b := range c.Workspace().Bundles() {
		if b.Path == c.Path {
			continue
		}
		if ref, err := b.Manifest.Manifest.BundleReference(); err == nil {
			c.addText(ref, Item{Kind: NameItem, Detail: "bundle in " + c.seen(b.Path), rank: likely})
		}
	}
}

// seen is a path as seen from the file's folder.
func (c *completer) seen(name string) string {
	from, to := strings.Split(path.Dir(c.Path), "/"), strings.Split(name, "/")
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	if len(from) == 1 && from[0] == "." {
		from = nil
	}
	return strings.Repeat("../", len(from)) + strings.Join(to, "/")
}

// constraints adds ranges of versions that the dependency's bundle is in, as far
// as it is around.
func (c *completer) constraints() {
	reference := c.nodeAt(len(c.way) - 1).Get("reference").Value()
	version := ""
	for _, b := range c.Workspace().Bundles() {
		m := b.Manifest.Manifest
		ref, err := m.BundleReference()
		if repository, _, _ := strings.Cut(ref, ":v"); err == nil && b.Path != c.Path && reference != "" && (repository == reference || ref == reference) {
			version = m.Version.Value
		}
	}
	v, err := semver.NewVersion(version)
	if err != nil {
		for _, e := range c.field.Examples {
			c.addLiteral(e, "for example", rare)
		}
		return
	}
	c.addText(fmt.Sprintf("^%d.%d", v.Major(), v.Minor()), Item{Kind: VersionItem, Detail: "from this one up to the next major version", rank: likely})
	c.addText(fmt.Sprintf("~%d.%d", v.Major(), v.Minor()), Item{Kind: VersionItem, Detail: "patches of this one", rank: usual})
	c.addText(v.String(), Item{Kind: VersionItem, Detail: "just this one", rank: rare})
}
