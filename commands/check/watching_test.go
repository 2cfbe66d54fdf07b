package check

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
)

// TestWatch checks again when a file has changed, goes on after a failure, writes
// its reports without taking them for changes, and ends with its context.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	save := func(content string) {
		if err := os.WriteFile(filepath.Join(dir, "porter.yaml"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	save("install: []\n")
	found := &analysis.Analyzer{Name: "size", Severity: analysis.Warning, Run: func(p *analysis.Pass) {
		p.Report(p.Document.File.Root().Span(), "it says "+strings.TrimSpace(string(p.Document.File.Source())))
	}}
	var stdout, stderr bytes.Buffer
	env := &commands.Env{Dir: dir, Stdout: &stdout, Stderr: &stderr, Rules: []*analysis.Analyzer{found}}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		ticks := make(chan time.Time)
		outputs, err := outputs([]string{"text", "json=report.json"})
		if err != nil {
			t.Fatal(err)
		}
		checks := 0
		var ended error
		go func() {
			ended = watch(ctx, env, outputs, commands.CheckOptions{}, ticks, func(o commands.CheckOptions) error {
				checks++
				r, err := commands.Check(ctx, env, []string{"."}, o)
				if checks == 2 {
					err = errors.New("this time it fails")
				}
				return errors.Join(write(env, outputs, r), err)
			})
		}()
		for _, content := range []string{"", "install: []\nname: longer\n", "", "install: []\nname: longer still\n", ""} {
			synctest.Wait()
			if content != "" {
				save(content)
			}
			for range 3 {
				ticks <- time.Time{}
				synctest.Wait()
			}
		}
		if checks != 3 {
			t.Errorf("%d checks", checks)
		}
		cancel()
		synctest.Wait()
		if !errors.Is(ended, context.Canceled) {
			t.Errorf("it ended with %v", ended)
		}
	})
	const second = "1 warning in 1 file\n\n--- changed: porter.yaml\nporter.yaml:1:1: warning: it says install: [] name: longer "
	if !strings.Contains(stdout.String(), second) {
		t.Errorf("%q is not in\n%s", second, &stdout)
	}
	if diff := cmp.Diff("watching for changes\nporter-ls: this time it fails\nwatching for changes\nwatching for changes\n", stderr.String()); diff != "" {
		t.Errorf("standard error: -want +got\n%s", diff)
	}
}
