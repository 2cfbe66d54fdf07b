package manifest

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Decode reads the manifest whose root node is given. It never fails: what has
// the wrong shape is not in the result, its nodes remain in the tree. Of
// entries with the same name all are there, in source order; for Porter the
// last one counts.
func Decode(root syntax.Node) *Manifest {
	r := &reader{root: root}
	m := &Manifest{
		Root:            root,
		SchemaType:      r.strOf(root, "schemaType"),
		SchemaVersion:   r.strOf(root, "schemaVersion"),
		Name:            r.strOf(root, "name"),
		Version:         r.strOf(root, "version"),
		Description:     r.strOf(root, "description"),
		Registry:        r.strOf(root, "registry"),
		Reference:       r.strOf(root, "reference"),
		Dockerfile:      r.strOf(root, "dockerfile"),
		Tag:             r.strOf(root, "tag"),
		InvocationImage: r.strOf(root, "invocationImage"),
		Parameters:      r.parameters(root),
		Credentials:     r.credentials(root),
		Outputs:         r.outputs(root, "outputs"),
		Images:          r.images(root),
		CustomActions:   r.customActions(root),
		Actions:         r.actions(root),
	}
	for _, n := range r.listOf(root, "mixins") {
		m.Mixins = append(m.Mixins, r.mixin(n))
	}
	for _, n := range r.listOf(root, "required") {
		name, config := r.named(n)
		m.Required = append(m.Required, Required{n, name, config})
	}
	for _, n := range r.mapsOf(root, "maintainers") {
		m.Maintainers = append(m.Maintainers, Maintainer{n, r.strOf(n, "name"), r.strOf(n, "email"), r.strOf(n, "url")})
	}
	for _, n := range r.mapsOf(root, "state") {
		m.State = append(m.State, StateVar{
			Node: n, Name: r.strOf(n, "name"), Path: r.strOf(n, "path"),
			Description: r.strOf(n, "description"), Mixin: r.strOf(n, "mixin"), Env: r.strOf(n, "env"),
		})
	}
	for _, n := range r.mapsOf(root, "files") {
		m.Files = append(m.Files, File{n, r.strOf(n, "url"), r.strOf(n, "destination")})
	}
	if custom := r.get(root, "custom"); custom.Kind() == syntax.Mapping {
		m.Custom = custom
	}
	r.dependencies(m)
	m.Delims = template.DelimsFor(m.SchemaVersion.Value)
	return m
}

// mixin reads NAME, NAME@CONSTRAINT or a map of either to its configuration.
func (r *reader) mixin(n syntax.Node) Mixin {
	mixin := Mixin{Node: n}
	name, config := r.named(n)
	if !name.Set() {
		return mixin
	}
	short, constraint, _ := strings.Cut(name.Value, "@")
	mixin.Name = String{short, name.Node}
	mixin.NameSpan = name.Node.MapSpan(text.Span{End: len(short)})
	mixin.Constraint = constraint
	mixin.Config = config
	return mixin
}

// named reads a name or a map of one name to what belongs to it.
func (r *reader) named(n syntax.Node) (String, syntax.Node) {
	if n.Kind() == syntax.Mapping && n.Len() == 1 {
		k, v := n.Pair(0)
		return r.str(k), r.follow(v)
	}
	return r.str(n), syntax.Node{}
}

func (r *reader) schema(n syntax.Node) Schema {
	return Schema{
		Node: n, Type: r.strOf(n, "type"), Types: r.stringsOf(n, "type"),
		Default: r.get(n, "default"), Enum: r.get(n, "enum"),
	}
}

func (r *reader) parameters(root syntax.Node) []Parameter {
	var out []Parameter
	for _, n := range r.mapsOf(root, "parameters") {
		source := r.get(n, "source")
		out = append(out, Parameter{
			Node: n, Name: r.strOf(n, "name"), Description: r.strOf(n, "description"),
			Schema: r.schema(n), Env: r.strOf(n, "env"), Path: r.strOf(n, "path"),
			ApplyTo:   r.stringsOf(n, "applyTo"),
			Sensitive: r.boolOf(n, "sensitive", false), Persistent: r.boolOf(n, "persistent", false),
			Source: Source{source, r.strOf(source, "dependency"), r.strOf(source, "output")},
		})
	}
	return out
}

func (r *reader) credentials(root syntax.Node) []Credential {
	var out []Credential
	for _, n := range r.mapsOf(root, "credentials") {
		out = append(out, Credential{
			Node: n, Name: r.strOf(n, "name"), Description: r.strOf(n, "description"),
			Env: r.strOf(n, "env"), Path: r.strOf(n, "path"),
			ApplyTo: r.stringsOf(n, "applyTo"), Required: r.boolOf(n, "required", true),
		})
	}
	return out
}

func (r *reader) outputs(root syntax.Node, key string) []Output {
	var out []Output
	for _, n := range r.mapsOf(root, key) {
		out = append(out, Output{
			Node: n, Name: r.strOf(n, "name"), Description: r.strOf(n, "description"),
			Schema: r.schema(n), Path: r.strOf(n, "path"),
			ApplyTo: r.stringsOf(n, "applyTo"), Sensitive: r.boolOf(n, "sensitive", false),
		})
	}
	return out
}

func (r *reader) images(root syntax.Node) []Image {
	var out []Image
	for k, v := range r.get(root, "images").Pairs() {
		key, n := r.str(k), r.follow(v)
		if !key.Set() || n.Kind() != syntax.Mapping {
			continue
		}
		out = append(out, Image{
			Node: n, Key: key,
			Description: r.strOf(n, "description"), ImageType: r.strOf(n, "imageType"), Repository: r.strOf(n, "repository"),
			Digest: r.strOf(n, "digest"), Tag: r.strOf(n, "tag"), MediaType: r.strOf(n, "mediaType"),
			Size: r.uintOf(n, "size"), Labels: r.pairsOf(n, "labels"),
		})
	}
	return out
}

func (r *reader) customActions(root syntax.Node) []CustomAction {
	var out []CustomAction
	for k, v := range r.get(root, "customActions").Pairs() {
		name, n := r.str(k), r.follow(v)
		if !name.Set() {
			continue
		}
		out = append(out, CustomAction{
			Node: n, Name: name, Description: r.strOf(n, "description"),
			Modifies: r.boolOf(n, "modifies", false), Stateless: r.boolOf(n, "stateless", false),
		})
	}
	return out
}

func (r *reader) dependencies(m *Manifest) {
	n := r.get(m.Root, "dependencies")
	m.DependenciesNode = n
	provides := r.get(n, "provides")
	m.Provides = Provides{provides, r.strOf(r.get(provides, "interface"), "id")}
	for _, n := range r.mapsOf(n, "requires") {
		bundle, sharing := r.get(n, "bundle"), r.get(n, "sharing")
		iface := r.get(bundle, "interface")
		m.Dependencies = append(m.Dependencies, Dependency{
			Node: n, Name: r.strOf(n, "name"),
			Reference: r.strOf(bundle, "reference"), Version: r.strOf(bundle, "version"),
			Interface: Interface{iface, r.strOf(iface, "id"), r.strOf(iface, "reference"), r.get(iface, "document")},
			Sharing:   Sharing{sharing, r.boolOf(sharing, "mode", false), r.strOf(r.get(sharing, "group"), "name")},

			Parameters: r.pairsOf(n, "parameters"), Credentials: r.pairsOf(n, "credentials"), Outputs: r.pairsOf(n, "outputs"),
		})
	}
}

// actions reads install, upgrade, uninstall and every unknown key that holds a
// list or nothing. The three are there whatever they hold.
func (r *reader) actions(root syntax.Node) []Action {
	var out []Action
	seen := map[string]bool{}
	for k, v := range root.Pairs() {
		name, n := r.str(k), r.follow(v)
		if !name.Set() || seen[name.Value] || name.Value == "<<" {
			continue
		}
		seen[name.Value] = true
		isList := n.Kind() == syntax.Sequence || isNull(n)
		if !IsCoreAction(name.Value) && (IsField(name.Value) || !isList) {
			continue
		}
		action := Action{Name: name, Node: n}
		for i, item := range n.Items() {
			action.Steps = append(action.Steps, r.step(i, item))
		}
		out = append(out, action)
	}
	return out
}

func (r *reader) step(i int, item syntax.Node) Step {
	step := Step{Node: item, Index: i}
	n := r.follow(item)
	if n.Kind() != syntax.Mapping || n.Len() != 1 {
		return step
	}
	k, v := n.Pair(0)
	for hops := 0; k.Value() == "<<"; hops++ { // a step may be merged in whole
		n = r.follow(v)
		if n.Kind() != syntax.Mapping || n.Len() != 1 || hops == maxHops {
			return step
		}
		k, v = n.Pair(0)
	}
	step.Mixin = r.str(k)
	step.Body = r.follow(v)
	step.Description = r.strOf(step.Body, "description")
	for _, o := range r.mapsOf(step.Body, "outputs") {
		step.Outputs = append(step.Outputs, StepOutput{o, r.strOf(o, "name")})
	}
	return step
}
