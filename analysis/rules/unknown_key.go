package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func unknownKey() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "unknown-key",
		Doc: `A key that nobody reads: neither Porter nor the mixin whose step it stands in.

Porter and most mixins pass over keys that they do not know, without a word. A slip such as "argumnets" builds, and the bundle runs without what was meant. Correct the key, or take it out. It is an error where what was meant is needed, or where the mixin refuses other keys.

Keys that stand right behind one that is left empty, and that belong within it, are one finding: indent them.

What the mixins read is told by the built-in schemas. With leave to ask them (--installed-mixins), it is told by the schemas that the installed mixins print.`,
		Severity: analysis.Warning,
		Run:      runUnknownKey,
	}
}

func runUnknownKey(p *analysis.Pass) {
	found := misfits.Of(p)
	unknown := unknownKeys(found)
	for _, m := range found {
		if !unknown[m.Node] || m.Kind != schema.Unknown {
			continue
		}
		r, ok := shallowRun(p, m, unknown)
		switch {
		case !ok:
			reportUnknown(p, m)
		case keyAt(r.parent, r.first) == m.Node:
			reportShallow(p, m, r)
		}
	}
}

// otherRule reports whether the key is no mistake, or another rule's to report.
func (m misfit) otherRule() bool {
	if strings.HasPrefix(m.Name, "x-") || m.Name == "<<" {
		return true // an author's own notes
	}
	switch m.Path[0].Key {
	case "dependencies":
		// Without bundle beside it the reference stands where it did before 1.0.0.
		return (m.Name == "reference" || m.Name == "tag") && len(m.Path) == 4 && slices.Contains(m.Candidates, "bundle")
	case "images":
		return m.Name == "image" && m.depth() == 1 // a field from before 1.0.0
	case "parameters", "outputs":
		if m.Name == "destination" && m.depth() == 1 {
			return true // another one
		}
		// What JSON Schema has and Porter drops is told by the rule about that.
		return slices.Contains([]string{
			"$anchor", "$defs", "$dynamicAnchor", "$dynamicRef", "$recursiveAnchor", "$recursiveRef", "$vocabulary", "id",
			"contentSchema", "dependentRequired", "dependentSchemas", "deprecated", "maxContains", "minContains",
			"prefixItems", "unevaluatedItems", "unevaluatedProperties", "maxItems", "maxProperties",
		}, m.Name)
	}
	return false
}

func reportUnknown(p *analysis.Pass, m misfit) {
	doc := p.Bundle.Manifest
	section := m.Path[0].Key
	d := analysis.Diagnostic{Span: m.Node.TextSpan()}
	hint, nearest := didYouMean(m.Name, m.Candidates)
	if nearest != "" && (!slip(m.Name, nearest) || p.Schema().At(renamed(m.Path, nearest)).Deprecated) {
		hint, nearest = "", ""
	}
	note := ""
	if section == "credentials" && m.depth() == 1 {
		note = credentialNotes[m.Name]
	}
	switch {
	case note != "":
		d.Message = fmt.Sprintf("Porter passes over %q: %s", m.Name, note)
		if m.Name != "default" {
			d.Severity = analysis.Hint
		}
	case m.refused():
		d.Severity = analysis.Error
		d.Message = fmt.Sprintf("the mixin %s refuses the key %q, so the step fails%s", m.mixin, m.Name, hint)
	case m.lacks != nil && m.known && failsWithout(m.mixin, m.config, *m.lacks):
		d.Severity = analysis.Error
		d.Message = fmt.Sprintf("%s passes over %q and fails without %q%s", m.reader(), m.Name, m.lacks.Name, hint)
	default:
		d.Message = fmt.Sprintf("%s passes over %q%s", m.reader(), m.Name, orElse(hint, m))
	}
	if nearest != "" && m.takes(p, nearest) {
		d.Fixes = rename(doc, d.Span, nearest)
	}
	p.ReportDiagnostic(d)
}

// credentialNotes are about keys that credentials have not, though parameters do.
var credentialNotes = map[string]string{
	"sensitive": "credentials are always secret",
	"type":      "credentials have no type",
	"default":   "a credential has no value of its own, whoever runs the bundle supplies it",
}

// slip reports whether one name is the other but for two letters at one place,
// case and the marks between words. Names that are less alike may well be other
// words, which mean something else.
func slip(a, b string) bool {
	if strings.HasPrefix(b, "$") && !strings.HasPrefix(a, "$") {
		return false // a uid is no $id
	}
	a, b = bare.Replace(strings.ToLower(a)), bare.Replace(strings.ToLower(b))
	n := min(len(a), len(b))
	head, tail := 0, 0
	for head < n && a[head] == b[head] {
		head++
	}
	for tail < n-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return head+tail >= max(len(a), len(b))-2 && head+tail > 1
}

var bare = strings.NewReplacer("-", "", "_", "")

// depth is how many keys deep in its entry, step or settings the key stands.
func (m misfit) depth() int {
	entry := 2
	if m.mixin != "" {
		entry = 3
	}
	return len(m.Path) - entry
}

// refused reports whether the mixin's program fails at keys that it does not
// know: those that choose what it does.
func (m misfit) refused() bool {
	return m.known && !m.config && m.depth() == 1 && (m.mixin == "docker" || m.mixin == "ansible")
}

// orElse says more of a key that is near to none: which ones there are.
func orElse(hint string, m misfit) string {
	const most = 8
	if hint != "" || len(m.Candidates) == 0 || len(m.Candidates) > most {
		return hint
	}
	return "; there could be " + strings.Join(m.Candidates, ", ")
}

// takes reports whether what stands behind the key fits under another one.
func (m misfit) takes(p *analysis.Pass, name string) bool {
	value := valueAt(p.Bundle.Manifest.Manifest.Root, m.Path)
	field := p.Schema().At(renamed(m.Path, name))
	return !value.IsZero() && !field.IsZero() && len(field.Check(value)) == 0
}

// renamed returns a path with another last key.
func renamed(path []syntax.Step, key string) []syntax.Step {
	return append(slices.Clip(path[:len(path)-1]), syntax.Step{Key: key, Index: -1})
}

// valueAt returns what a path leads to without following aliases.
func valueAt(n syntax.Node, path []syntax.Step) syntax.Node {
	for _, s := range path {
		if s.Index >= 0 {
			n = n.Item(s.Index)
		} else {
			n = n.Get(s.Key)
		}
	}
	return n
}
