package rules_test

import (
	"context"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/schema"
)

// TestLinear holds that a check of eight times as many mistakes takes about eight
// times as much memory, whatever the mistake is. What a rule does for every
// mistake with all of the manifest shows in it nearly always.
func TestLinear(t *testing.T) {
	const few, times = 150, 8
	library := schema.NewLibrary()
	for name, shape := range broken(t) {
		t.Run(name, func(t *testing.T) {
			checked(shape(few), library) // reads what is read once
			before, after := checked(shape(few), library), checked(shape(few*times), library)
			if after > before*times*3/2 {
				t.Errorf("%d mistakes take %d bytes and %d take %d, %.1f times as many", few, before, few*times, after, float64(after)/float64(before))
			}
		})
	}
}

// checked returns how many bytes a check takes.
func checked(manifest string, library *schema.Library) uint64 {
	doc := analysis.Parse("porter.yaml", []byte(manifest), nil)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	analysis.Check(context.Background(), &analysis.Bundle{Manifest: doc}, nil, rules.All(), analysis.Config{Library: library})
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// BenchmarkBroken is for what TestLinear cannot see: time without memory.
func BenchmarkBroken(b *testing.B) {
	library := schema.NewLibrary()
	for name, shape := range broken(b) {
		for _, n := range []int{400, 3200} {
			b.Run(name+"/mistakes="+strconv.Itoa(n), func(b *testing.B) {
				doc := analysis.Parse("porter.yaml", []byte(shape(n)), nil)
				for b.Loop() {
					analysis.Check(context.Background(), &analysis.Bundle{Manifest: doc}, nil, rules.All(), analysis.Config{Library: library})
				}
			})
		}
	}
}

// broken returns the manifests of testdata/broken.txtar by name, each for a
// number of mistakes.
func broken(tb testing.TB) map[string]func(n int) string {
	archive, err := txtar.ParseFile("testdata/broken.txtar")
	if err != nil {
		tb.Fatal(err)
	}
	shapes := map[string]func(n int) string{}
	for _, f := range archive.Files {
		shapes[f.Name] = func(n int) string { return repeat(string(f.Data), n) }
	}
	return shapes
}

// repeat writes every block of lines with a star n times.
func repeat(shape string, n int) string {
	var b, block strings.Builder
	flush := func() {
		for i := range n {
			b.WriteString(strings.ReplaceAll(block.String(), "%", strconv.Itoa(i)))
			if block.Len() == 0 {
				break
			}
		}
		block.Reset()
	}
	for line := range strings.Lines(shape) {
		if starred, ok := strings.CutPrefix(line, "*"); ok {
			block.WriteString(starred)
			continue
		}
		flush()
		b.WriteString(line)
	}
	flush()
	return b.String()
}
