package commands_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/schema"
)

// BenchmarkCheckRepository checks a repository of a thousand bundles: cold, as
// the first time, and warm, when all is remembered and nothing has changed.
func BenchmarkCheckRepository(b *testing.B) {
	dir := b.TempDir()
	hello := filepath.Join("..", "testdata", "bundles", "hello")
	src, err := os.ReadFile(filepath.Join(hello, "porter.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	for i := range 1000 {
		folder := filepath.Join(dir, fmt.Sprintf("bundle-%03d", i))
		if err := os.CopyFS(folder, os.DirFS(hello)); err != nil {
			b.Fatal(err)
		}
		own := strings.Replace(string(src), "name: hello", fmt.Sprintf("name: hello-%03d", i), 1)
		if err := os.WriteFile(filepath.Join(folder, "porter.yaml"), []byte(own), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	env := &commands.Env{Dir: dir, Stdout: io.Discard, Stderr: io.Discard, Rules: rules.All(), Library: schema.NewLibrary()}
	run := func(b *testing.B, cache *commands.Cache) {
		r, err := commands.Check(context.Background(), env, []string{"."}, commands.CheckOptions{Cache: cache})
		if err != nil || r.Files != 1000 {
			b.Fatal(r.Files, err)
		}
	}
	b.Run("of=cold", func(b *testing.B) {
		for b.Loop() {
			run(b, nil)
		}
	})
	b.Run("of=warm", func(b *testing.B) {
		cache := commands.NewCache(b.TempDir(), "v1.0.0", env.Rules)
		run(b, cache)
		for b.Loop() {
			run(b, cache)
		}
	})
}
