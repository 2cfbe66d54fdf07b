package manifest

import (
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// customActions reports unknown fields that are no lists of steps.
func (v *validator) customActions() {
	for k, n := range v.r.fields(v.m.Root) {
		if isNull(k) || k.Kind() != syntax.Scalar || IsField(k.Value()) {
			continue
		}
		if n.Kind() != syntax.Sequence {
			if !isNull(n) && !n.IsZero() {
				v.stop(NotSteps, k.Span(), "%q is no field of a manifest, so it is a custom action and must be a list of steps; this is %s", k.Value(), n.Words())
				v.about(n)
			}
			continue
		}
		for _, item := range n.Items() {
			if item = v.r.follow(item); item.Kind() != syntax.Mapping && !isNull(item) {
				v.stop(NotSteps, firstLine(item), "%q is no field of a manifest, so it is a custom action: each of its items must be a step, a map from a mixin to what it is to do; this is %s", k.Value(), item.Words())
				v.about(item)
			}
		}
	}
}

func (v *validator) mixins() {
	for _, mixin := range v.m.Mixins {
		if !isNull(mixin.Node) {
			return
		}
	}
	span := v.top()
	if !v.m.MixinsNode.IsZero() {
		span = v.keyOf("mixins")
	}
	v.lacks(NoMixins, "mixins", span, "no mixin is declared, and without one no step can do anything: write mixins: [exec], or what the steps use")
}

// keyOf returns the place of a top-level key.
func (v *validator) keyOf(name string) text.Span {
	if k, _ := v.m.Root.Lookup(name); !k.IsZero() {
		return k.Span()
	}
	return v.top()
}

// actions checks every action, in Porter's order.
func (v *validator) actions() {
	v.declared = make(map[string]bool, len(v.m.Mixins))
	for _, mixin := range v.m.Mixins {
		if mixin.Name.Set() {
			v.declared[mixin.Name.Value] = true
		}
	}
	for _, name := range []string{"install", "uninstall", "upgrade"} {
		n := v.r.get(v.m.Root, name)
		if (n.IsZero() || isNull(n)) && name != "upgrade" {
			v.lacks(NoAction, name, v.keyOf(name), "the bundle has no %s: write %s: and a list of steps, or [] where there is nothing to do", name, name)
		}
		a, _ := v.m.Action(name)
		v.steps(a)
	}
	for _, a := range v.m.Actions {
		if !IsCoreAction(a.Name.Value) {
			v.steps(a)
		}
	}
}

// steps checks an action. Porter gets to its first wrong step, but what is
// wrong with others is wrong all the same.
func (v *validator) steps(a Action) {
	masked, before := v.masked, len(v.found)
	for i := range a.Steps {
		s := &a.Steps[i]
		n := len(v.found)
		if v.step(a, s); len(v.found) > n {
			v.about(v.r.follow(s.Node))
		}
		v.masked = masked || len(v.found) > before
	}
	v.masked = masked
}

// sound remembers the steps that nothing is wrong with if their mixin is declared.
var sound syntax.Memo[struct{}, struct{}]

func (v *validator) step(a Action, s *Step) {
	item := v.r.follow(s.Node)
	if sound.Has(item) && v.declared[s.Mixin.Value] {
		return
	}
	if isNull(item) {
		v.fail(EmptyStep, s.Node.Dash(), "step %d of %s is empty: behind the dash belongs a mixin and what it is to do", s.Index+1, a.Name.Value)
		return
	}
	v.keysOfStep = v.appendKeys(v.keysOfStep[:0], item)
	keys := v.keysOfStep
	if len(keys) == 0 {
		v.fail(NoStepMixin, item.Span(), "step %d of %s names no mixin: write MIXIN: and below it, indented, what it is to do", s.Index+1, a.Name.Value)
		return
	}
	if len(keys) > 1 {
		v.fail(MalformedStep, keys[1].Span(), "a step has one key, its mixin, which is %q here; indent %q to stand within it, or give it a dash of its own", keys[0].Value(), keys[1].Value())
		return
	}
	key, body := keys[0], v.r.get(item, keys[0].Value())
	name := scalarText(key)
	if !v.declared[name] {
		v.fail(UndeclaredMixin, key.Span(), "the mixin %q is not declared: add it to mixins", name)
		return
	}
	if body.Kind() != syntax.Mapping || !v.namesOnly(body) {
		span := firstLine(body)
		if body.Span().Len() == 0 {
			span = key.Span()
		}
		v.fail(BadStep, span, "behind the mixin %q belongs a map with what it is to do, whose keys are names; this is %s", name, body.Words())
		return
	}
	description := v.r.get(body, "description")
	if t := description.Type(); !description.IsZero() && !isNull(description) && t != syntax.String && t != syntax.Binary && t != syntax.Merge {
		v.fail(BadStepDescription, firstLine(description), "a step's description must be text: put it in quotes; this is %s", description.Words())
		return
	}
	sound.Put(item, struct{}{}, struct{}{})
}

// appendKeys appends the different keys of a map, merged ones too.
func (v *validator) appendKeys(keys []syntax.Node, n syntax.Node) []syntax.Node {
	for k := range v.r.fields(n) {
		if !isNull(k) {
			keys = append(keys, k)
		}
	}
	return keys
}

// namesOnly reports whether yaml.v3 decodes a map into one of strings: where
// one key is anything else, all of them become something else for Porter.
func (v *validator) namesOnly(n syntax.Node) bool {
	for k := range n.Pairs() {
		switch v.r.follow(k).Type() {
		case syntax.String, syntax.Merge:
		default:
			return false
		}
	}
	return true
}

// firstLine returns the place of a node, or of its first line where it has more.
func firstLine(n syntax.Node) text.Span {
	if f := n.File(); f != nil {
		return f.FirstLine(n.Span())
	}
	return n.Span()
}
