package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/engine"
	"github.com/porter-ls/porter-ls/schema/text"
)

func testCLI(dir string) (cli *CLI, stdout, stderr *bytes.Buffer) {
	stdout, stderr = &bytes.Buffer{}, &bytes.Buffer{}
	return &CLI{
		Stdin: strings.NewReader(""), Stdout: stdout, Stderr: stderr,
		Dir: dir, Getenv: func(string) string { return "" },
	}, stdout, stderr
}

func TestCancelled(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "porter.yaml"), []byte("install: []\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	cli, stdout, stderr := testCLI(dir)
	if code := cli.Main(ctx, []string{"check"}); code != exitCancelled {
		t.Errorf("exit code %d", code)
	}
	if stdout.Len() > 0 || stderr.String() != "porter-ls: cancelled\n" {
		t.Errorf("stdout %q, stderr %q", stdout, stderr)
	}
}

// TestFailure shows how errors are printed: with the manifest's line where the
// engine knows the place, on their own where it does not or the file is gone.
func TestFailure(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "porter.yaml"), []byte("install:\n  - exec: {}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	at := &text.Span{Start: 13, End: 17}
	failed := errors.New("the step failed with exit code 7")
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"plain", errors.Join(errors.New("one"), errors.New("two")), "porter-ls: one\nporter-ls: two\n"},
		{"in the manifest", fmt.Errorf("wrapped: %w", &engine.Error{Op: "run install", File: "porter.yaml", Span: at, Err: failed, Hint: "see above"}),
			"porter.yaml:2:5: error: run install: the step failed with exit code 7; see above\n  |\n2 |   - exec: {}\n  |     ^~~~\n"},
		{"the file is gone", &engine.Error{Op: "run install", File: "gone.yaml", Span: at, Err: failed},
			"porter-ls: run install: the step failed with exit code 7\n"},
		{"the file is shorter now", &engine.Error{Op: "run install", File: "porter.yaml", Span: &text.Span{Start: 90, End: 99}, Err: failed},
			"porter-ls: run install: the step failed with exit code 7\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cli, _, stderr := testCLI(dir)
			env, closeEngine := cli.env()
			defer closeEngine()
			cli.fail(c.err, env)
			if diff := cmp.Diff(c.want, stderr.String()); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestEvents shows where progress and output go.
func TestEvents(t *testing.T) {
	cli, stdout, stderr := testCLI("")
	for _, e := range []engine.Event{
		{Kind: engine.PhaseEvent, Text: "run the bundle"},
		{Kind: engine.LogEvent, Text: "hello"},
		{Kind: engine.LogEvent, Text: "oh", Stderr: true},
		{Kind: engine.WarningEvent, Text: "careful"},
	} {
		cli.event(e)
	}
	if stdout.String() != "hello\n" || stderr.String() != "==> run the bundle\noh\nwarning: careful\n" {
		t.Errorf("stdout %q, stderr %q", stdout, stderr)
	}
}

func TestColour(t *testing.T) {
	for _, c := range []struct {
		terminal bool
		env      map[string]string
		want     bool
	}{
		{true, nil, true},
		{false, nil, false},
		{true, map[string]string{"NO_COLOR": "1"}, false},
		{true, map[string]string{"TERM": "dumb"}, false},
	} {
		cli, _, _ := testCLI("")
		cli.Terminal = c.terminal
		cli.Getenv = func(name string) string { return c.env[name] }
		env, closeEngine := cli.env()
		closeEngine()
		if env.Color != c.want {
			t.Errorf("terminal %v, %v: colour %v", c.terminal, c.env, env.Color)
		}
	}
}

// TestBrief looks which commands have memory collected seldom.
func TestBrief(t *testing.T) {
	for _, c := range []struct {
		args []string
		gogc string
		want []int
	}{
		{[]string{"check"}, "", []int{seldom}},
		{[]string{"check"}, "50", nil},
		{[]string{"version"}, "", nil},
		{[]string{"serve"}, "", nil},
	} {
		cli, _, stderr := testCLI("../../testdata/bundles/hello")
		var got []int
		cli.GCPercent = func(percent int) int { got = append(got, percent); return 100 }
		cli.Getenv = func(name string) string {
			if name == "GOGC" {
				return c.gogc
			}
			return ""
		}
		cli.Main(context.Background(), c.args)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%v with GOGC=%s: -want +got\n%s%s", c.args, c.gogc, d, stderr)
		}
	}
}
