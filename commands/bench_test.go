package commands_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
)

// BenchmarkCheck checks a folder of 1,000 bundles, the repository's own
// manifests over and over under other names, beside reading and parsing them
// alone, one after the other.
func BenchmarkCheck(b *testing.B) {
	const bundles = 1_000
	dir := b.TempDir()
	paths := make([]string, bundles)
	own := corpus.Own(b)
	size := int64(0)
	for i := range paths {
		src := renamed(own[i%len(own)].Source, i)
		paths[i] = filepath.Join(dir, fmt.Sprintf("bundle-%d", i), commands.ManifestName)
		if err := os.MkdirAll(filepath.Dir(paths[i]), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(paths[i], src, 0o644); err != nil {
			b.Fatal(err)
		}
		size += int64(len(src))
	}
	b.Run("of=check", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			// As a process has it that has only begun.
			env := &commands.Env{Dir: dir, Rules: rules.All(), Library: schema.NewLibrary(), Getenv: func(string) string { return "" }}
			found, err := commands.Check(context.Background(), env, []string{"."}, commands.CheckOptions{})
			if err != nil || found.Files != bundles {
				b.Fatalf("%d of %d files: %v", found.Files, bundles, err)
			}
		}
	})
	b.Run("of=parse", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			for _, path := range paths {
				src, err := os.ReadFile(path)
				if err != nil {
					b.Fatal(err)
				}
				analysis.Parse(path, src, nil)
			}
		}
	})
}

// renamed returns a manifest as that of another bundle.
func renamed(src []byte, i int) []byte {
	return bytes.Replace(src, []byte("\nname: "), fmt.Appendf(nil, "\nname: bundle-%d-", i), 1)
}
