package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadme holds the README's example of check against what check prints of
// the example bundle with that slip in it.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(readme), "$ porter-ls check ")
	_, example, _ = strings.Cut(example, "\n")
	want, _, ok := strings.Cut(example, "$ ")
	if !ok {
		t.Fatal("the README has no example of check")
	}
	const bundle = "../../testdata/bundles/hello"
	hello, err := os.ReadFile(filepath.Join(bundle, "porter.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	const right, slip = "- ${ bundle.parameters.name }", "- ${ bundle.parameters.nmae }"
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(bundle)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "porter.yaml"), bytes.Replace(hello, []byte(right), []byte(slip), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	var out, stderr bytes.Buffer
	cli := &CLI{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &stderr, Dir: dir, Getenv: func(string) string { return "" }}
	if code := cli.Main(context.Background(), []string{"check"}); code != 1 {
		t.Errorf("check exits with %d: %s", code, stderr.String())
	}
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("-README +check\n%s", diff)
	}
}
