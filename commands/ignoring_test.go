package commands_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/schema"
	"golang.org/x/tools/txtar"
)

// TestAddIgnores suppresses what the examples of all rules are bad for. What is
// left is in documents that are none of the bundle's or cannot be read, in files
// that have no such comments, or about comments that suppress nothing; but for comments every line is as it was.
func TestAddIgnores(t *testing.T) {
	archives, err := filepath.Glob(filepath.Join("..", "testdata", "rules", "*.txtar"))
	if err != nil || len(archives) == 0 {
		t.Fatal(archives, err)
	}
	suppressed := 0
	for _, archive := range archives {
		examples, err := txtar.ParseFile(archive)
		if err != nil {
			t.Fatal(err)
		}
		for _, example := range examples.Files {
			if strings.Count(example.Name, "/") != 1 || !strings.HasPrefix(example.Name, "bad/") || !strings.HasSuffix(example.Name, ".yaml") {
				continue
			}
			t.Run(filepath.Base(archive)+"/"+example.Name, func(t *testing.T) {
				dir := t.TempDir()
				for _, f := range examples.Files {
					if name, ok := strings.CutPrefix(f.Name, strings.TrimSuffix(example.Name, ".yaml")+"/"); ok {
						at := filepath.Join(dir, filepath.FromSlash(name))
						if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
							t.Fatal(err)
						}
						if err := os.WriteFile(at, f.Data, 0o644); err != nil {
							t.Fatal(err)
						}
					}
				}
				at := filepath.Join(dir, "porter.yaml")
				if err := os.WriteFile(at, example.Data, 0o644); err != nil {
					t.Fatal(err)
				}
				suppressed += addIgnores(t, dir, string(example.Data))
			})
		}
	}
	if suppressed == 0 {
		t.Error("nothing was suppressed")
	}
}

// addIgnores suppresses what is found in the manifest of a folder, and returns
// how much that is.
func addIgnores(t *testing.T, dir, before string) int {
	t.Helper()
	ctx := context.Background()
	env := &commands.Env{Dir: dir, Stdout: io.Discard, Stderr: io.Discard, Rules: rules.All(), Library: schema.NewLibrary()}
	changes, err := commands.AddIgnores(ctx, env, []string{"porter.yaml"}, commands.CheckOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := changes.Write(); err != nil {
		t.Fatal(err)
	}
	found, err := commands.Check(ctx, env, []string{"porter.yaml"}, commands.CheckOptions{})
	if err != nil {
		t.Fatal(err)
	}
	after := mustRead(t, filepath.Join(dir, "porter.yaml"))
	doc := analysis.Parse("porter.yaml", []byte(before), nil)
	for _, d := range found.Findings {
		noComments := strings.HasPrefix(filepath.Base(d.File), "config.")
		if doc.Kind == analysis.BundleManifest && len(doc.File.RootErrors()) == 0 && !noComments && !strings.HasPrefix(d.Rule, "suppression-") {
			t.Errorf("%s %d is left: %s [%s]", d.File, d.Span.Start, d.Message, d.Rule)
		}
	}
	var kept []string
	for line := range strings.Lines(after) {
		if i := strings.Index(line, "# porter-ls: ignore"); i >= 0 && strings.Contains(line[i:], "] TODO: say why") {
			if strings.TrimSpace(line[:i]) == "" {
				continue
			}
			_, rest, _ := strings.Cut(line[i:], "] TODO: say why")
			line = line[:i-1] + rest
		}
		kept = append(kept, line)
	}
	if got := strings.Join(kept, ""); got != before {
		t.Errorf("more than comments has changed:\n%s", after)
	}
	again, err := commands.AddIgnores(ctx, env, []string{"porter.yaml"}, commands.CheckOptions{})
	if err != nil || !again.Empty() {
		t.Errorf("a second time there is more to write: %v", err)
	}
	return len(changes.Fixed)
}
