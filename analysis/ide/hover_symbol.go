package ide

import (
	"slices"
	"strconv"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// symbol says what the name at the place stands for.
func (h *hover) symbol() bool {
	ref, ok := h.Document.Symbols.At(h.off)
	if !ok || !h.describe(ref) {
		return false
	}
	h.scope(ref)
	return h.about(ref.Span)
}

// describe says what a reference names; false where there is nothing to say.
func (h *hover) describe(ref symbols.Ref) bool {
	m := h.Document.Manifest
	switch ref.Kind {
	case symbols.Parameter:
		if p, ok := m.Parameter(ref.Name); ok {
			h.parameter(m, p)
			return true
		}
	case symbols.Credential:
		if c, ok := m.Credential(ref.Name); ok {
			h.credential(c)
			return true
		}
	case symbols.Output, symbols.StepOutput:
		return h.output(ref)
	case symbols.State:
		return h.state(ref.Name)
	case symbols.Image:
		if i, ok := m.Image(ref.Name); ok {
			h.image(i)
			return true
		}
	case symbols.Dependency:
		if d, ok := m.Dependency(ref.Name); ok {
			h.heading("dependency", d.Name.Value, "")
			h.dependency(d)
			return true
		}
	case symbols.DependencyOutput:
		return h.dependencyOutput(ref)
	case symbols.Mixin:
		h.mixin(ref)
		return true
	case symbols.Action:
		return h.action(ref.Name)
	case symbols.Custom, symbols.Field:
		return h.part(ref)
	case symbols.Extension:
		h.heading("required extension", ref.Name, "")
		return true
	case symbols.Builtin:
		return h.builtin(ref.Name)
	}
	return h.undefined(ref)
}

// undefined says that nothing has the name, where that is known.
func (h *hover) undefined(ref symbols.Ref) bool {
	if ref.Defines {
		return false
	}
	h.heading(ref.Kind.String(), ref.Name, "")
	h.say("Nothing in this manifest defines it.")
	return true
}

// parameter describes a parameter of a manifest, which may be another one's.
func (h *hover) parameter(m *manifest.Manifest, p manifest.Parameter) {
	h.heading("parameter", p.Name.Value, typeOf(p.EffectiveType(), p.Schema))
	h.quote(p.Description.Value)
	switch {
	case p.Sensitive && p.Schema.HasDefault():
		h.item("Has a default, which is not shown because the parameter is sensitive")
	case p.Schema.HasDefault():
		h.item("Default: ", code(nodeText(p.Schema.Default)))
	case p.Source.Output.Value != "":
		h.item("No default: its source gives the value, or whoever runs the bundle")
	case !p.Persistent:
		h.item("Required: it has no default")
	}
	h.limits(p.Schema, p.Sensitive)
	h.destination(p.Destination())
	if !p.Persistent && p.Env.Value == "" && p.Path.Value == "" {
		h.blocks[len(h.blocks)-1].parts = append(h.blocks[len(h.blocks)-1].parts, ", a name made from the parameter's")
	}
	h.actions(m.ApplyTo(p))
	if p.Sensitive {
		h.item("Sensitive: masked in what steps print")
	}
	if p.Persistent {
		h.item("Persistent: the value of one run is there in the next")
	}
	switch output, from := p.Source.Output.Value, p.Source.Dependency.Value; {
	case output != "" && from != "":
		h.item("Source: output ", code(output), " of the dependency ", code(from))
	case output != "":
		h.item("Source: output ", code(output), " of the last run")
	}
}

func typeOf(effective string, s manifest.Schema) string {
	if effective != "" {
		return effective
	}
	return strings.Join(manifest.Values(s.Types), " | ")
}

// nodeText is a value of a manifest as it is handed to a bundle.
func nodeText(n syntax.Node) string {
	if n.Kind() == syntax.Scalar {
		return valueText(n.Data())
	}
	return valueText(n.Decode())
}

// limits lists the keywords of a schema by which values are refused, without those
// that tell values which are not to be shown.
func (h *hover) limits(s manifest.Schema, sensitive bool) {
	for _, k := range s.Keywords {
		switch name := k.Name(); name {
		case "enum", "const":
			if sensitive {
				continue
			}
			if name == "const" {
				h.item(code(name), ": ", code(nodeText(k.Value)))
			}
			var words []string
			for i, v := range k.Value.Items() {
				if i == mostListed {
					words = append(words, "…")
					break
				}
				words = append(words, nodeText(v))
			}
			if len(words) > 0 {
				h.item(with("One of ", list(words)...)...)
			}
		case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
			"minLength", "maxLength", "pattern", "format", "minItems":
			if k.Value.Kind() == syntax.Scalar {
				h.item(code(name), ": ", code(nodeText(k.Value)))
			}
		}
	}
}

// destination says where a value arrives.
func (h *hover) destination(env, file string) {
	switch {
	case env != "" && file != "":
		h.item("Arrives as the environment variable ", code(env), " and as the file ", code(file))
	case env != "":
		h.item("Arrives as the environment variable ", code(env))
	case file != "":
		h.item("Arrives as the file ", code(file))
	}
}

func (h *hover) actions(names []string) {
	if len(names) > 0 {
		h.item(with("Only for ", list(names)...)...)
	}
}

func (h *hover) credential(c manifest.Credential) {
	h.heading("credential", c.Name.Value, "")
	h.quote(c.Description.Value)
	if c.Required {
		h.item("Required")
	} else {
		h.item("Optional")
	}
	env, file := c.Destination()
	h.destination(env, file)
	if env == "" && file == "" {
		h.item("Has neither ", code("env"), " nor ", code("path"), ", so it arrives nowhere")
	}
	h.actions(manifest.Values(c.ApplyTo))
}

// output describes an output of the bundle or of steps.
func (h *hover) output(ref symbols.Ref) bool {
	m := h.Document.Manifest
	o, ok := m.Output(ref.Name)
	if ok {
		h.heading("output", o.Name.Value, typeOf(o.EffectiveType(), o.Schema))
		h.quote(o.Description.Value)
		if o.Sensitive {
			h.item("Sensitive: masked in what later steps print")
		} else if o.Schema.HasDefault() {
			h.item("Default: ", code(nodeText(o.Schema.Default)))
		}
		if o.Path.Value != "" {
			h.item("Read from ", code(manifest.ContainerPath(o.Path.Value)), " unless a step sets it")
		}
		h.actions(manifest.Values(o.ApplyTo))
	}
	made := h.madeBy(ref.Name)
	if !ok && len(made) == 0 {
		return h.undefined(ref)
	}
	if !ok {
		h.heading("output", ref.Name, "")
		h.say("An output of steps, which ends with the run: the bundle has none of that name.")
	}
	for _, s := range made {
		step := &s.of.Steps[s.at]
		h.item(with("Made by ", stepWords(s.of.Name.Value, step.Index, step.Description.Value)...)...)
		h.makes(step, ref.Name)
	}
	return true
}

// making is a step that makes an output.
type making struct {
	of manifest.Action
	at int
}

// madeBy returns the steps that make an output, the first ones of very many.
func (h *hover) madeBy(name string) []making {
	var made []making
	for _, s := range h.Document.Symbols.Definitions(symbols.Ref{Kind: symbols.StepOutput, Name: name}) {
		if s.Kind != symbols.StepOutput || len(made) == mostFindings {
			continue
		}
		if a, ok := h.Document.Manifest.Action(s.Action); ok {
			if i := slices.IndexFunc(a.Steps, func(o manifest.Step) bool { return o.Index == s.Step }); i >= 0 {
				made = append(made, making{a, i})
			}
		}
	}
	return made
}

// makes says how a step of exec makes an output.
func (h *hover) makes(s *manifest.Step, name string) {
	for _, o := range s.Outputs {
		if o.Name.Value != name {
			continue
		}
		for _, how := range []string{"path", "jsonPath", "regex", "key", "resourceType"} {
			if v := o.Node.Get(how); v.Kind() == syntax.Scalar && v.Value() != "" {
				h.item(code(how), ": ", code(v.Value()))
			}
		}
	}
}

func (h *hover) state(name string) bool {
	for _, s := range h.Document.Manifest.State {
		if s.Name.Value == name {
			h.heading("state variable", name, "")
			h.quote(s.Description.Value)
			if s.Path.Value != "" {
				h.item("Kept from ", code(manifest.ContainerPath(s.Path.Value)))
			}
			return true
		}
	}
	return false
}

func (h *hover) image(i manifest.Image) {
	h.heading("image", i.Key.Value, "")
	h.quote(i.Description.Value)
	if i.Repository.Value != "" {
		h.item("Reference: ", code(i.Reference()))
		if i.Digest.Value == "" {
			h.item("Without a digest: a build asks the registry what the tag stands for then")
		}
	}
}

// mixin describes a mixin, in its declaration or as the key of a step.
func (h *hover) mixin(ref symbols.Ref) {
	known := h.Schema().Mixin(ref.Name)
	h.heading("mixin", ref.Name, "")
	switch {
	case known == nil:
	case ref.Action != "":
		steps := []syntax.Step{{Key: ref.Action, Index: -1}, {Index: ref.Step}, {Key: ref.Name, Index: -1}}
		h.doc(h.Schema().At(steps), steps)
	case known.Version != "":
		h.quote(known.Doc)
	case known.Doc != "":
		h.say(known.Doc)
	}
	switch version, state := h.Inputs.MixinInstalled(ref.Name); {
	case state == analysis.Value && version == "":
		h.item("Not installed here")
	case state == analysis.Value:
		h.item("Installed: ", code(version))
	}
	switch {
	case known == nil:
		h.item("Nothing is known of what its steps take")
	case known.Version != "":
		h.item("Its fields are those that the installed version prints")
	default:
		h.item("Its fields are those that come with porter-ls")
	}
	declared, ok := h.Document.Manifest.Mixin(ref.Name)
	if !ok {
		h.item("Not declared under ", code("mixins"))
		return
	}
	if declared.Constraint != "" {
		h.item("Wanted: ", code(declared.Constraint))
	}
	if line, _ := h.File.Lines().Position(declared.NameSpan.Start, 0); ref.Action != "" {
		h.item("Declared on line " + stepNumber(line))
	}
}

func (h *hover) action(name string) bool {
	m := h.Document.Manifest
	a, has := m.Action(name)
	core := manifest.IsCoreAction(name)
	if has && !core && a.Node.Kind() != syntax.Sequence {
		return false // a key that is just being typed, most likely
	}
	h.heading("action", name, "")
	switch {
	case core:
		if f := h.Schema().Root().Child(name); f.Doc != "" {
			h.say(f.Doc)
		}
	default:
		p := m.ActionProperties(name)
		if p.Description != name {
			h.quote(p.Description)
		}
		h.item("Modifies: ", code(strconv.FormatBool(p.Modifies)))
		h.item("Stateless: ", code(strconv.FormatBool(p.Stateless)))
		if _, said := m.Root.Get("customActions").Lookup(name); said.IsZero() {
			h.item("These are the defaults: ", code("customActions"), " does not mention it")
		}
	}
	switch {
	case !has && name == "upgrade":
		h.item("This bundle has no steps for it")
	case !has:
		h.item("Nothing in this manifest defines it")
	case len(a.Steps) == 1:
		h.item("1 step")
	default:
		h.item(stepNumber(len(a.Steps)-1) + " steps")
	}
	return true
}

// part describes a value within custom, or a field of an object parameter.
func (h *hover) part(ref symbols.Ref) bool {
	s, ok := h.Document.Symbols.Lookup(ref.Kind, ref.Name)
	if !ok {
		return h.undefined(ref)
	}
	h.heading(ref.Kind.String(), ref.Name, s.Type)
	if ref.Kind == symbols.Field {
		h.quote(s.Node.Get("description").Value())
	} else if s.Node.Kind() == syntax.Scalar {
		h.item("Value: ", code(nodeText(s.Node)))
	}
	return true
}
