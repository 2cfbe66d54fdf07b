package corpus_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// notGiven are the codes of Porter's lint for which no rule is asked, with the
// reason.
var notGiven = map[string]string{
	"porter-105": "a dependency's bundle cannot be had: that is known only to who asks a registry",
}

// TestLint holds the rules against Porter's lint: whatever it reports has a
// finding with its code, in the same step, and what the rules say of the steps of
// exec under one of its codes it reports.
func TestLint(t *testing.T) {
	checked := 0
	for _, m := range corpus.All(t) {
		if m.Says == nil || !m.Says.Loads() {
			continue
		}
		doc := analysis.Parse(m.Name, m.Source, nil)
		found := check(doc)
		if slices.ContainsFunc(found, func(d analysis.Diagnostic) bool { return d.Rule == "schema-version-missing" }) {
			continue // of another time: what follows from that is not said
		}
		for _, d := range found {
			if strings.HasPrefix(d.Porter, "exec-") && !slices.ContainsFunc(m.Lint, func(l corpus.Lint) bool {
				return l.Code == d.Porter && stepOf(doc.Manifest, l).Span().Covers(d.Span)
			}) {
				t.Errorf("%s: %s: %s, but Porter does not report %s there", m.Name, place(doc, d.Span), d.Message, d.Porter)
			}
		}
		for _, l := range m.Lint {
			if notGiven[l.Code] != "" {
				continue
			}
			checked++
			at := doc.File.Root()
			if l.Action != "" {
				at = stepOf(doc.Manifest, l)
			}
			if at.IsZero() || !gives(found, l.Code, at) {
				t.Errorf("%s: Porter reports %s (%s, step %d of %s), but no rule does", m.Name, l.Code, l.Action, l.Step, l.Mixin)
			}
		}
	}
	if checked == 0 {
		t.Error("nothing that Porter's lint says is known")
	}
	t.Logf("%d results of Porter's lint", checked)
}

// stepOf returns the step that a result is about.
func stepOf(m *manifest.Manifest, l corpus.Lint) syntax.Node {
	for _, a := range m.Actions {
		if a.Name.Value != l.Action {
			continue
		}
		at := 0
		for _, s := range a.Steps {
			if own := strings.HasPrefix(l.Code, "exec-"); !own || s.Mixin.Value == l.Mixin {
				at++
			}
			if at == l.Step {
				return s.Node
			}
		}
	}
	return syntax.Node{}
}

func gives(found []analysis.Diagnostic, code string, at syntax.Node) bool {
	for _, d := range found {
		if d.Porter == code && at.Span().Covers(d.Span) {
			return true
		}
	}
	return false
}
