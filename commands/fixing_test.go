package commands_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/settings"
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

// TestFixBreaks does not make a fix that would make a file unreadable, whether or
// not the rule that says so is selected.
func TestFixBreaks(t *testing.T) {
	env, path := fixing(t, "install: []\nname: one\n", replacing("one", "[two"))
	changes, err := commands.Fix(context.Background(), env, []string{path}, commands.CheckOptions{}, false)
	if err != nil {
		t.Fatal(err)
	}
	if !changes.Empty() || !strings.Contains(changes.Summary(), "the fix of no-one is not made, because it would bring yaml-syntax to light") {
		t.Errorf("empty: %t; %s", changes.Empty(), changes.Summary())
	}
}

// TestFixUncovers does not make a fix that brings a finding which was not there,
// also where it is one of a rule that the call does not select or in another file
// of the call, and makes the others.
func TestFixUncovers(t *testing.T) {
	names := func(word string) *analysis.Analyzer { // finds a word, and has no fix
		a := replacing(word, word)
		run := a.Run
		a.Run = func(p *analysis.Pass) {
			for _, name := range []string{"porter.yaml", "other.porter.yaml"} {
				if f, _ := p.Bundle.File(name); f != nil && strings.Contains(string(f.Content()), word) && name != filepath.Base(p.Document.Name) {
					p.Report(text.Span{}, "beside it is "+word)
				}
			}
			run(p)
		}
		return a
	}
	const src = "install: []\nname: one\nversion: six\n"
	for _, test := range []struct {
		name   string
		rules  []*analysis.Analyzer
		o      commands.CheckOptions
		beside string
		want   string
	}{
		{"nothing", []*analysis.Analyzer{replacing("one", "two"), replacing("six", "ten")}, commands.CheckOptions{}, "", "install: []\nname: two\nversion: ten\n"},
		{"a finding", []*analysis.Analyzer{replacing("one", "two"), replacing("six", "ten"), names("two")}, commands.CheckOptions{}, "", "install: []\nname: one\nversion: ten\n"},
		{"one of another rule", []*analysis.Analyzer{replacing("one", "two"), names("two")}, commands.CheckOptions{Settings: settings.Layer{Select: []string{"no-one"}}}, "", src},
		{"one that is fixed too", []*analysis.Analyzer{replacing("one", "two"), replacing("two", "ten")}, commands.CheckOptions{}, "", "install: []\nname: ten\nversion: six\n"},
		{"one that the call does not fix", []*analysis.Analyzer{replacing("one", "two"), replacing("two", "ten")}, commands.CheckOptions{Settings: settings.Layer{Select: []string{"no-one"}}}, "", src},
		{"one in another file", []*analysis.Analyzer{replacing("one", "two"), names("two")}, commands.CheckOptions{Settings: settings.Layer{Select: []string{"no-one"}}}, "install: []\nname: x\n", src},
	} {
		t.Run(test.name, func(t *testing.T) {
			env, path := fixing(t, src, test.rules...)
			if test.beside != "" {
				if err := os.WriteFile(filepath.Join(env.Dir, "other.porter.yaml"), []byte(test.beside), 0o640); err != nil {
					t.Fatal(err)
				}
			}
			changes, err := commands.Fix(context.Background(), env, []string{"."}, test.o, false)
			if err != nil {
				t.Fatal(err)
			}
			if err := changes.Write(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, mustRead(t, path)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}
