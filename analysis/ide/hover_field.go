package ide

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// field says what the schema has to say about the key or value at the place.
func (h *hover) field() bool {
	path := h.Document.File.PathAt(h.off)
	steps, key := fieldAt(path)
	if steps == nil {
		return false
	}
	if path.Node.Kind() == syntax.Mapping || path.Node.Kind() == syntax.Sequence {
		return false // a bracket, or between two entries
	}
	if !path.Node.Span().Contains(h.off) {
		return false // behind what could not be read
	}
	f := h.Schema().At(steps)
	if last := len(steps) - 1; f.Doc == "" && steps[last].Index >= 0 {
		f.Doc = h.Schema().At(steps[:last]).Doc
	}
	if f.Doc == "" && len(f.Enum) == 0 {
		return h.derived(steps, path.Node)
	}
	h.aboutNode(path.Node)
	h.fieldHeading(f, steps, key)
	h.doc(f, steps)
	h.facts(f)
	h.derived(steps, path.Node)
	return true
}

// doc adds what a schema explains of a field. Ours is in Markdown; what an
// installed mixin printed is shown as somebody else's words.
func (h *hover) doc(f schema.Field, steps []syntax.Step) {
	switch {
	case foreign(h.Schema(), steps):
		h.quote(f.Doc)
	case f.Doc != "":
		h.say(f.Doc)
	}
}

// fieldAt returns the steps to the field that a path is in, nil where it is in
// none, and the name that it goes by.
func fieldAt(path syntax.Path) (steps []syntax.Step, name string) {
	if path.Node.IsZero() || path.Where != syntax.InKey && path.Where != syntax.InValue {
		return nil, ""
	}
	steps = path.Steps
	if path.Where == syntax.InKey {
		steps = append(slices.Clip(steps), syntax.Step{Key: path.Node.Value(), Index: -1})
	}
	for _, s := range slices.Backward(steps) {
		if s.Index < 0 {
			return steps, s.Key
		}
	}
	return nil, ""
}

func (h *hover) fieldHeading(f schema.Field, steps []syntax.Step, key string) {
	parts := []any{strong(key)}
	if steps[len(steps)-1].Index >= 0 {
		parts = []any{"an entry of ", strong(key)}
	}
	if len(f.Types) > 0 {
		parts = append(parts, " ", code(strings.Join(f.Types, " | ")))
	}
	if f.Required {
		parts = append(parts, ", required")
	}
	h.say(parts...)
}

// facts lists what else a schema says of a field.
func (p *Prose) facts(f schema.Field) {
	if len(f.Enum) > 0 {
		p.item(with("One of ", list(values(f.Enum))...)...)
	}
	if f.HasDefault {
		p.item("Default: ", code(valueText(f.Default)))
	}
	if len(f.Keys) > 0 && len(f.Keys) <= mostListed {
		p.item(with("Needs ", list(f.Keys)...)...)
	}
	for _, names := range f.Choices {
		p.item(with("Needs one of ", list(names)...)...)
	}
	if f.Since != "" {
		words := []any{"Since schemaVersion ", code(f.Since)}
		if !f.Available {
			words = append(words, ", which is later than this manifest's")
		}
		p.item(words...)
	}
	if f.Feature != "" {
		p.item("Porter needs the experimental feature ", code(f.Feature), " for it")
	}
	if f.Deprecated {
		p.item("Deprecated: it should not be used any more")
	}
	if f.Ignored {
		p.item("Porter reads it and does nothing with it")
	}
	if len(f.Examples) > 0 {
		p.item(with("For example ", list(values(f.Examples[:min(3, len(f.Examples))]))...)...)
	}
}

// mostListed bounds how many names or values are listed.
const mostListed = 24

// values are values as text; of very many the first.
func values(all []any) []string {
	var out []string
	for i, v := range all {
		if i == mostListed {
			return append(out, "…")
		}
		out = append(out, valueText(v))
	}
	return out
}

// valueText is how a value is handed to a bundle.
func valueText(v any) string {
	s, err := cnab.Text(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return s
}

// foreign reports whether the steps lead into a step or a configuration of a
// mixin whose schema is not ours but what an installed mixin printed.
func foreign(set *schema.Set, steps []syntax.Step) bool {
	for _, s := range steps {
		if m := set.Mixin(s.Key); s.Index < 0 && m != nil && m.Version != "" {
			return true
		}
	}
	return false
}
