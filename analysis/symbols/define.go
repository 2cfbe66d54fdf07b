package symbols

import (
	"cmp"
	"slices"

	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// deepest bounds the walk through custom and the fields of objects, and the
// segments of a name that are looked up there: their number is the file's to
// choose.
const deepest = 64

// sections returns the parts of the manifest that define or use names, in the
// order of the file.
func (x *Index) sections() []section {
	m := x.manifest
	none := func() {}
	all := []section{
		{first(m.Mixins, func(v *manifest.Mixin) syntax.Node { return v.Node }), x.mixins, none},
		{first(m.Parameters, func(v *manifest.Parameter) syntax.Node { return v.Node }), x.parameters, x.parameterRefs},
		{first(m.Credentials, func(v *manifest.Credential) syntax.Node { return v.Node }), x.credentials, x.credentialRefs},
		{first(m.Outputs, func(v *manifest.Output) syntax.Node { return v.Node }), x.outputs, x.outputRefs},
		{first(m.State, func(v *manifest.StateVar) syntax.Node { return v.Node }), x.state, none},
		{first(m.Images, func(v *manifest.Image) syntax.Node { return v.Key.Node }), x.images, none},
		{first(m.Dependencies, func(v *manifest.Dependency) syntax.Node { return v.Node }), x.dependencies, x.dependencyRefs},
		{first(m.Required, func(v *manifest.Required) syntax.Node { return v.Node }), x.required, none},
		{first(m.CustomActions, func(v *manifest.CustomAction) syntax.Node { return v.Name.Node }), none, x.customActionRefs},
		{m.Custom.Span().Start, func() { x.custom(m.Custom, "", 0) }, none},
	}
	done := 0
	for i := range m.Actions {
		a, from := &m.Actions[i], done
		done += len(a.Steps)
		all = append(all, section{a.Name.Span().Start, func() { x.action(a) }, func() { x.actionRefs(a, from) }})
	}
	slices.SortStableFunc(all, func(a, b section) int { return cmp.Compare(a.at, b.at) })
	return all
}

func first[T any](list []T, node func(*T) syntax.Node) int {
	if len(list) == 0 {
		return 0
	}
	return node(&list[0]).Span().Start
}

func (x *Index) add(kind Kind, name manifest.String, n syntax.Node, typ string) {
	if name.Set() && name.Value != "" {
		x.Symbols = append(x.Symbols, Symbol{Kind: kind, Name: name.Value, Span: name.Node.TextSpan(), Node: n, Type: typ})
	}
}

func (x *Index) mixins() {
	for i := range x.manifest.Mixins {
		if mx := &x.manifest.Mixins[i]; mx.Name.Value != "" {
			x.Symbols = append(x.Symbols, Symbol{Kind: Mixin, Name: mx.Name.Value, Span: mx.NameSpan, Node: mx.Node})
		}
	}
}

func (x *Index) parameters() {
	for i := range x.manifest.Parameters {
		p := &x.manifest.Parameters[i]
		if p.Name.Value == "" {
			continue
		}
		typ := p.EffectiveType()
		at := p.Name.Node.TextSpan()
		x.Symbols = append(x.Symbols, Symbol{Kind: Parameter, Name: p.Name.Value, Span: at, Node: p.Node, Type: typ, entry: i})
		if p.Persistent {
			x.Symbols = append(x.Symbols, Symbol{Kind: Output, Name: p.Name.Value, Span: at, Node: p.Node, Type: typ})
		}
		if typ == "object" {
			x.fields(p.Node, p.Name.Value+".", 0)
		}
	}
}

// fields defines the properties that a JSON schema gives an object.
func (x *Index) fields(schema syntax.Node, path string, depth int) {
	if depth > deepest {
		return
	}
	for k, v := range schema.Get("properties").Pairs() {
		if k.Kind() == syntax.Scalar && k.Value() != "" {
			name := path + k.Value()
			x.Symbols = append(x.Symbols, Symbol{Kind: Field, Name: name, Span: k.TextSpan(), Node: v, Type: v.Get("type").Value()})
			x.fields(v, name+".", depth+1)
		}
	}
}

func (x *Index) credentials() {
	for i := range x.manifest.Credentials {
		c := &x.manifest.Credentials[i]
		if c.Name.Value == "" {
			continue
		}
		x.Symbols = append(x.Symbols, Symbol{Kind: Credential, Name: c.Name.Value, Span: c.Name.Node.TextSpan(), Node: c.Node, Type: "string", entry: i})
	}
}

func (x *Index) outputs() {
	for i := range x.manifest.Outputs {
		o := &x.manifest.Outputs[i]
		x.add(Output, o.Name, o.Node, o.EffectiveType())
	}
}

func (x *Index) state() {
	for _, s := range x.manifest.State {
		x.add(State, s.Name, s.Node, "file")
	}
}

func (x *Index) images() {
	for i := range x.manifest.Images {
		im := &x.manifest.Images[i]
		x.add(Image, im.Key, im.Node, "object")
	}
}

func (x *Index) dependencies() {
	for i := range x.manifest.Dependencies {
		d := &x.manifest.Dependencies[i]
		x.add(Dependency, d.Name, d.Node, "")
	}
}

func (x *Index) required() {
	for _, r := range x.manifest.Required {
		x.add(Extension, r.Name, r.Node, "")
	}
}

// custom defines the keys of the manifest's custom data.
func (x *Index) custom(n syntax.Node, path string, depth int) {
	if depth > deepest {
		return
	}
	for k, v := range n.Pairs() {
		if k.Kind() != syntax.Scalar || k.Value() == "" {
			continue
		}
		name := path + k.Value()
		x.Symbols = append(x.Symbols, Symbol{Kind: Custom, Name: name, Span: k.TextSpan(), Node: v, Type: v.JSONType()})
		x.custom(v, name+".", depth+1)
	}
}

func (x *Index) action(a *manifest.Action) {
	x.add(Action, a.Name, a.Node, "")
	for i := range a.Steps {
		s := &a.Steps[i]
		for _, o := range s.Outputs {
			if o.Name.Set() && o.Name.Value != "" {
				x.Symbols = append(x.Symbols, Symbol{
					Kind: StepOutput, Name: o.Name.Value, Span: o.Name.Node.TextSpan(), Node: o.Node, Type: "string",
					Action: a.Name.Value, Step: s.Index,
				})
			}
		}
	}
}
