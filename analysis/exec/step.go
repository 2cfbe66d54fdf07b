// Package exec reads what the steps of the mixin exec run: their command lines as
// the mixin makes them, the scripts of the bundle among them, and texts that are
// handed to a shell.
package exec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
)

// Step is a step of the mixin exec. What has not the shape that exec reads is
// not in it.
type Step struct {
	*manifest.Step

	Command, Dir      syntax.Node
	Arguments, Suffix []syntax.Node
	Flags             []Flag
	Outputs, Ignored  syntax.Node

	// Whole says that the command line has nothing but what is here.
	Whole bool
}

// Flag is an entry of flags. One without values is passed by its name alone.
type Flag struct {
	Key    syntax.Node
	Values []syntax.Node
}

// Steps returns the steps of exec in a manifest, in source order, without those of
// actions that skip says to pass over.
func Steps(m *manifest.Manifest, skip func(action string) bool) *Table {
	t := &Table{tree: merged{syntax.Follower{Root: m.Root}}}
	n := 0
	for i := range m.Actions {
		n += len(m.Actions[i].Steps)
	}
	t.Rows = make([]Row, 0, n)
	for i := range m.Actions {
		a := &m.Actions[i]
		if skip != nil && skip(a.Name.Value) {
			continue
		}
		for j := range a.Steps {
			if s := &a.Steps[j]; s.Mixin.Value == "exec" && s.Body.Kind() == syntax.Mapping {
				t.Rows = append(t.Rows, Row{s, a.Name.Value, j, nil})
			}
		}
	}
	return t
}

// Table lists the steps of exec. What a step says in detail is read when it
// is asked for, as most of what is said about most steps is remembered.
type Table struct {
	Rows []Row
	tree merged
}

// Row is a step of exec and where it stands.
type Row struct {
	*manifest.Step
	Action string
	At     int   // the step's index in the action
	read   *Step // nil until it is asked for
}

// WasRead reports whether what the step says in detail was asked for.
func (r Row) WasRead() bool { return r.read != nil }

// Step returns what the i-th of the steps says.
func (t *Table) Step(i int) *Step {
	r := &t.Rows[i]
	if r.read == nil {
		r.read = t.tree.step(r.Step)
	}
	return r.read
}

// merged reads maps as Porter does: aliases stand for what they name, and what is
// merged in counts where a map has not the key itself.
type merged struct{ syntax.Follower }

// get returns the value of a map's key.
func (m *merged) get(n syntax.Node, key string) syntax.Node {
	if _, v := n.Lookup(key); !v.IsZero() {
		return m.Follow(v)
	}
	merge := m.Follow(n.Get("<<"))
	if merge.Kind() == syntax.Mapping {
		return m.Follow(merge.Get(key))
	}
	for _, item := range merge.Items() {
		if v := m.Follow(item).Get(key); !v.IsZero() {
			return m.Follow(v)
		}
	}
	return syntax.Node{}
}

func (m *merged) step(s *manifest.Step) *Step {
	e := &Step{Step: s, Whole: true}
	e.Command = m.text(s.Body, "command", &e.Whole)
	e.Dir = m.text(s.Body, "dir", &e.Whole)
	e.Arguments = m.texts(m.get(s.Body, "arguments"), &e.Whole)
	e.Suffix = m.texts(m.get(s.Body, "suffix-arguments"), &e.Whole)
	e.Outputs, e.Ignored = m.get(s.Body, "outputs"), m.get(s.Body, "ignoreError")
	flags := m.get(s.Body, "flags")
	e.Whole = e.Whole && (flags.Kind() == syntax.Mapping && flags.Get("<<").IsZero() || IsNothing(flags))
	for k, v := range flags.Pairs() {
		f := Flag{Key: m.Follow(k)}
		switch v = m.Follow(v); {
		case v.Kind() == syntax.Sequence:
			f.Values = m.texts(v, &e.Whole)
		case v.Kind() == syntax.Scalar && !IsNothing(v):
			f.Values = []syntax.Node{v}
		case !IsNothing(v):
			e.Whole = false
		}
		e.Flags = append(e.Flags, f)
	}
	return e
}

func (m *merged) text(n syntax.Node, key string, whole *bool) syntax.Node {
	v := m.get(n, key)
	switch {
	case IsNothing(v):
		return syntax.Node{}
	case v.Kind() != syntax.Scalar:
		*whole = false
		return syntax.Node{}
	}
	return v
}

func (m *merged) texts(n syntax.Node, whole *bool) []syntax.Node {
	if n.Kind() != syntax.Sequence {
		*whole = *whole && IsNothing(n)
		return nil
	}
	list := make([]syntax.Node, 0, n.Len())
	for _, item := range n.Items() {
		item = m.Follow(item)
		if item.Kind() != syntax.Scalar {
			*whole = false
			return nil
		}
		list = append(list, item)
	}
	return list
}

// IsNothing reports whether a value is not written, or null.
func IsNothing(n syntax.Node) bool {
	return n.IsZero() || n.Kind() == syntax.Scalar && n.Data() == nil
}

// Argument is one word of a command line.
type Argument struct {
	Text string
	Node syntax.Node // that it comes from
	From int         // where it begins in the node's value
	// Fixed says that nothing is put into it when the step runs.
	Fixed bool
}

// Line returns the words that a step's command gets: arguments, flags in the
// order of their names, and what stands behind them.
func (s *Step) Line(d template.Delims) []Argument {
	var line []Argument
	for _, n := range s.Arguments {
		line = append(line, Argument{n.Value(), n, 0, !Templated(n.Value(), d)})
	}
	flags := s.Flags
	if len(flags) > 1 {
		flags = slices.Clone(flags)
		slices.SortStableFunc(flags, func(a, b Flag) int { return strings.Compare(a.Key.Value(), b.Key.Value()) })
	}
	for _, f := range flags {
		name := Argument{f.Name(), f.Key, 0, !Templated(f.Key.Value(), d)}
		if len(f.Values) == 0 {
			line = append(line, name)
		}
		for _, v := range f.Values {
			line = append(line, name)
			text := FlagText(v)
			isFixed := !Templated(text, d)
			for _, w := range Words(Untemplated(text, d)) {
				line = append(line, Argument{text[w.Start:w.End], v, w.Start, isFixed})
			}
		}
	}
	for _, n := range s.Suffix {
		line = append(line, Argument{n.Value(), n, 0, !Templated(n.Value(), d)})
	}
	return line
}

// Name returns a flag as the command gets it.
func (f Flag) Name() string {
	if name := f.Key.Value(); len(name) != 1 {
		return "--" + name
	}
	return "-" + f.Key.Value()
}

// FlagText returns a flag's value as exec reads it: a number is what YAML makes
// of it.
func FlagText(n syntax.Node) string {
	if s, ok := n.Data().(string); ok {
		return s
	}
	return fmt.Sprint(n.Data())
}

// Templated reports whether a text has a template in it.
func Templated(s string, d template.Delims) bool { return strings.Contains(s, d.Open) }

// Untemplated puts as many other bytes in the place of a text's templates, so
// that their blanks and quotes do not count.
func Untemplated(s string, d template.Delims) string {
	if !Templated(s, d) {
		return s
	}
	tags, _ := template.Scan(s, d)
	masked := []byte(s)
	for _, tag := range tags {
		for i := tag.Span.Start; i < tag.Span.End; i++ {
			masked[i] = '_'
		}
	}
	return string(masked)
}
