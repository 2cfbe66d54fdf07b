package symbols

import (
	"cmp"
	"slices"
	"sort"

	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// At returns the name that an offset is in or directly behind, used or defined
// there.
func (x *Index) At(off int) (Ref, bool) {
	// Spans hardly ever lie within each other, so few places begin before the
	// offset and still reach up to it.
	const near = 8
	i := sort.Search(len(x.Symbols), func(i int) bool { return x.Symbols[i].Span.Start > off })
	for j := i - 1; j >= max(0, i-near); j-- {
		s := &x.Symbols[j]
		if !s.Span.Contains(off) {
			continue
		}
		for j > 0 && x.Symbols[j-1].Span == s.Span { // a persistent parameter's output
			j--
		}
		return x.Symbols[j].ref(), true
	}
	i = sort.Search(len(x.Refs), func(i int) bool { return x.Refs[i].Span.Start > off })
	for j := i - 1; j >= max(0, i-near); j-- {
		if x.Refs[j].Span.Contains(off) {
			return x.Refs[j], true
		}
	}
	return Ref{}, false
}

// same returns the kind under which all that must be renamed together is. The
// outputs that steps make are those of the bundle where they have its name, and
// a persistent parameter is kept as an output.
func (x *Index) same(kind Kind, name string) Kind {
	switch kind {
	case StepOutput:
		return Output
	case Parameter:
		if s, ok := x.Lookup(Parameter, name); ok && x.manifest.Parameters[s.entry].Persistent {
			return Output
		}
	}
	return kind
}

// Definitions returns the symbols that a reference may name, in source order:
// of an output those of the bundle and of steps.
func (x *Index) Definitions(r Ref) []Symbol {
	kind := x.same(r.Kind, r.Name)
	var at []int32
	for k := range Builtin + 1 {
		if x.same(k, r.Name) != kind {
			continue
		}
		for i, ok := x.names.last[key{k, r.Name}]; ok && i >= 0; i = x.names.before[i] {
			at = append(at, i)
		}
	}
	slices.Sort(at)
	var out []Symbol
	for _, i := range at {
		if s := x.Symbols[i]; len(out) == 0 || out[len(out)-1].Span != s.Span {
			out = append(out, s)
		}
	}
	return out
}

// Occurrences returns every place where the name that a reference has stands,
// those of its definitions included, in source order, each once: what would
// have to be changed to call it otherwise.
func (x *Index) Occurrences(r Ref) []Ref {
	var out []Ref
	for _, s := range x.Definitions(r) {
		out = append(out, s.ref())
	}
	kind := x.same(r.Kind, r.Name)
	for _, o := range x.Refs {
		if o.Name == r.Name && x.same(o.Kind, o.Name) == kind {
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b Ref) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End))
	})
	return slices.CompactFunc(out, func(a, b Ref) bool { return a.Span == b.Span })
}

// Expression is the template tag that an editor's cursor stands in.
type Expression struct {
	template.Cursor
	Action string // "" outside of steps
	Step   int
}

// TagAt returns the tag that an offset is in or directly behind, also where it
// is half-typed or YAML cannot read it.
func (x *Index) TagAt(off int) (Expression, bool) {
	e := Expression{}
	var s step
	if i := slices.IndexFunc(x.steps, func(s step) bool { return s.extent.Contains(off) }); i >= 0 {
		s = x.steps[i]
		e.Action, e.Step = x.manifest.Actions[s.action].Name.Value, s.index
	} else {
		e.Action, e.Step = x.actionAt(off)
	}
	var ok bool
	e.Cursor, ok = template.TagAt(x.file, s.node, x.manifest.Delims, off)
	return e, ok
}

// RefsOf returns what the tag of an expression names, in source order. The index
// has these among its Refs only where the tag stands in what could be read.
func (x *Index) RefsOf(e Expression) []Ref {
	t := newTag(e.Use, 0)
	f := found{&Index{names: x.names}, &t, e.Action, e.Step, 0}
	f.path()
	return f.Refs
}

// actionAt returns the action that an offset outside of all steps belongs to,
// and the step that would stand there.
func (x *Index) actionAt(off int) (string, int) {
	at, next := text.Span{}, ""
	for k := range x.manifest.Root.Pairs() {
		if k.Span().Start <= off && k.Span().Start >= at.Start {
			at, next = k.Span(), k.Value()
		}
	}
	a, ok := x.manifest.Action(next)
	if !ok {
		return "", 0
	}
	step := 0
	for _, s := range a.Steps {
		if s.Node.Span().Start <= off {
			step = s.Index
		}
	}
	return next, step
}
