package ide

import (
	"path"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/desired"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// named adds the values of places that want a name, a version or a file. It
// reports whether the place is one where nothing but these makes sense.
func (c *completer) named() bool {
	if !c.Manifest() {
		return c.namedInDocument()
	}
	x := c.Document.Symbols
	switch c.shape {
	case "schemaType":
		c.documentTypes()
	case "schemaVersion":
		c.schemaVersions()
	case "version":
		c.bundleVersions()
	case "mixins[]":
		c.mixinNames()
	case "parameters[].applyTo[]", "credentials[].applyTo[]", "outputs[].applyTo[]":
		c.names(without(c.actions(), c.siblings()...), ActionItem, "action", likely)
	case "parameters[].source.dependency":
		c.names(x.Names(symbols.Dependency), NameItem, "dependency", likely)
	case "parameters[].source.output":
		c.sourceOutputs()
	case "parameters[].default", "parameters[].enum[]", "parameters[].examples[]", "outputs[].default":
		c.ownValues()
	case "outputs[].name":
		c.names(without(x.Names(symbols.StepOutput), c.namesIn(x.Names(symbols.Output))...), NameItem, "output of a step", likely)
	case "dockerfile":
		c.files(fileKind{named: "Dockerfile"})
	case "dependencies.requires[].bundle.reference":
		c.references()
	case "dependencies.requires[].bundle.version":
		c.constraints()
	case "required[]":
		for _, f := range c.field.Children() {
			c.addText(f.Name, Item{Kind: NameItem, Field: f.Name, Detail: "extension", rank: likely})
		}
	default:
		return c.namedInStep()
	}
	return true
}

// namedInStep is named for the places in steps.
func (c *completer) namedInStep() bool {
	mixin, rest, ok := c.inStep()
	if !ok {
		return false
	}
	x := c.Document.Symbols
	switch {
	case rest == "outputs[].name":
		c.names(without(x.Names(symbols.Output), c.siblings()...), NameItem, "output of the bundle", likely)
		return true
	case mixin == "exec" && rest == "command":
		c.files(fileKind{program: true})
	case mixin == "exec" && rest == "arguments[]":
		c.functions()
		c.files(fileKind{typed: true})
	default:
		if kind, ok := fileFields[mixin+" "+rest]; ok {
			c.files(kind)
		}
	}
	return false
}

// documentTypes adds what a document can be that is not called as manifests are.
func (c *completer) documentTypes() {
	c.addText("Bundle", Item{Kind: ValueItem, Detail: "a bundle's manifest", rank: likely})
	if analysis.IsManifestName(path.Base(c.Path)) {
		return
	}
	for _, kind := range []desired.Kind{desired.CredentialSet, desired.ParameterSet, desired.Installation, desired.PluginList} {
		c.addText(kind.String(), Item{Kind: ValueItem, rank: usual})
	}
}

// inStep takes a path within a step apart: its mixin, and the path from there; a path
// within the settings of a mixin as well.
func (c *completer) inStep() (mixin, rest string, ok bool) {
	if len(c.way) > 3 && strings.HasPrefix(c.shape, "mixins[].") {
		mixin, _, _ = strings.Cut(c.way[2].Key, "@")
		return mixin, strings.TrimPrefix(c.shape, "mixins[]."+c.way[2].Key+"."), true
	}
	if len(c.way) < 4 || !strings.HasPrefix(c.shape, "action[].") {
		return "", "", false
	}
	mixin = c.way[2].Key
	rest, ok = strings.CutPrefix(c.shape, "action[]."+mixin+".")
	return mixin, rest, ok
}

// namedKeys adds the keys of maps whose keys are names.
func (c *completer) namedKeys(present map[string]bool) {
	add := func(names []string, f schema.Field, detail string, kind ItemKind) {
		for _, name := range names {
			if !present[name] && name != "" {
				f.Name = name
				i := Item{Label: name, Kind: kind, Detail: detail, rank: likely}
				c.place.key(&i, f)
				c.add(i)
			}
		}
	}
	if !c.Manifest() {
		if c.shape == "parameters" && c.Document.Kind == analysis.Installation {
			if b := c.Bundle(); b != nil {
				for _, p := range b.Manifest.Manifest.BundleParameters() {
					add([]string{p.Name.Value}, schema.Field{Types: []string{"string"}}, parameterDetail(p), NameItem)
				}
			}
		}
		return
	}
	switch c.shape {
	case "customActions":
		names := without(c.Document.Manifest.CustomActionNames(), "install", "upgrade", "uninstall")
		add(names, c.field.Child("x"), "custom action", ActionItem)
	case "dependencies.requires[].parameters", "dependencies.requires[].credentials":
		d, ok := c.dependencyHere()
		if !ok {
			return
		}
		names, detail := d.parameters, d.detail
		if strings.HasSuffix(c.shape, "credentials") {
			names, detail = d.credentials, func(string) string { return "credential of " + d.name }
		}
		for _, name := range names {
			add([]string{name}, schema.Field{Types: []string{"string"}}, detail(name), NameItem)
		}
	}
}

// actions returns the actions that the bundle has, and upgrade, which others may
// apply to before it is written.
func (c *completer) actions() []string {
	names := []string{"install", "upgrade", "uninstall"}
	for _, name := range c.Document.Manifest.CustomActionNames() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// siblings returns the texts of the other entries of the list that the place is
// in.
func (c *completer) siblings() []string {
	var texts []string
	if n := len(c.way); n > 0 {
		for i := n - 1; i >= 0; i-- {
			if c.way[i].Index < 0 {
				continue
			}
			list := c.nodeAt(i)
			for j, item := range list.Items() {
				if j == c.way[i].Index && (c.wrap == bare) {
					continue
				}
				if item.Kind() == syntax.Mapping {
					item = item.Get(c.way[n-1].Key)
				}
				texts = append(texts, item.Value())
			}
			break
		}
	}
	return texts
}

// namesIn returns names but for the one that is just being typed.
func (c *completer) namesIn(names []string) []string {
	return without(names, strings.Trim(c.src[c.word.Start:c.word.End], " "))
}

// mixinNames adds the mixins that are not declared yet.
func (c *completer) mixinNames() {
	declared := c.namesIn(c.Document.Symbols.Names(symbols.Mixin))
	used := map[string]bool{}
	for _, a := range c.Document.Manifest.Actions {
		for i := range a.Steps {
			used[a.Steps[i].Mixin.Value] = true
		}
	}
	names := c.Schema().MixinNames()
	for name := range used {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range without(names, declared...) {
		r := usual
		switch {
		case used[name]:
			r = urgent
		case name == "exec":
			r = likely
		}
		c.addText(name, Item{Kind: MixinItem, Detail: "mixin", rank: r})
	}
}

// sourceOutputs adds the outputs that can feed the parameter at the place: those
// of the dependency that its source names, or else of the bundle.
func (c *completer) sourceOutputs() {
	if dependency := c.nodeAt(len(c.way) - 1).Get("dependency").Value(); dependency != "" {
		if d, ok := c.dependency(dependency); ok {
			c.names(d.outputs, NameItem, "output of "+dependency, likely)
		}
		return
	}
	x := c.Document.Symbols
	c.names(x.Names(symbols.Output), NameItem, "output", likely)
	c.names(without(x.Names(symbols.StepOutput), x.Names(symbols.Output)...), NameItem, "output of a step only", doubtful)
}

// ownValues adds the values that the schema around the place allows.
func (c *completer) ownValues() {
	entry := c.nodeAt(2) // of the list
	if entry.Kind() != syntax.Mapping {
		return
	}
	for _, v := range entry.Get("enum").Items() {
		if c.shape != "parameters[].enum[]" && v.Kind() == syntax.Scalar {
			c.addLiteral(v.Data(), "allowed value", likely)
		}
	}
	if entry.Get("type").Value() == "boolean" {
		c.addLiteral(true, "", likely)
		c.addLiteral(false, "", likely)
	}
}

// parameterDetail says on one line what a parameter takes.
func parameterDetail(p manifest.Parameter) string {
	s := p.EffectiveType()
	if p.IsRequired() {
		return s + ", required"
	}
	if d := p.Schema.Default; d.Kind() == syntax.Scalar {
		s += " = " + brief(d.Value())
	}
	return s
}
