package corpus_test

import (
	"bytes"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/text"
)

// TestFixing holds what safe fixes do to real manifests: they come to an end,
// the file can be read as before, and no error is found that was not found before.
// Less may come to light, as that the credential which a corrected name now means
// shows in the list of processes.
func TestFixing(t *testing.T) {
	const rounds = 20
	fixed := 0
	for _, m := range corpus.All(t) {
		before := analysis.Parse(m.Name, m.Source, nil)
		found := check(before)
		doc, left := before, found
		for round := 0; ; round++ {
			edits := analysis.Fix(left, false)[m.Name]
			if len(edits) == 0 {
				break
			}
			if round == rounds {
				t.Errorf("%s: after %d rounds there is still something to fix", m.Name, rounds)
				break
			}
			src, err := text.Apply(doc.File.Source(), edits)
			if err != nil {
				t.Fatalf("%s: %v", m.Name, err)
			}
			fixed++
			doc = analysis.Parse(m.Name, src, nil)
			left = check(doc)
		}
		if bytes.Equal(doc.File.Source(), m.Source) {
			continue
		}
		if len(before.File.RootErrors()) == 0 && len(doc.File.RootErrors()) > 0 {
			t.Errorf("%s cannot be read any more: %v\n%s", m.Name, doc.File.RootErrors(), doc.File.Source())
		}
		said := map[string]int{}
		for _, d := range found {
			said[d.Rule]++
		}
		for _, d := range left {
			if said[d.Rule]--; said[d.Rule] < 0 && d.Severity == analysis.Error && len(before.File.RootErrors()) == 0 {
				t.Errorf("%s: after fixing, there is a finding of %s that was not there before: %s", m.Name, d.Rule, d.Message)
			}
		}
	}
	if fixed == 0 {
		t.Error("nothing was fixed")
	}
}
