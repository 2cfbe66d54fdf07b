package rules_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
)

// BenchmarkRules runs each rule alone, and all of them, over a manifest that
// there is nothing to say about and that was just read. What a rule is the first
// to find out for others too counts for each of them here, so that the rules add
// up to more than all.
func BenchmarkRules(b *testing.B) {
	library := schema.NewLibrary()
	for _, lines := range []int{300, 500, 5_000} {
		src := corpus.Large(lines)
		check := func(name string, list []*analysis.Analyzer) {
			b.Run(fmt.Sprintf("lines=%d/rule=%s", lines, name), func(b *testing.B) {
				b.ReportAllocs()
				for range b.N {
					b.StopTimer()
					doc := analysis.Parse("porter.yaml", src, nil) // the last one remembers what was found
					b.StartTimer()
					analysis.Check(context.Background(), &analysis.Bundle{Manifest: doc}, nil, list, analysis.Config{Library: library})
				}
			})
		}
		check("all", rules.All())
		check("none", nil)
		for _, rule := range rules.All() {
			check(rule.Name, []*analysis.Analyzer{rule})
		}
	}
}
