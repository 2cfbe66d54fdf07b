package format_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/format"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/text"
)

// What is found in a file is found in it when it is laid out, and nothing else.
func TestFindings(t *testing.T) {
	library := schema.NewLibrary()
	find := func(src []byte) (found []string) {
		b := &analysis.Bundle{Manifest: analysis.Parse("porter.yaml", src, nil)}
		for _, d := range analysis.Check(t.Context(), b, nil, rules.All(), analysis.Config{Library: library}) {
			found = append(found, fmt.Sprintf("%s: %s", d.Rule, d.Message))
		}
		slices.Sort(found)
		return found
	}
	for _, m := range corpus.All(t) {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			edits := format.File(analysis.Parse("porter.yaml", m.Source, nil).File, format.Options{})
			if len(edits) == 0 {
				return
			}
			now, err := text.Apply(m.Source, edits)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(find(m.Source), find(now)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
