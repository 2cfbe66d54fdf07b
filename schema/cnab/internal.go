package cnab

import (
	"maps"

	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
)

// What Porter knows its own parameters and outputs by, and how it describes
// them. Both are part of the contract: its host hides what carries the comment
// and fills the values by their names.
const (
	internalComment = "porter-internal"
	internalID      = "https://porter.sh/generated-bundle/#"

	debugText  = "Print debug information from Porter when executing the bundle"
	stateText  = "Supports persisting state for bundles. Porter internal parameter that should not be set manually."
	wiringText = " for use as a parameter. Porter internal parameter that should not be set manually."
)

// StateName is the internal parameter and output that an installation's state
// travels in, StatePath the file that it arrives in.
const (
	StateName = "porter-state"
	StatePath = "/porter/state.tgz"
)

// internal adds the parameters and the output that every bundle has.
func (c *converter) internal() {
	c.b.Definitions["porter-debug-parameter"] = Definition{
		"$comment": internalComment, "$id": internalID + "porter-debug",
		"type": "boolean", "default": false, "description": debugText,
	}
	c.b.Parameters["porter-debug"] = Parameter{
		Definition: "porter-debug-parameter", Description: debugText, Destination: &Location{Env: "PORTER_DEBUG"},
	}
	c.b.Definitions[StateName] = Definition{
		"$comment": internalComment, "$id": internalID + StateName,
		"type": "string", "contentEncoding": "base64", "description": stateText,
	}
	c.b.Parameters[StateName] = Parameter{Definition: StateName, Description: stateText, Destination: &Location{Path: StatePath}}
	c.b.Outputs[StateName] = Output{Definition: StateName, Description: stateText, Path: manifest.OutputsDir + "/" + StateName}
	c.sources[StateName] = outputSource(StateName)
}

// wiring adds a parameter for every output of an earlier action or of a
// dependency that a step's template reads, which brings its value into the
// container. Porter overlooks those that are read within a section.
func (c *converter) wiring() {
	for _, a := range c.m.Actions {
		for _, step := range a.Steps {
			uses, _ := template.ScanNode(step.Node, c.m.Delims)
			for _, u := range uses {
				if u.Reads() && len(u.Path) > 1 && u.Path[0].Name == "bundle" {
					c.wire(u.Path[1:])
				}
			}
		}
	}
}

func (c *converter) wire(path []template.Segment) {
	switch {
	case len(path) == 2 && path[0].Name == "outputs":
		if out, ok := c.m.Output(path[1].Name); ok {
			c.wireOutput(out)
		}
	case len(path) == 4 && path[0].Name == "dependencies" && path[2].Name == "outputs":
		if dep, ok := c.m.Dependency(path[1].Name); ok && path[3].Name != "" {
			c.wireDependency(dep.Name.Value, path[3].Name)
		}
	}
}

func (c *converter) wireOutput(out manifest.Output) {
	name := out.Name.Value
	d := maps.Clone(c.b.Definitions[c.b.Outputs[name].Definition])
	if d == nil {
		return
	}
	c.wired("porter-"+name+"-output", "Wires up the "+name+" output", d, outputSource(name))
}

func (c *converter) wireDependency(dep, output string) {
	c.wired("porter-"+dep+"-"+output+"-dep-output", "Wires up the "+dep+" dependency "+output+" output", Definition{}, dependencySource(dep, output))
}

func (c *converter) wired(name, description string, d Definition, source any) {
	d["$comment"], d["$id"] = internalComment, internalID+"porter-parameter-source-definition"
	c.b.Definitions[name] = d
	c.b.Parameters[name] = Parameter{
		Definition: name, Description: description + wiringText, Destination: &Location{Env: manifest.EnvName(name)},
	}
	c.sources[name] = source
}

func outputSource(output string) any {
	return map[string]any{
		"priority": []any{"output"},
		"sources":  map[string]any{"output": map[string]any{"name": output}},
	}
}

func dependencySource(dependency, output string) any {
	return map[string]any{
		"priority": []any{"dependencies.output"},
		"sources":  map[string]any{"dependencies.output": map[string]any{"dependency": dependency, "name": output}},
	}
}

// extensions adds what the bundle asks of the tool that runs it, to custom and,
// in Porter's order, to requiredExtensions.
func (c *converter) extensions() {
	c.require(FileParametersKey, map[string]any{})
	if len(c.m.Dependencies) > 0 {
		if c.o.DependenciesV2 {
			c.require(DependenciesV2Key, c.dependenciesV2())
		} else {
			c.require(DependenciesKey, c.dependencies())
		}
	}
	c.require(ParameterSourcesKey, c.sources)
	for _, r := range c.m.Required {
		if r.Name.Value == "" {
			c.fail(r.Node, "this required extension has no name")
			continue
		}
		key := ExtensionKey(r.Name.Value)
		if _, ok := c.b.Custom[key]; ok && r.Config.IsZero() {
			continue // the build has written it, in full
		}
		c.require(key, c.data(r.Config))
	}
}

// require adds an extension once; a repeated one is an invalid bundle.
func (c *converter) require(key string, config any) {
	c.b.Custom[key] = config
	for _, have := range c.b.RequiredExtensions {
		if have == key {
			return
		}
	}
	c.b.RequiredExtensions = append(c.b.RequiredExtensions, key)
}

// ExtensionKey returns the full key of a required extension, which a manifest
// may shorten.
func ExtensionKey(name string) string {
	switch name {
	case "docker":
		return DockerKey
	case "dependencies":
		return DependenciesKey
	case "dependencies@v2":
		return DependenciesV2Key
	case "parameter-sources":
		return ParameterSourcesKey
	case "file-parameters":
		return FileParametersKey
	}
	return name
}

func (c *converter) dependencies() map[string]any {
	requires, sequence := map[string]any{}, []any{}
	for _, d := range c.m.BundleDependencies() {
		entry := map[string]any{"bundle": d.Reference.Value}
		if d.Version.Value != "" {
			entry["version"] = map[string]any{"prereleases": prerelease(d.Version.Value), "ranges": []any{d.Version.Value}}
		}
		requires[d.Name.Value] = entry
		sequence = append(sequence, d.Name.Value)
	}
	return map[string]any{"requires": requires, "sequence": sequence}
}

func (c *converter) dependenciesV2() map[string]any {
	requires := map[string]any{}
	for _, d := range c.m.BundleDependencies() {
		entry := map[string]any{"bundle": d.Reference.Value, "sharing": sharing(d.Sharing)}
		set(entry, "version", d.Version.Value)
		if !d.Interface.Node.IsZero() {
			entry["interface"] = c.interfaceOf(d.Interface)
		}
		for key, pairs := range map[string][]manifest.Pair{"parameters": d.Parameters, "credentials": d.Credentials, "outputs": d.Outputs} {
			if len(pairs) > 0 {
				entry[key] = stringData(pairs)
			}
		}
		requires[d.Name.Value] = entry
	}
	out := map[string]any{"requires": requires}
	if !c.m.Provides.Node.IsZero() {
		iface := map[string]any{}
		set(iface, "id", c.m.Provides.InterfaceID.Value)
		out["provides"] = map[string]any{"interface": iface}
	}
	return out
}

func sharing(s manifest.Sharing) map[string]any {
	group := map[string]any{}
	set(group, "name", s.Group.Value)
	out := map[string]any{"group": group}
	if s.Mode {
		out["mode"] = true
	}
	return out
}

func (c *converter) interfaceOf(i manifest.Interface) map[string]any {
	out := map[string]any{}
	set(out, "id", i.ID.Value)
	set(out, "reference", i.Reference.Value)
	if i.Document.Node.Kind() == syntax.Mapping {
		out["document"] = c.data(i.Document.Node)
	}
	return out
}

func set(m map[string]any, key, value string) {
	if value != "" {
		m[key] = value
	}
}
