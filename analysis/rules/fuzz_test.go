package rules

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"golang.org/x/tools/txtar"
)

// FuzzCheck runs all rules over any text: no panic, spans within the text, and
// the same findings every time and from an incremental parse too.
func FuzzCheck(f *testing.F) {
	var previous []byte
	for _, rule := range All() {
		a, err := txtar.ParseFile(archives + "/" + rule.Name + ".txtar")
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range a.Files {
			f.Add(previous, file.Data)
			previous = file.Data
		}
	}
	f.Fuzz(func(t *testing.T, before, src []byte) {
		check := func(doc *analysis.Document) []analysis.Diagnostic {
			return checked(&analysis.Bundle{Manifest: doc})
		}
		found := check(analysis.Parse("porter.yaml", src, nil))
		for _, d := range found {
			if d.Span.Start < 0 || d.Span.End < d.Span.Start || d.Span.End > len(src) {
				t.Fatalf("%s has the span %v of %d bytes", d.Message, d.Span, len(src))
			}
		}
		edited := check(analysis.Parse("porter.yaml", src, analysis.Parse("porter.yaml", before, nil)))
		if diff := cmp.Diff(found, edited); diff != "" {
			t.Fatalf("other findings after an edit: -fresh +edited\n%s", diff)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	a, err := txtar.ParseFile(archives + "/undefined-reference.txtar")
	if err != nil {
		b.Fatal(err)
	}
	doc := analysis.Parse("porter.yaml", a.Files[0].Data, nil)
	bundle := &analysis.Bundle{Manifest: doc}
	for b.Loop() {
		analysis.Check(context.Background(), bundle, nil, All(), analysis.Config{Library: library})
	}
}
