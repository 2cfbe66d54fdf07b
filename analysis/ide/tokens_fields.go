package ide

import (
	"slices"

	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// functions adds the words by which steps run a function, or a branch of a case, of
// a script.
func (t *tokens) functions() {
	table := exec.Steps(t.Document.Manifest, nil)
	table.Rows = slices.DeleteFunc(table.Rows, func(r exec.Row) bool { return !t.touches(r.Node.Span()) })
	for _, p := range exec.Programs(t.Bundle(), table) {
		if p.File == nil || p.Script == nil {
			continue
		}
		if word, ok := p.First(); ok && (p.Script.Defines(word.Text) || p.Script.Dispatch.Takes(word.Text)) {
			t.add(p.Place(word), FunctionToken, 0)
		}
	}
}

// fields adds the fields that a mixin knows, and those that are outdated.
func (t *tokens) fields() {
	root := t.Schema().Root()
	for k := range t.Document.Manifest.Root.Pairs() {
		if t.touches(k.Span()) && root.Child(k.Value()).Deprecated {
			t.add(k.TextSpan(), PropertyToken, Outdated)
		}
	}
	known := stepFields{t.View, map[[2]string]map[string]TokenModifiers{}}
	for i := range t.Document.Manifest.Actions {
		a := &t.Document.Manifest.Actions[i]
		for j := range a.Steps {
			s := &a.Steps[j]
			if !t.touches(s.Node.Span()) || s.Body.Kind() != syntax.Mapping {
				continue
			}
			fields := known.of(a.Name.Value, s.Mixin.Value)
			for k := range s.Body.Pairs() {
				if m, ok := fields[k.Value()]; ok {
					t.add(k.TextSpan(), PropertyToken, m)
				}
			}
		}
	}
}

// stepFields are the fields that mixins take in steps, by action and mixin.
type stepFields struct {
	*View
	known map[[2]string]map[string]TokenModifiers
}

func (f stepFields) of(action, mixin string) map[string]TokenModifiers {
	key := [2]string{action, mixin}
	fields, ok := f.known[key]
	if !ok {
		fields = map[string]TokenModifiers{}
		for _, c := range f.Schema().At([]syntax.Step{{Key: action, Index: -1}, {}, {Key: mixin, Index: -1}}).Children() {
			fields[c.Name] = 0
			if c.Deprecated {
				fields[c.Name] = Outdated
			}
		}
		f.known[key] = fields
	}
	return fields
}
