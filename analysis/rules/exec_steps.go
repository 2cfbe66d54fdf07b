package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
)

// execStep is a step of the mixin exec. What has not the shape that exec reads is
// not in it.
type execStep struct {
	*manifest.Step

	command, dir      syntax.Node
	arguments, suffix []syntax.Node
	flags             []execFlag
	outputs, ignored  syntax.Node

	// whole says that the command line has nothing but what is here.
	whole bool
}

// execFlag is an entry of flags. One without values is passed by its name alone.
type execFlag struct {
	key    syntax.Node
	values []syntax.Node
}

// execSteps are the steps of exec in actions that can be read, in source order.
var execSteps = analysis.NewFact(func(p *analysis.Pass) *execTable {
	doc := p.Bundle.Manifest
	silent := silence.Of(p)
	t := &execTable{tree: merged{syntax.Follower{Root: doc.Manifest.Root}}}
	n := 0
	for i := range doc.Manifest.Actions {
		n += len(doc.Manifest.Actions[i].Steps)
	}
	t.rows = make([]execRow, 0, n)
	for i := range doc.Manifest.Actions {
		a := &doc.Manifest.Actions[i]
		if silent.section(a.Name.Value) {
			continue
		}
		for j := range a.Steps {
			if s := &a.Steps[j]; s.Mixin.Value == "exec" && s.Body.Kind() == syntax.Mapping {
				t.rows = append(t.rows, execRow{s, a.Name.Value, j, nil})
			}
		}
	}
	return t
})

// execTable lists the steps of exec. What a step says in detail is read when it
// is asked for, as most of what is said about most steps is remembered.
type execTable struct {
	tree merged
	rows []execRow
}

// execRow is a step of exec and where it stands.
type execRow struct {
	*manifest.Step
	action string
	at     int
	read   *execStep // nil until it is asked for
}

// step returns what the i-th of the steps says.
func (t *execTable) step(i int) *execStep {
	r := &t.rows[i]
	if r.read == nil {
		r.read = t.tree.step(r.Step)
	}
	return r.read
}

// each reports what a rule finds in the single steps of exec. find must look at
// nothing but the step.
func (t *execTable) each(p *analysis.Pass, found *analysis.Remembered[template.Delims], find func(*analysis.Pass, *execStep)) {
	for i := range t.rows {
		found.Report(p, t.rows[i].Node, p.Bundle.Manifest.Manifest.Delims, func(p *analysis.Pass) { find(p, t.step(i)) })
	}
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

func (m *merged) step(s *manifest.Step) *execStep {
	e := &execStep{Step: s, whole: true}
	e.command = m.text(s.Body, "command", &e.whole)
	e.dir = m.text(s.Body, "dir", &e.whole)
	e.arguments = m.texts(m.get(s.Body, "arguments"), &e.whole)
	e.suffix = m.texts(m.get(s.Body, "suffix-arguments"), &e.whole)
	e.outputs, e.ignored = m.get(s.Body, "outputs"), m.get(s.Body, "ignoreError")
	flags := m.get(s.Body, "flags")
	e.whole = e.whole && (flags.Kind() == syntax.Mapping && flags.Get("<<").IsZero() || isNothing(flags))
	for k, v := range flags.Pairs() {
		f := execFlag{key: m.Follow(k)}
		switch v = m.Follow(v); {
		case v.Kind() == syntax.Sequence:
			f.values = m.texts(v, &e.whole)
		case v.Kind() == syntax.Scalar && !isNothing(v):
			f.values = []syntax.Node{v}
		case !isNothing(v):
			e.whole = false
		}
		e.flags = append(e.flags, f)
	}
	return e
}

func (m *merged) text(n syntax.Node, key string, whole *bool) syntax.Node {
	v := m.get(n, key)
	switch {
	case isNothing(v):
		return syntax.Node{}
	case v.Kind() != syntax.Scalar:
		*whole = false
		return syntax.Node{}
	}
	return v
}

func (m *merged) texts(n syntax.Node, whole *bool) []syntax.Node {
	if n.Kind() != syntax.Sequence {
		*whole = *whole && isNothing(n)
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

// isNothing reports whether a value is not written, or null.
func isNothing(n syntax.Node) bool {
	return n.IsZero() || n.Kind() == syntax.Scalar && n.Data() == nil
}

// argument is one word of a command line.
type argument struct {
	text string
	node syntax.Node // that it comes from
	from int         // where it begins in the node's value
	// fixed says that nothing is put into it when the step runs.
	fixed bool
}

// line returns the words that a step's command gets: arguments, flags in the
// order of their names, and what stands behind them.
func (s *execStep) line(d template.Delims) []argument {
	var line []argument
	for _, n := range s.arguments {
		line = append(line, argument{n.Value(), n, 0, !templated(n.Value(), d)})
	}
	flags := s.flags
	if len(flags) > 1 {
		flags = slices.Clone(flags)
		slices.SortStableFunc(flags, func(a, b execFlag) int { return strings.Compare(a.key.Value(), b.key.Value()) })
	}
	for _, f := range flags {
		name := argument{f.name(), f.key, 0, !templated(f.key.Value(), d)}
		if len(f.values) == 0 {
			line = append(line, name)
		}
		for _, v := range f.values {
			line = append(line, name)
			text := flagText(v)
			fixed := !templated(text, d)
			for _, w := range flagWords(untemplated(text, d)) {
				line = append(line, argument{text[w.Start:w.End], v, w.Start, fixed})
			}
		}
	}
	for _, n := range s.suffix {
		line = append(line, argument{n.Value(), n, 0, !templated(n.Value(), d)})
	}
	return line
}

// name returns a flag as the command gets it.
func (f execFlag) name() string {
	if name := f.key.Value(); len(name) != 1 {
		return "--" + name
	}
	return "-" + f.key.Value()
}

// flagText returns a flag's value as exec reads it: a number is what YAML makes
// of it.
func flagText(n syntax.Node) string {
	if s, ok := n.Data().(string); ok {
		return s
	}
	return fmt.Sprint(n.Data())
}

// templated reports whether a text has a template in it.
func templated(s string, d template.Delims) bool { return strings.Contains(s, d.Open) }

// untemplated puts as many other bytes in the place of a text's templates, so
// that their blanks and quotes do not count.
func untemplated(s string, d template.Delims) string {
	if !templated(s, d) {
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
