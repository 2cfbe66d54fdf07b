package analysis_test

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"gopkg.in/yaml.v3"
)

var library = schema.NewLibrary()

// BenchmarkCold is what stands between a file's bytes and everything that rules
// and editors ask of it (tree, manifest, symbols), beside yaml.v3's tree alone.
func BenchmarkCold(b *testing.B) {
	for _, lines := range []int{100, 1_000, 50_000} {
		src := corpus.Large(lines)
		b.Run(fmt.Sprintf("lines=%d/of=document", lines), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				analysis.Parse("porter.yaml", src, nil)
			}
		})
		b.Run(fmt.Sprintf("lines=%d/of=yaml.v3", lines), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				var n yaml.Node
				if err := yaml.Unmarshal(src, &n); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkKeystroke types and takes back one character at each of 50 places,
// evenly spread over the file; where a place falls on blank space, the character
// goes in all the same. Reported are the median and the slowest of the places,
// each by the mean of its keys: document is the parse up to the symbols, check
// is that and all rules.
func BenchmarkKeystroke(b *testing.B) {
	for _, lines := range []int{500, 5_000, 50_000} {
		src := corpus.Large(lines)
		b.Run(fmt.Sprintf("lines=%d/of=document", lines), func(b *testing.B) {
			keystrokes(b, src, func(*analysis.Document) {})
		})
		b.Run(fmt.Sprintf("lines=%d/of=check", lines), func(b *testing.B) {
			keystrokes(b, src, func(d *analysis.Document) {
				analysis.Check(context.Background(), &analysis.Bundle{Manifest: d}, nil, rules.All(), analysis.Config{Library: library})
			})
		})
	}
}

func keystrokes(b *testing.B, src []byte, then func(*analysis.Document)) {
	const places = 50
	doc := analysis.Parse("porter.yaml", src, nil)
	texts := make([][]byte, places)
	for i := range texts {
		at := len(src) * (2*i + 1) / (2 * places)
		texts[i] = slices.Concat(src[:at], []byte("x"), src[at:])
	}
	var spent [places]time.Duration
	for b.Loop() {
		for i, typed := range texts {
			start := time.Now()
			for _, text := range [][]byte{typed, src} {
				doc = analysis.Parse("porter.yaml", text, doc)
				then(doc)
			}
			spent[i] += time.Since(start)
		}
	}
	slices.Sort(spent[:])
	key := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 / float64(2*b.N) }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(key(spent[places/2]), "p50-µs/key")
	b.ReportMetric(key(spent[places-1]), "max-µs/key")
}

// BenchmarkHeap is the live memory of a held document, its text included, per
// byte of the text.
func BenchmarkHeap(b *testing.B) {
	for _, lines := range []int{100, 1_000, 50_000} {
		src := corpus.Large(lines)
		b.Run(fmt.Sprintf("lines=%d", lines), func(b *testing.B) {
			const documents = 8
			var before, after runtime.MemStats
			var held [documents]*analysis.Document
			for b.Loop() {
				clear(held[:])
				runtime.GC()
				runtime.ReadMemStats(&before)
				for i := range held {
					held[i] = analysis.Parse("porter.yaml", bytes.Clone(src), nil)
				}
				runtime.GC()
				runtime.ReadMemStats(&after)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/documents/float64(len(src)), "heap/byte")
			runtime.KeepAlive(held)
		})
	}
}

// The manifest that is measured must be one that there is nothing to say about.
func TestLarge(t *testing.T) {
	for _, lines := range []int{100, 5_000} {
		src := corpus.Large(lines)
		if n := bytes.Count(src, []byte("\n")); n < lines-25 || n > lines+25 {
			t.Errorf("%d lines for %d", n, lines)
		}
		doc := analysis.Parse("porter.yaml", src, nil)
		found := analysis.Check(context.Background(), &analysis.Bundle{Manifest: doc}, nil, rules.All(), analysis.Config{Library: library, PropagatePanics: true})
		for _, d := range found {
			t.Errorf("%q: %s", d.Span.Of(src), d.Message)
		}
	}
}
