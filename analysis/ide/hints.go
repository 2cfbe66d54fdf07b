package ide

import (
	"slices"
	"sort"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// HintKinds say which hints are wanted.
type HintKinds struct {
	Variables  bool // the environment variable that a parameter arrives in where it names none
	References bool // what the bundle is published as
	Types      bool // of parameters without one, and of expressions that are no strings
	Sources    bool // the step that makes the output which feeds a parameter
}

// AllHints are all there are.
func AllHints() HintKinds { return HintKinds{true, true, true, true} }

// Hint is something that is known and not written, to be shown in the text.
type Hint struct {
	Offset  int
	Label   string
	Type    bool // it says a type
	Tooltip *Prose
	Edits   []text.Edit // write what the hint says into the file, nil where that is not to be written
}

// Hints returns the hints in a range of the file, in order of their places.
func Hints(v *View, within text.Span, kinds HintKinds) []Hint {
	h := &hints{View: v, within: within, kinds: kinds}
	switch {
	case v.Manifest():
		h.reference()
		h.parameters()
		h.expressions()
	case v.Document != nil && v.Document.Desired != nil:
		h.set()
	}
	slices.SortStableFunc(h.found, func(a, b Hint) int { return a.Offset - b.Offset })
	return h.found
}

type hints struct {
	*View
	within text.Span
	kinds  HintKinds
	found  []Hint
}

// behind adds a hint behind a scalar, where that ends on the line that it begins
// on and is in the range.
func (h *hints) behind(n syntax.Node, label string, explain func(*Prose)) *Hint {
	if n.Kind() != syntax.Scalar || n.Style() == syntax.Missing || n.Style() == syntax.Literal || n.Style() == syntax.Folded || n.Repaired() {
		return nil
	}
	span := n.Span()
	if lines := h.File.Lines(); lines.Line(span.Start) != lines.Line(span.End) {
		return nil
	}
	return h.at(span.End, label, explain)
}

func (h *hints) at(off int, label string, explain func(*Prose)) *Hint {
	if !h.within.Contains(off) {
		return nil
	}
	hint := Hint{Offset: off, Label: label, Tooltip: &Prose{}}
	explain(hint.Tooltip)
	h.found = append(h.found, hint)
	return &h.found[len(h.found)-1]
}

// reference shows what the bundle is published as, where that is not written: once,
// behind what it is made from.
func (h *hints) reference() {
	m := h.Document.Manifest
	if !h.kinds.References {
		return
	}
	at := m.Reference
	if !at.Set() || at.Value == "" {
		at = m.Registry
	}
	ref, err := m.BundleReference()
	if err != nil || ref == at.Value {
		return
	}
	h.behind(at.Node, "→ "+ref, func(p *Prose) {
		p.say("The bundle is published as ", code(ref), ".")
	})
}

// parameters shows what parameters do not say.
func (h *hints) parameters() {
	m := h.Document.Manifest
	for i := range m.Parameters {
		p := &m.Parameters[i]
		if span := p.Node.Span(); span.End < h.within.Start || span.Start > h.within.End {
			continue
		}
		if p.Name.Value != "" {
			h.untyped(p)
			h.unplaced(p)
		}
		h.source(p)
	}
}

// untyped shows the type that a parameter has where it names none.
func (h *hints) untyped(p *manifest.Parameter) {
	typ := p.EffectiveType()
	if !h.kinds.Types || typ == "" || p.Schema.Type.Set() || hasAny(p.Schema, "$ref", "enum", "const", "allOf", "anyOf", "oneOf", "type") {
		return
	}
	hint := h.behind(p.Name.Node, ": "+typ, func(t *Prose) {
		t.say("Without a type Porter takes the parameter for ", code(typ), ".")
	})
	if hint != nil {
		hint.Type = true
		hint.Edits = h.insert(p.Node, p.Name, "type", typ)
	}
}

func hasAny(s manifest.Schema, names ...string) bool {
	return slices.ContainsFunc(s.Keywords, func(k manifest.Keyword) bool { return slices.Contains(names, k.Name()) })
}

// unplaced shows the variable that a parameter arrives in where it names neither
// one nor a file.
func (h *hints) unplaced(p *manifest.Parameter) {
	env, _ := p.Destination()
	if !h.kinds.Variables || env == "" || p.Env.Value != "" || !p.LegacyDestination.IsZero() {
		return
	}
	hint := h.behind(p.Name.Node, "→ "+env, func(t *Prose) {
		t.say("The parameter names neither ", code("env"), " nor ", code("path"), ": it arrives as the environment variable ", code(env), ".")
	})
	if hint != nil {
		hint.Edits = h.insert(p.Node, p.Name, "env", env)
	}
}

// insert returns the edit that writes a field behind the name of an entry; nil
// where that cannot be done on the name's own line or the next one.
func (h *hints) insert(entry syntax.Node, name manifest.String, key, value string) []text.Edit {
	if _, plain := syntax.PlainData(value).(string); !plain || strings.ContainsFunc(value, func(r rune) bool { return r > 'z' || !isName(byte(r)) }) {
		return nil
	}
	src, span := h.Source(), name.Node.Span()
	switch entry.Style() {
	case syntax.Flow:
		k, _ := entry.Lookup("name")
		quote := ""
		if k.Style() == syntax.DoubleQuoted || k.Style() == syntax.SingleQuoted {
			quote = string(src[k.Span().Start]) // as it must be in JSON
		}
		field := quote + key + quote + ": " + quote + value + quote
		return []text.Edit{{Span: text.Span{Start: span.End, End: span.End}, New: ", " + field}}
	case syntax.Block:
		k, _ := entry.Lookup("name")
		lines := h.File.Lines()
		line := lines.Span(lines.Line(k.Span().Start))
		if lines.Line(k.Span().Start) != lines.Line(span.End) {
			return nil
		}
		column := k.Span().Start - line.Start
		indent := strings.Map(func(r rune) rune {
			if r == '-' {
				return ' '
			}
			return r
		}, string(src[line.Start:line.Start+column]))
		if strings.Trim(indent, " ") != "" {
			return nil // something else stands before the name
		}
		return []text.Edit{{Span: text.Span{Start: line.End, End: line.End}, New: analysis.LineBreak(src, line.End) + indent + key + ": " + value}}
	}
	return nil
}

// source shows which step makes the output that feeds a parameter.
func (h *hints) source(p *manifest.Parameter) {
	if !h.kinds.Sources || p.Source.Output.Value == "" || p.Source.Dependency.Set() {
		return
	}
	made := h.Document.Symbols.Definitions(symbols.Ref{Kind: symbols.StepOutput, Name: p.Source.Output.Value})
	made = slices.DeleteFunc(made, func(s symbols.Symbol) bool { return s.Kind != symbols.StepOutput })
	if len(made) == 0 {
		return
	}
	label := "← step " + stepNumber(made[0].Step) + " of " + made[0].Action
	if len(made) > 1 {
		label += " …"
	}
	h.behind(p.Source.Output.Node, label, func(t *Prose) {
		t.say("The output is made by")
		for _, s := range made[:min(len(made), mostFindings)] {
			t.item("step "+stepNumber(s.Step)+" of ", code(s.Action))
		}
	})
}

// expressions shows the types of what templates in steps name, where that is no
// string.
func (h *hints) expressions() {
	if !h.kinds.Types {
		return
	}
	refs, src := h.Document.Symbols.Refs, h.Source()
	for i := sort.Search(len(refs), func(i int) bool { return refs[i].Span.End >= h.within.Start }); i < len(refs); i++ {
		r := refs[i]
		if r.Span.Start > h.within.End {
			return
		}
		if r.Action == "" || r.Span.Start == 0 || src[r.Span.Start-1] != '.' || r.Span.End < len(src) && src[r.Span.End] == '.' {
			continue
		}
		if typ := h.typeOf(r); typ != "" && typ != "string" {
			hint := h.at(r.Span.End, ": "+typ, func(t *Prose) {
				t.say("The "+r.Kind.String()+" ", code(r.Name), " is of the type ", code(typ), ".")
			})
			if hint != nil {
				hint.Type = true
			}
		}
	}
}

// typeOf returns the type of what a template names, "" where it is not known.
func (h *hints) typeOf(r symbols.Ref) string {
	switch r.Kind {
	case symbols.Parameter, symbols.Output, symbols.Field, symbols.Custom:
		if s, ok := h.Document.Symbols.Lookup(r.Kind, r.Name); ok {
			return s.Type
		}
	case symbols.Image:
		return "" // it is only ever named with a field behind it
	}
	return ""
}

// set shows the types of the parameters that a set or an installation gives values
// to, where they are no strings.
func (h *hints) set() {
	if !h.kinds.Types || h.Path == "" || h.Document.Kind != analysis.ParameterSet && h.Document.Kind != analysis.Installation {
		return
	}
	b := h.Bundle()
	if b == nil {
		return
	}
	for _, e := range entriesOf(h.Document) {
		name := e.name
		p, ok := b.Manifest.Manifest.Parameter(name.Value)
		if typ := p.EffectiveType(); ok && typ != "" && typ != "string" {
			hint := h.behind(name.Node, ": "+typ, func(t *Prose) {
				t.say("The parameter ", code(name.Value), " of ", code(b.Manifest.Manifest.Name.Value), " is of the type ", code(typ), ".")
			})
			if hint != nil {
				hint.Type = true
			}
		}
	}
}
