package corpus_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/internal/corpus"
)

var update = flag.Bool("update", false, "rewrite the findings in the repository's own manifests")

// TestFindings holds what the rules find in the repository's own manifests, so
// that a changed rule shows in what it says of them.
func TestFindings(t *testing.T) {
	const golden = "../../testdata/corpus/findings.txt"
	var got bytes.Buffer
	for _, m := range corpus.Own(t) {
		doc := analysis.Parse(m.Name, m.Source, nil)
		for _, d := range check(doc) {
			fmt.Fprintf(&got, "%s:%s: %s: %s [%s]\n", m.Name, place(doc, d.Span), d.Severity, d.Message, d.Rule)
			for _, fix := range d.Fixes {
				fmt.Fprintf(&got, "\tfix: %s\n", fix.Title)
			}
		}
	}
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("other findings than in %s; -update writes them anew (-want +got):\n%s", golden, diff)
	}
}
