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
//
// What root shares with prev, the manifest of an earlier version of its file,
// is taken over from there. The result does not depend on prev, which may be
// nil.
func Decode(root syntax.Node, prev *Manifest) *Manifest {
	if prev == nil {
		prev = &Manifest{}
	}
	r := &reader{aliases: syntax.Follower{Root: root}}
	m := &Manifest{Root: root}
	for k, v := range r.fields(root) {
		if k.Kind() == syntax.Scalar {
			r.field(m, prev, k, v)
		}
	}
	m.Delims = template.DelimsFor(m.SchemaVersion.Value)
	return m
}

// field reads one of the manifest's fields. Any key that is none is a custom
// action.
func (r *reader) field(m, prev *Manifest, k, v syntax.Node) {
	switch k.Value() {
	case "schemaType":
		set(&m.SchemaType, v)
	case "schemaVersion":
		set(&m.SchemaVersion, v)
	case "name":
		set(&m.Name, v)
	case "version":
		set(&m.Version, v)
	case "description":
		set(&m.Description, v)
	case "registry":
		set(&m.Registry, v)
	case "reference":
		set(&m.Reference, v)
	case "dockerfile":
		set(&m.Dockerfile, v)
	case "tag":
		set(&m.Tag, v)
	case "invocationImage":
		set(&m.InvocationImage, v)
	case "custom":
		if v.Kind() == syntax.Mapping && m.Custom.IsZero() {
			m.Custom = v
		}
	default:
		if !IsField(k.Value()) || IsCoreAction(k.Value()) {
			r.action(m, prev, k, v)
			return
		}
		r.section(m, prev, k.Value(), v)
	}
}

// section reads a field that is a list or a map; of repeated ones the first
// that has something.
func (r *reader) section(m, prev *Manifest, key string, v syntax.Node) {
	switch {
	case key == "parameters" && m.Parameters == nil:
		m.Parameters = entries(r, v, prev.Parameters, r.parameter)
	case key == "credentials" && m.Credentials == nil:
		m.Credentials = entries(r, v, prev.Credentials, r.credential)
	case key == "outputs" && m.Outputs == nil:
		m.Outputs = entries(r, v, prev.Outputs, r.output)
	case key == "mixins" && m.MixinsNode.IsZero():
		r.mixins(m, v)
	case key == "required" && m.Required == nil:
		for _, item := range v.Items() {
			item = r.follow(item)
			name, config := r.named(item)
			m.Required = append(m.Required, Required{item, name, config})
		}
	case key == "maintainers" && m.Maintainers == nil:
		for n := range r.maps(v) {
			m.Maintainers = append(m.Maintainers, r.maintainer(n))
		}
	case key == "state" && m.State == nil:
		for n := range r.maps(v) {
			m.State = append(m.State, r.stateVar(n))
		}
	case key == "files" && m.Files == nil:
		for n := range r.maps(v) {
			m.Files = append(m.Files, r.file(n))
		}
	case key == "images" && m.Images == nil:
		for k, n := range r.fields(v) {
			if key := textOf(k); key.Set() && n.Kind() == syntax.Mapping {
				m.Images = append(m.Images, r.image(key, n))
			}
		}
	case key == "customActions" && m.CustomActions == nil:
		for k, n := range r.fields(v) {
			if name := textOf(k); name.Set() {
				m.CustomActions = append(m.CustomActions, r.customAction(name, n))
			}
		}
	case key == "dependencies" && m.DependenciesNode.IsZero():
		r.dependencies(m, v)
	}
}

func (r *reader) mixins(m *Manifest, list syntax.Node) {
	m.MixinsNode = list
	for _, item := range list.Items() {
		m.Mixins = append(m.Mixins, r.mixin(r.follow(item)))
	}
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
	if n.Kind() != syntax.Mapping {
		return textOf(n), syntax.Node{}
	}
	var name String
	var config syntax.Node
	count := 0
	for k, v := range r.fields(n) {
		name, config = textOf(k), v
		count++
	}
	if count != 1 {
		return String{}, syntax.Node{}
	}
	return name, config
}

// action reads install, upgrade, uninstall and every unknown key that holds a
// list or nothing. The three are there whatever they hold.
func (r *reader) action(m, prev *Manifest, k, v syntax.Node) {
	name := textOf(k)
	isList := v.Kind() == syntax.Sequence || isNull(v)
	if !name.Set() || !isList && !IsCoreAction(name.Value) {
		return
	}
	if r.seen == nil {
		r.seen = map[string]bool{}
	}
	if r.seen[name.Value] {
		return
	}
	r.seen[name.Value] = true
	m.Actions = append(m.Actions, Action{Name: name, Node: v, Steps: r.steps(v, r.before(prev, name.Value, len(m.Actions)))})
}

// before returns the steps that an action had; at is where it is likely to be
// among the earlier ones.
func (r *reader) before(prev *Manifest, name string, at int) []Step {
	if at < len(prev.Actions) && prev.Actions[at].Name.Value == name {
		return prev.Actions[at].Steps
	}
	if r.old == nil {
		r.old = make(map[string][]Step, len(prev.Actions))
		for _, a := range prev.Actions {
			r.old[a.Name.Value] = a.Steps
		}
	}
	return r.old[name]
}
