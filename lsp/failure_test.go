package lsp_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/engine"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
	"github.com/porter-ls/porter-ls/schema/text"
)

const failing = `schemaVersion: 1.0.1
name: BAD
install:
  - exec:
      command: "false"
uninstall: []
`

// failedRun is a file on disk, an editor that has it open, and a run of it that
// failed at its step.
type failedRun struct {
	*lsptest.Editor
	uri  string
	hold chan bool
}

func newFailedRun(t *testing.T, open bool) *failedRun {
	t.Helper()
	file := filepath.Join(t.TempDir(), "porter.yaml")
	if err := os.WriteFile(file, []byte(failing), 0o600); err != nil {
		t.Fatal(err)
	}
	r := &failedRun{uri: cache.URI(file)}
	install := command(func(_ context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
		if in.Bool("force") {
			env.Events(engine.Event{Kind: engine.PhaseEvent, Text: "held", Percent: -1})
			<-r.hold
		}
		if in.String("mode") == "fast" {
			return commands.Result{}, nil
		}
		start := strings.Index(failing, "exec:")
		return commands.Result{}, fmt.Errorf("installing: %w", &engine.Error{
			Op: "run step 1", File: in.String("file"), Hint: "look at the log",
			Span: &text.Span{Start: start, End: start + len("exec:\n      command: \"false\"")},
			Err:  errors.New("false ended with 1"),
		})
	})
	r.Editor = lsptest.Start(t, lsptest.Options{Server: serve(install)})
	if open {
		r.Open(r.uri, "yaml", failing)
		r.Diagnostics(r.uri, 1)
	}
	r.hold = make(chan bool)
	return r
}

func (r *failedRun) run(mode string) error {
	return r.End(execute(r.Editor, "porter-ls.build", "", map[string]any{"uri": r.uri, "mode": mode}), nil)
}

// shown is what is on the screen, as "rule line:column-line:column" of each.
func (r *failedRun) shown() string {
	synctest.Wait()
	all := r.Shown(r.uri)
	var got []string
	if len(all) == 0 {
		return "" // nothing was ever said about it
	}
	for _, d := range all[len(all)-1].Diagnostics {
		got = append(got, fmt.Sprintf("%s %d:%d-%d:%d", d.Code, d.Range.Start.Line, d.Range.Start.Character, d.Range.End.Line, d.Range.End.Character))
	}
	return strings.Join(got, ", ")
}

func TestFailedRun(t *testing.T) {
	const bad, failed = "no-bad 1:6-1:9", "run-failed 3:4-4:22"
	for name, tt := range map[string]struct {
		closed bool
		after  func(*failedRun)
		want   string
	}{
		"at once":            {false, func(*failedRun) {}, bad + ", " + failed},
		"an edit before":     {false, func(r *failedRun) { r.Change(r.uri, 2, lsptest.At(0, 0, 0, 0, "# x\n")) }, "no-bad 2:6-2:9, run-failed 4:4-5:22"},
		"an edit behind":     {false, func(r *failedRun) { r.Change(r.uri, 2, lsptest.At(5, 0, 5, 0, "# x\n")) }, bad + ", " + failed},
		"an edit inside":     {false, func(r *failedRun) { r.Change(r.uri, 2, lsptest.At(4, 16, 4, 21, "true")) }, bad},
		"the whole text":     {false, func(r *failedRun) { r.Change(r.uri, 2, lsptest.Edit{Text: "# x\n" + failing}) }, "no-bad 2:6-2:9, run-failed 4:4-5:22"},
		"text around it":     {false, func(r *failedRun) { r.Change(r.uri, 2, lsptest.Edit{Text: "# x\n" + failing + "# y\n"}) }, "no-bad 2:6-2:9, run-failed 4:4-5:22"},
		"another failure":    {false, func(r *failedRun) { _ = r.run("slow") }, bad + ", " + failed},
		"a run that went":    {false, func(r *failedRun) { _ = r.run("fast") }, bad},
		"closing it":         {false, func(r *failedRun) { r.CloseFile(r.uri) }, ""},
		"a closed file":      {true, func(*failedRun) {}, failed},
		"opening it":         {true, func(r *failedRun) { r.Open(r.uri, "yaml", failing) }, bad + ", " + failed},
		"opening it changed": {true, func(r *failedRun) { r.Open(r.uri, "yaml", "schemaVersion: 1\n") }, ""},
		"closed, then went":  {true, func(r *failedRun) { _ = r.run("fast") }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newFailedRun(t, !tt.closed)
				err := r.run("slow")
				if err == nil || !strings.Contains(err.Error(), "installing: run step 1: false ended with 1; look at the log") {
					t.Errorf("the answer is %v", err)
				}
				tt.after(r)
				if got := r.shown(); got != tt.want {
					t.Errorf("shown is %q, want %q", got, tt.want)
				}
			})
		})
	}
}

// The text changes while the command runs.
func TestFailedRunOfChangedText(t *testing.T) {
	for name, tt := range map[string]struct {
		edit lsptest.Edit
		want string
	}{
		"before it": {lsptest.At(0, 0, 0, 0, "# x\n"), "no-bad 2:6-2:9, run-failed 4:4-5:22"},
		"inside it": {lsptest.At(4, 16, 4, 21, "true"), "no-bad 1:6-1:9"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newFailedRun(t, true)
				id := execute(r.Editor, "porter-ls.build", "", map[string]any{"uri": r.uri, "force": true})
				synctest.Wait()
				r.Change(r.uri, 2, tt.edit)
				synctest.Wait()
				r.hold <- true
				_ = r.End(id, nil)
				if got := r.shown(); got != tt.want {
					t.Errorf("shown is %q, want %q", got, tt.want)
				}
			})
		})
	}
}

// A build fails in the Dockerfile's template, another file than the one that it
// is called for: it is shown there, moves with what is typed there, and goes
// when the bundle's next run went, or failed elsewhere.
func TestFailedRunInAnotherFile(t *testing.T) {
	const template = "FROM debian\nRUN false\n"
	for name, tt := range map[string]struct {
		templateOpen bool
		after        string // the mode of the next run
		want         string // then shown of the template
	}{
		"open":              {true, "", "run-failed 1:0-1:9"},
		"open, then went":   {true, "fast", ""},
		"closed":            {false, "", "run-failed 1:0-1:9"},
		"closed, then went": {false, "fast", ""},
		"fails elsewhere":   {true, "elsewhere", ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dir := t.TempDir()
				manifest, dockerfile := filepath.Join(dir, "porter.yaml"), filepath.Join(dir, "template.Dockerfile")
				for path, src := range map[string]string{manifest: failing, dockerfile: template} {
					if err := os.WriteFile(path, []byte(src), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				next := &engine.Error{Op: "build", File: dockerfile, Span: &text.Span{Start: 12, End: 21}, Err: errors.New("exit code 1")}
				build := command(func(_ context.Context, _ *commands.Env, in commands.Input) (commands.Result, error) {
					if in.String("mode") == "fast" {
						return commands.Result{}, nil
					}
					return commands.Result{}, next
				})
				r := &failedRun{uri: cache.URI(dockerfile), Editor: lsptest.Start(t, lsptest.Options{Server: serve(build)})}
				r.Open(cache.URI(manifest), "yaml", failing)
				r.Diagnostics(cache.URI(manifest), 1)
				if tt.templateOpen {
					r.Open(r.uri, "dockerfile", template)
				}
				run := func(mode string) {
					_ = r.End(execute(r.Editor, "porter-ls.build", "", map[string]any{"uri": cache.URI(manifest), "mode": mode}), nil)
				}
				run("slow")
				if got := r.shown(); got != "run-failed 1:0-1:9" {
					t.Fatalf("shown first is %q", got)
				}
				switch tt.after {
				case "fast":
					run("fast")
				case "elsewhere":
					next = &engine.Error{Op: "install", File: manifest, Span: &text.Span{Start: 0, End: 13}, Err: errors.New("exit code 2")}
					run("slow")
				}
				if got := r.shown(); got != tt.want {
					t.Errorf("shown then is %q, want %q", got, tt.want)
				}
			})
		})
	}
}
