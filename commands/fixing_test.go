package commands_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/schema/text"
)

// replacing is a rule with a fix that writes one word in the place of another.
func replacing(old, with string) *analysis.Analyzer {
	return &analysis.Analyzer{Name: "no-" + old, Severity: analysis.Error, Run: func(p *analysis.Pass) {
		i := strings.Index(string(p.Document.File.Source()), old)
		if i < 0 {
			return
		}
		span := text.Span{Start: i, End: i + len(old)}
		p.ReportDiagnostic(analysis.Diagnostic{Span: span, Message: old, Fixes: []analysis.SuggestedFix{{
			Title: with, Edits: []analysis.FileEdit{{File: p.Document.Name, Edit: text.Edit{Span: span, New: with}}},
		}}})
	}}
}

// fixing returns the world of a folder with one manifest in it, and the
// manifest's path.
func fixing(t *testing.T, src string, rules ...*analysis.Analyzer) (env *commands.Env, path string) {
	t.Helper()
	dir := t.TempDir()
	path = filepath.Join(dir, "porter.yaml")
	if err := os.WriteFile(path, []byte(src), 0o640); err != nil {
		t.Fatal(err)
	}
	return &commands.Env{Dir: dir, Stdout: io.Discard, Stderr: io.Discard, Rules: rules}, path
}

func mustRead(t *testing.T, path string) string {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

// TestFixRounds fixes what a fix has brought, and comes to an end where two fixes
// undo each other.
func TestFixRounds(t *testing.T) {
	env, path := fixing(t, "install: []\nname: one\n", replacing("one", "two"), replacing("two", "three"))
	changes, err := commands.Fix(context.Background(), env, []string{path}, commands.CheckOptions{}, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := changes.Write(); err != nil {
		t.Fatal(err)
	}
	if got := mustRead(t, path); got != "install: []\nname: three\n" {
		t.Errorf("%q", got)
	}
	if got := len(changes.Fixed); got != 2 {
		t.Errorf("%d findings were fixed", got)
	}

	env, path = fixing(t, "install: []\nname: one\n", replacing("one", "two"), replacing("two", "one"))
	if _, err := commands.Fix(context.Background(), env, []string{path}, commands.CheckOptions{}, false); err != nil {
		t.Fatal(err)
	}
}

// TestFixChangedMeanwhile does not write over what somebody else has written.
func TestFixChangedMeanwhile(t *testing.T) {
	env, path := fixing(t, "install: []\nname: one\n", replacing("one", "two"))
	changes, err := commands.Fix(context.Background(), env, []string{path}, commands.CheckOptions{}, false)
	if err != nil {
		t.Fatal(err)
	}
	const theirs = "install: []\nname: theirs\n"
	if err := os.WriteFile(path, []byte(theirs), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := changes.Write(); err == nil || !strings.Contains(err.Error(), "changed by somebody else") {
		t.Errorf("error %v", err)
	}
	if got := mustRead(t, path); got != theirs {
		t.Errorf("%q", got)
	}
	env.Unsaved = func(string) bool { return true }
	if err := changes.Write(); err == nil || !strings.Contains(err.Error(), "unsaved changes") {
		t.Errorf("error %v", err)
	}
}

// TestFixBreaks keeps a file that a fix would make unreadable.
func TestFixBreaks(t *testing.T) {
	const src = "install: []\nname: one\n"
	env, path := fixing(t, src, replacing("one", "[two"))
	changes, err := commands.Fix(context.Background(), env, []string{path}, commands.CheckOptions{}, false)
	if err == nil || !strings.Contains(err.Error(), "would not be YAML any more after fixing no-one") {
		t.Errorf("error %v", err)
	}
	if !changes.Empty() {
		t.Error("the file is changed")
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(left) > 0 || err != nil {
		t.Errorf("files were left behind: %v %v", left, err)
	}
}
