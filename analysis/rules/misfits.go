package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// schemaRules are about what mixins read of their steps and settings, and about
// the mixins themselves.
func schemaRules() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		invalidEnum(),
		invalidFormat(),
		mixinNotInstalled(),
		mixinVersionMismatch(),
		retypedScalar(),
		typeMismatch(),
		unknownKey(),
		unsupportedAction(),
		unusedMixin(),
	}
}

// misfit is a problem that the schemas have with the manifest and that is left
// for rules to report.
type misfit struct {
	schema.Problem
	mixin  string // whose step or settings it is in, "" elsewhere
	config bool   // it is in the mixin's settings, not in a step

	// known says that the problem is one of the built-in schemas, which say what
	// the mixins' programs read. The schema that a mixin prints itself is often
	// stricter than its program.
	known bool
	// lacks is the key that is missing where this unknown one stands.
	lacks *schema.Problem
}

// misfits are what the schemas have against the manifest, without what Porter's
// loader refuses anyway.
var misfits = analysis.NewFact(findMisfits)

func findMisfits(p *analysis.Pass) []misfit {
	root, silent := p.Bundle.Manifest.Manifest.Root, silence.Of(p)
	if silent.all {
		return nil
	}
	set := p.Schema()
	agreed := agreement{set: set, builtin: set.Builtin(), root: root}
	var found []misfit
	for _, problem := range set.Check(root) {
		m := misfit{Problem: problem}
		if len(m.Path) == 0 || silent.section(m.Path[0].Key) || !m.place(root) {
			continue
		}
		if m.mixin != "" {
			if m.known = agreed.known(m); !m.known && agreed.refuted(m) {
				continue
			}
		}
		found = append(found, m)
	}
	return slips(found)
}

// place finds out where the problem stands and whether it is one for the rules
// that ask for misfits.
func (m *misfit) place(root syntax.Node) bool {
	section := m.Path[0].Key
	isStep := manifest.IsCoreAction(section) || !manifest.IsField(section)
	if !isStep && section != "mixins" {
		return m.outside()
	}
	if len(m.Path) < 3 || m.Path[1].Index < 0 {
		return false
	}
	if item := root.Get(section).Item(m.Path[1].Index); item.Len() > 1 {
		return false // which of its keys is the mixin's is not known
	}
	m.mixin, _, _ = strings.Cut(m.Path[2].Key, "@")
	m.config = !isStep
	if m.Kind == schema.WrongType && isStep { // steps and their descriptions Porter looks at itself
		return len(m.Path) > 3 && (len(m.Path) > 4 || m.Name != "description")
	}
	return true
}

// outside reports whether a problem outside of what mixins read is one that
// Porter has nothing against. What it refuses has rules of its own.
func (m *misfit) outside() bool {
	switch m.Kind {
	case schema.Unknown:
		return true
	case schema.Missing:
		return m.Path[0].Key == "credentials" && m.Name == "name"
	}
	return false
}

// agreement holds what installed mixins' schemas find against the built-in ones.
type agreement struct {
	set, builtin *schema.Set
	root         syntax.Node
	problems     map[problemAt]bool // of the built-in schemas; nil until they are asked
}

type problemAt struct {
	node syntax.Node
	kind schema.Kind
}

// known reports whether the built-in schema of the mixin has that problem.
func (a *agreement) known(m misfit) bool {
	builtin := a.builtin.Mixin(m.mixin)
	if builtin == nil || builtin == a.set.Mixin(m.mixin) {
		return builtin != nil
	}
	if a.problems == nil {
		a.problems = map[problemAt]bool{}
		for _, p := range a.builtin.Check(a.root) {
			a.problems[problemAt{p.Node, p.Kind}] = true
		}
	}
	return a.problems[problemAt{m.Node, m.Kind}]
}

// refuted reports whether an installed mixin's schema is known to ask for more
// than its program does. Which keys there are it knows best.
func (a *agreement) refuted(m misfit) bool {
	return m.Kind != schema.Unknown && a.builtin.Mixin(m.mixin) != nil
}

// slips joins unknown keys with the missing ones that they are likely meant to
// be: that is one mistake.
func slips(found []misfit) []misfit {
	missing := map[string]int{}
	for i, m := range found {
		if m.Kind == schema.Missing {
			missing[keyOf(m.Path, m.Name)] = i
		}
	}
	if len(missing) == 0 {
		return found
	}
	gone := map[int]bool{}
	for i := range found {
		m := &found[i]
		if m.Kind != schema.Unknown {
			continue
		}
		nearest := analysis.Nearest(m.Name, m.Candidates)
		if at, ok := missing[keyOf(m.Path[:len(m.Path)-1], nearest)]; ok && nearest != "" && !gone[at] {
			lacks := found[at].Problem
			m.lacks, gone[at] = &lacks, true
		}
	}
	left := found[:0]
	for i, m := range found {
		if !gone[i] {
			left = append(left, m)
		}
	}
	return left
}

func keyOf(path []syntax.Step, name string) string {
	var b strings.Builder
	for _, s := range path {
		b.WriteString(s.Key)
		b.WriteByte('\x00')
		b.WriteString(strconv.Itoa(s.Index))
		b.WriteByte('\x00')
	}
	b.WriteString(name)
	return b.String()
}

// reader is who reads the place of the problem, for messages.
func (m misfit) reader() string {
	switch {
	case m.mixin == "":
		return "Porter"
	case m.config:
		return "the build of the mixin " + m.mixin
	}
	return "the mixin " + m.mixin
}

// what names the value that the problem is about, for messages.
func (m misfit) what() string {
	from := 1
	if m.mixin != "" {
		from = 3
	}
	return valueName(m.Path[min(from, len(m.Path)):], m.mixin)
}

// valueName names the value that steps lead to: by its key, or as an entry of what
// has one.
func valueName(path []syntax.Step, top string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i].Key == "" {
			continue
		}
		if i == len(path)-1 {
			return strconv.Quote(path[i].Key)
		}
		return fmt.Sprintf("entry %d of %q", path[i+1].Index+1, path[i].Key)
	}
	return strconv.Quote(top)
}

// within adds that the value is one in a mixin's settings or step.
func (m misfit) within() string {
	switch {
	case m.mixin == "":
		return ""
	case m.config:
		return " in the settings of " + m.mixin
	}
	return " of " + m.mixin
}
