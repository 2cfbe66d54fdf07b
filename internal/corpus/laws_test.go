package corpus_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/text"
)

// TestFindingsAreWellFormed holds what is true of the findings in any text:
// nothing panics, every place lies in the file, they are in order and each is
// said once, and a second check says the same.
func TestFindingsAreWellFormed(t *testing.T) {
	for _, m := range corpus.All(t) {
		doc := analysis.Parse(m.Name, m.Source, nil)
		found := check(doc)
		for i, d := range found {
			for _, s := range spans(d) {
				if s.Start < 0 || s.End < s.Start || s.End > len(m.Source) {
					t.Errorf("%s: %q [%s] has the span %v of %d bytes", m.Name, d.Message, d.Rule, s, len(m.Source))
				}
			}
			if d.File != m.Name || d.Message == "" || d.Rule == "" || d.Severity == 0 {
				t.Errorf("%s: a finding lacks something: %+v", m.Name, d)
			}
			if i > 0 && analysis.Compare(found[i-1], d) >= 0 {
				t.Errorf("%s: %q does not come before %q", m.Name, found[i-1].Message, d.Message)
			}
		}
		if diff := cmp.Diff(found, check(analysis.Parse(m.Name, m.Source, nil))); diff != "" {
			t.Errorf("%s: a second check says something else: -first +second\n%s", m.Name, diff)
		}
	}
}

// spans are all places in the manifest that a finding speaks of.
func spans(d analysis.Diagnostic) []text.Span {
	all := []text.Span{d.Span}
	for _, r := range d.Related {
		if r.File == d.File {
			all = append(all, r.Span)
		}
	}
	for _, fix := range d.Fixes {
		for _, e := range fix.Edits {
			if e.File == d.File {
				all = append(all, e.Edit.Span)
			}
		}
	}
	return all
}

// TestEditedIsFresh takes every manifest through a chain of edits, spread evenly
// over it: a line is cut short, then it is whole again. What is found in a text
// that came of an edit is what is found in the same text read afresh.
func TestEditedIsFresh(t *testing.T) {
	const places = 12
	states := 0
	for _, m := range corpus.All(t) {
		doc := analysis.Parse(m.Name, m.Source, nil)
		whole := check(doc)
		for i := range places {
			at := len(m.Source) * i / places
			end := at + max(0, bytes.IndexByte(m.Source[at:], '\n'))
			cut := slices.Concat(m.Source[:at], m.Source[end:])
			doc = analysis.Parse(m.Name, cut, doc)
			if diff := cmp.Diff(check(analysis.Parse(m.Name, cut, nil)), check(doc)); diff != "" {
				t.Errorf("%s: cut short at %d: -fresh +edited\n%s", m.Name, at, diff)
			}
			doc = analysis.Parse(m.Name, m.Source, doc)
			if diff := cmp.Diff(whole, check(doc)); diff != "" {
				t.Errorf("%s: whole again after %d: -fresh +edited\n%s", m.Name, at, diff)
			}
			states += 2
		}
	}
	t.Logf("%d states", states)
}

// TestFixes makes every fix that is offered: its edits apply, what comes of them
// has no error that was not there before, and the finding is gone. Of a manifest
// from before 1.0.0 nothing but that is said, so what else is wrong in it comes to
// light when it is migrated.
func TestFixes(t *testing.T) {
	fixes := 0
	for _, m := range corpus.All(t) {
		found := check(analysis.Parse(m.Name, m.Source, nil))
		before := tally(found)
		for _, d := range found {
			for _, fix := range d.Fixes {
				fixes++
				checkFix(t, m, before, d, fix)
			}
		}
	}
	t.Logf("%d fixes", fixes)
}

// said is what a finding says, wherever it stands: a fix moves what follows it.
type said struct{ rule, message string }

// tally counts how often each thing is said.
func tally(found []analysis.Diagnostic) map[said]int {
	counts := map[said]int{}
	for _, d := range found {
		counts[sayOf(d)]++
	}
	return counts
}

// sayOf leaves out the name that may have been meant: a fix may bring a nearer one.
func sayOf(d analysis.Diagnostic) said {
	message, _, _ := strings.Cut(d.Message, "; did you mean")
	return said{d.Rule, message}
}

func checkFix(t *testing.T, m corpus.Manifest, before map[said]int, d analysis.Diagnostic, fix analysis.SuggestedFix) {
	t.Helper()
	var edits []text.Edit
	for _, e := range fix.Edits {
		if e.File == m.Name {
			edits = append(edits, e.Edit)
		}
	}
	fixed, err := text.Apply(m.Source, edits)
	if err != nil {
		t.Errorf("%s: %q does not apply: %v", m.Name, fix.Title, err)
		return
	}
	found := check(analysis.Parse(m.Name, fixed, nil))
	after := tally(found)
	doc := analysis.Parse(m.Name, m.Source, nil)
	refused := len(manifest.Validate(doc.Manifest, manifest.Options{})) > 0
	for _, f := range found {
		if doc.Legacy {
			break
		}
		if refused && f.Porter != "" {
			continue // Porter lints only what it loads
		}
		if key := sayOf(f); f.Severity == analysis.Error && after[key] > before[key] {
			t.Errorf("%s: %q leads to %q [%s]\n%s", m.Name, fix.Title, f.Message, f.Rule, fixed)
			return
		}
	}
	if key := sayOf(d); len(edits) > 0 && after[key] >= before[key] {
		t.Errorf("%s: after %q it is still said: %s [%s]\n%s", m.Name, fix.Title, d.Message, d.Rule, fixed)
	}
}
