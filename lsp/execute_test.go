package lsp_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/engine"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
	"github.com/porter-ls/porter-ls/schema/text"
)

// command returns a command that takes a manifest and does what run says.
func command(run func(context.Context, *commands.Env, commands.Input) (commands.Result, error)) *commands.Command {
	return &commands.Command{
		Name: "build", Title: "Build bundle",
		Flags: []commands.Flag{
			{Name: "file", Value: "FILE"},
			{Name: "dir", Value: "DIR"},
			{Name: "param", Kind: commands.ListFlag},
			{Name: "force", Kind: commands.BoolFlag},
			{Name: "mode", Choices: []string{"fast", "slow"}, Default: "slow"},
		},
		Run: run,
	}
}

func serve(cs ...*commands.Command) lsp.Options {
	return lsp.Options{Commands: cs, Rules: []*analysis.Analyzer{marks()}}
}

// execute asks for a command; token is JSON, "" for none.
func execute(e *lsptest.Editor, id, token string, arguments ...any) int {
	params := map[string]any{"command": id, "arguments": arguments}
	if token != "" {
		params["workDoneToken"] = json.RawMessage(token)
	}
	return e.Begin("workspace/executeCommand", params)
}

func TestExecute(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "porter.yaml")
	build := command(func(_ context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
		env.Events(engine.Event{Kind: engine.PhaseEvent, Text: "Pack the files", Percent: 10})
		env.Events(engine.Event{Kind: engine.LogEvent, Text: "a line", Percent: -1})
		env.Events(engine.Event{Kind: engine.WarningEvent, Text: "mind the gap", Percent: 5})
		env.Events(engine.Event{Kind: engine.PhaseEvent, Text: "Ship them", Percent: 250})
		fmt.Fprint(env.Stderr, "to stderr\nand more")
		fmt.Fprintln(env.Stdout, "what was asked for")
		if rest, err := io.ReadAll(env.Stdin); err != nil || len(rest) > 0 {
			return commands.Result{}, fmt.Errorf("standard input has %q", rest)
		}
		return commands.Result{Message: "built", Value: in.Flags, Code: 0}, nil
	})
	e := lsptest.Start(t, lsptest.Options{Server: serve(build), Progress: true})
	var got lsp.Executed
	id := execute(e, "porter-ls.build", "", map[string]any{"uri": cache.URI(file), "param": []string{"a=1", "b=2"}, "force": true})
	if err := e.End(id, &got); err != nil {
		t.Fatal(err)
	}
	want := lsp.Executed{Message: "built", Text: "what was asked for\n", Value: map[string]any{
		"file": []any{file}, "param": []any{"a=1", "b=2"}, "force": []any{"true"}, "mode": []any{"slow"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the answer (-want +got):\n%s", diff)
	}
	shown := []lsptest.Shown{
		{Method: "window/logMessage", Type: 4, Message: "a line"},
		{Method: "window/showMessage", Type: 2, Message: "mind the gap"},
		{Method: "window/logMessage", Type: 4, Message: "to stderr"},
		{Method: "window/logMessage", Type: 4, Message: "and more"},
		{Method: "window/showMessage", Type: 3, Message: "built"},
	}
	if diff := cmp.Diff(shown, e.Messages()); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	steps := e.WaitProgress(`"porter-ls/1"`, ended)
	if len(steps) < 2 || steps[0].Kind != "begin" || steps[0].Title != "Build bundle" || !steps[0].Cancellable || steps[len(steps)-1].Message != "done" {
		t.Errorf("progress was %+v", steps)
	}
}

func ended(steps []lsptest.ProgressStep) bool {
	return len(steps) > 0 && steps[len(steps)-1].Kind == "end"
}

// Every step of a progress that the editor gave a token for.
func TestProgress(t *testing.T) {
	build := command(func(_ context.Context, env *commands.Env, _ commands.Input) (commands.Result, error) {
		for _, ev := range []engine.Event{
			{Kind: engine.PhaseEvent, Text: "one", Percent: 0},
			{Kind: engine.LogEvent, Text: "no news", Percent: -1},
			{Kind: engine.LogEvent, Text: "some news", Percent: 40},
			{Kind: engine.PhaseEvent, Text: "two", Percent: 20}, // never back
			{Kind: engine.PhaseEvent, Text: "three", Percent: 101},
		} {
			env.Events(ev)
		}
		return commands.Result{}, nil
	})
	for _, token := range []string{`"mine"`, `7`, `"7"`} {
		e := lsptest.Start(t, lsptest.Options{Server: serve(build)})
		if err := e.End(execute(e, "porter-ls.build", token), nil); err != nil {
			t.Fatal(err)
		}
		at := func(n int) *int { return &n }
		want := []lsptest.ProgressStep{
			{Kind: "begin", Title: "Build bundle", Percentage: at(0), Cancellable: true},
			{Kind: "report", Message: "one", Percentage: at(0)},
			{Kind: "report", Message: "one", Percentage: at(40)},
			{Kind: "report", Message: "two", Percentage: at(40)},
			{Kind: "report", Message: "three", Percentage: at(100)},
			{Kind: "end", Message: "done"},
		}
		if diff := cmp.Diff(want, e.Progress(token)); diff != "" {
			t.Errorf("token %s (-want +got):\n%s", token, diff)
		}
	}
}

// An editor that refuses or is slow to show progress holds up nothing.
func TestProgressOfUnwillingEditors(t *testing.T) {
	build := command(func(_ context.Context, env *commands.Env, _ commands.Input) (commands.Result, error) {
		env.Events(engine.Event{Kind: engine.PhaseEvent, Text: "one", Percent: 50})
		return commands.Result{Message: "built"}, nil
	})
	run := func(t *testing.T, o lsptest.Options) *lsptest.Editor {
		o.Server = serve(build)
		e := lsptest.Start(t, o)
		if err := e.End(execute(e, "porter-ls.build", ""), nil); err != nil {
			t.Error(err)
		}
		return e
	}
	t.Run("none", func(t *testing.T) {
		e := run(t, lsptest.Options{})
		if steps := e.Progress(`"porter-ls/1"`); steps != nil {
			t.Errorf("an editor without progress got %+v", steps)
		}
	})
	t.Run("refused", func(t *testing.T) {
		answered := make(chan bool, 1)
		e := run(t, lsptest.Options{Progress: true, AnswerProgress: func() *lsptest.Error {
			defer close(answered)
			return &lsptest.Error{Code: -32603, Message: "not now"}
		}})
		<-answered
		if steps := e.Progress(`"porter-ls/1"`); steps != nil {
			t.Errorf("an editor that refused got %+v", steps)
		}
	})
	t.Run("slow", func(t *testing.T) {
		answer := make(chan bool)
		e := run(t, lsptest.Options{Progress: true, AnswerProgress: func() *lsptest.Error { <-answer; return nil }})
		close(answer)
		steps := e.WaitProgress(`"porter-ls/1"`, ended)
		if len(steps) != 2 || *steps[0].Percentage != 50 {
			t.Errorf("progress was %+v", steps)
		}
	})
}

// Every way to cancel ends the command's context.
func TestCancel(t *testing.T) {
	for name, tt := range map[string]struct {
		token  string // the editor's, "" where the server makes one
		cancel func(e *lsptest.Editor, id int)
	}{
		"the request":             {"", func(e *lsptest.Editor, id int) { e.Cancel(id) }},
		"the request with token":  {`"mine"`, func(e *lsptest.Editor, id int) { e.Cancel(id) }},
		"the server's progress":   {"", func(e *lsptest.Editor, _ int) { cancelToken(e, `"porter-ls/1"`) }},
		"the editor's progress":   {`"mine"`, func(e *lsptest.Editor, _ int) { cancelToken(e, `"mine"`) }},
		"a progress by number":    {`1`, func(e *lsptest.Editor, _ int) { cancelToken(e, `"1"`); cancelToken(e, `1`) }},
		"everything, by shutdown": {"", func(e *lsptest.Editor, _ int) { e.Begin("shutdown", nil) }},
	} {
		t.Run(name, func(t *testing.T) {
			began := make(chan bool)
			build := command(func(ctx context.Context, env *commands.Env, _ commands.Input) (commands.Result, error) {
				env.Events(engine.Event{Kind: engine.PhaseEvent, Text: "waiting", Percent: -1})
				close(began)
				<-ctx.Done()
				return commands.Result{}, fmt.Errorf("stopped: %w", ctx.Err())
			})
			e := lsptest.Start(t, lsptest.Options{Server: serve(build), Progress: true})
			id := execute(e, "porter-ls.build", tt.token)
			<-began
			tt.cancel(e, id)
			var answer *lsptest.Error
			if err := e.End(id, nil); !errors.As(err, &answer) || answer.Code != -32800 {
				t.Errorf("the answer is %v, want it cancelled", err)
			}
			for _, m := range e.Messages() {
				if m.Method == "window/showMessage" {
					t.Errorf("%+v was shown about what the user did", m)
				}
			}
		})
	}
}

func cancelToken(e *lsptest.Editor, token string) {
	e.Notify("window/workDoneProgress/cancel", map[string]any{"token": json.RawMessage(token)})
}

// Leaving cancels what runs and waits for it.
func TestLeaveWhileRunning(t *testing.T) {
	for name, leave := range map[string]func(*lsptest.Wire){
		"shutdown": func(w *lsptest.Wire) { w.Send(shutdown); w.Send(exit) },
		"gone":     func(w *lsptest.Wire) { w.Hangup() },
	} {
		t.Run(name, func(t *testing.T) {
			began, stopped := make(chan bool), false
			w := lsptest.Dial(t, serve(command(func(ctx context.Context, _ *commands.Env, _ commands.Input) (commands.Result, error) {
				close(began)
				<-ctx.Done()
				stopped = true
				return commands.Result{}, ctx.Err()
			})))
			go func() {
				for {
					if _, err := w.Receive(); err != nil {
						return
					}
				}
			}()
			w.Send(initialize)
			w.Send(call("1", "workspace/executeCommand", `{"command":"porter-ls.build"}`))
			<-began
			leave(w)
			_ = w.Wait()
			if !stopped {
				t.Error("Serve returned while the command ran")
			}
		})
	}
}

// A command that does not obey its context cannot keep the process alive.
func TestLeaveADeafCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, deaf := make(chan bool), make(chan bool)
		w := lsptest.Dial(t, serve(command(func(context.Context, *commands.Env, commands.Input) (commands.Result, error) {
			close(began)
			<-deaf
			return commands.Result{}, nil
		})))
		go func() {
			for {
				if _, err := w.Receive(); err != nil {
					return
				}
			}
		}()
		w.Send(initialize)
		w.Send(call("1", "workspace/executeCommand", `{"command":"porter-ls.build"}`))
		<-began
		w.Hangup()
		if err := w.Wait(); !errors.Is(err, lsp.ErrNoShutdown) {
			t.Errorf("Serve returned %v", err)
		}
		close(deaf)
	})
}

func TestExecuteErrors(t *testing.T) {
	fails := command(func(_ context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
		switch in.String("mode") {
		case "fast":
			panic("oh")
		}
		return commands.Result{}, errors.New("no container engine answers")
	})
	for name, tt := range map[string]struct {
		arguments []any
		code      int
		message   string
	}{
		"failure":      {nil, -32803, "no container engine answers"},
		"panic":        {[]any{map[string]any{"mode": "fast"}}, -32603, "oh"},
		"unknown flag": {[]any{map[string]any{"fiel": "x"}}, -32602, `"fiel"`},
		"wrong value":  {[]any{map[string]any{"force": 5}}, -32602, "force"},
		"not a choice": {[]any{map[string]any{"mode": "warp"}}, -32602, "warp"},
		"no object":    {[]any{"x"}, -32602, "object"},
		"two objects":  {[]any{map[string]any{}, map[string]any{}}, -32602, "one object"},
		"odd uri":      {[]any{map[string]any{"uri": 5}}, -32602, "uri"},
		"not on disk":  {[]any{map[string]any{"uri": "untitled:x"}}, -32602, "save it"},
	} {
		t.Run(name, func(t *testing.T) {
			e := lsptest.Start(t, lsptest.Options{Server: serve(fails)})
			for range 2 { // the bundle is free again after a failure, and after a panic
				var answer *lsptest.Error
				err := e.End(execute(e, "porter-ls.build", `"p"`, tt.arguments...), nil)
				if !errors.As(err, &answer) || answer.Code != tt.code || !strings.Contains(answer.Message, tt.message) {
					t.Fatalf("the answer is %v, want %d with %q", err, tt.code, tt.message)
				}
			}
			if name == "panic" {
				return
			}
			if got := e.Messages(); len(got) != 2 || got[0].Type != 1 || !strings.Contains(got[0].Message, tt.message) {
				t.Errorf("shown were %+v", got)
			}
		})
	}
}

// Two commands on one bundle, and two on two.
func TestOneCommandOnABundle(t *testing.T) {
	began, finish := make(chan string, 2), make(chan bool)
	build := command(func(_ context.Context, _ *commands.Env, in commands.Input) (commands.Result, error) {
		began <- in.String("file")
		<-finish
		return commands.Result{}, nil
	})
	e := lsptest.Start(t, lsptest.Options{Server: serve(build), Folder: "file:///bundles"})
	first := execute(e, "porter-ls.build", "", map[string]any{"uri": manifest})
	<-began
	for _, argument := range []map[string]any{{"uri": manifest}, {"file": "/bundles/hello/porter.yaml"}, {"file": "hello/../hello/porter.yaml"}, {"dir": "hello"}, {"dir": "/bundles/hello", "file": "porter.yaml"}} {
		err := e.End(execute(e, "porter-ls.build", "", argument), nil)
		if err == nil || !strings.Contains(err.Error(), `"Build bundle" still runs on /bundles/hello/porter.yaml`) {
			t.Errorf("a second command with %v: %v", argument, err)
		}
	}
	other := execute(e, "porter-ls.build", "", map[string]any{}) // the folder's porter.yaml
	<-began
	close(finish)
	for _, id := range []int{first, other} {
		if err := e.End(id, nil); err != nil {
			t.Error(err)
		}
	}
	if err := e.End(execute(e, "porter-ls.build", "", map[string]any{"uri": manifest}), nil); err != nil {
		t.Errorf("after the first: %v", err)
	}
}

func TestUnsaved(t *testing.T) {
	file := filepath.Join(t.TempDir(), "porter.yaml")
	onDisk := "\ufeffname: hello\r\nversion: 1\r\n"
	if err := os.WriteFile(file, []byte(onDisk), 0o600); err != nil {
		t.Fatal(err)
	}
	ask := command(func(_ context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
		return commands.Result{Value: env.Unsaved(in.String("file"))}, nil
	})
	e := lsptest.Start(t, lsptest.Options{Server: serve(ask)})
	unsaved := func() bool {
		t.Helper()
		var answer struct{ Value bool }
		if err := e.End(execute(e, "porter-ls.build", "", map[string]any{"file": file}), &answer); err != nil {
			t.Fatal(err)
		}
		return answer.Value
	}
	if unsaved() {
		t.Error("a file that is not open is unsaved")
	}
	e.Open(cache.URI(file), "yaml", "name: hello\nversion: 1")
	if unsaved() {
		t.Error("a file as it is on disk is unsaved")
	}
	e.Change(cache.URI(file), 2, lsptest.At(0, 6, 0, 11, "there"))
	if !unsaved() {
		t.Error("a changed file is not unsaved")
	}
	if err := os.WriteFile(file, []byte("name: there\nversion: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if unsaved() {
		t.Error("a saved file is unsaved")
	}
}

// A command that says no without failing is a warning, not a success.
func TestNotDone(t *testing.T) {
	build := command(func(context.Context, *commands.Env, commands.Input) (commands.Result, error) {
		return commands.Result{Message: "Not built", Code: 1}, nil
	})
	e := lsptest.Start(t, lsptest.Options{Server: serve(build)})
	var got lsp.Executed
	if err := e.End(execute(e, "porter-ls.build", `"p"`), &got); err != nil || got.Code != 1 {
		t.Errorf("the answer is %+v, %v", got, err)
	}
	steps := e.WaitProgress(`"p"`, ended)
	if last := steps[len(steps)-1].Message; last != "failed" {
		t.Errorf("the last word is %q", last)
	}
	if diff := cmp.Diff([]lsptest.Shown{{Method: "window/showMessage", Type: 2, Message: "Not built"}}, e.Messages()); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

// A long output is cut at a whole character.
func TestLongOutput(t *testing.T) {
	chatty := command(func(_ context.Context, env *commands.Env, _ commands.Input) (commands.Result, error) {
		fmt.Fprint(env.Stdout, "x")
		for range 1 << 20 {
			fmt.Fprint(env.Stdout, "é")
		}
		return commands.Result{}, nil
	})
	e := lsptest.Start(t, lsptest.Options{Server: serve(chatty)})
	var got lsp.Executed
	if err := e.End(execute(e, "porter-ls.build", ""), &got); err != nil {
		t.Fatal(err)
	}
	if want := "x" + strings.Repeat("é", 1<<19-1); got.Text != want || !got.Cut {
		t.Errorf("%d bytes of output, cut %v; want %d, cut", len(got.Text), got.Cut, len(want))
	}
}

// What a check finds in files that are not open is shown, until the next check.
func TestFindingsOfClosedFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "porter.yaml")
	if err := os.WriteFile(file, []byte("name: é BAD\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	findings := []analysis.Diagnostic{{File: file, Rule: "no-bad", Severity: analysis.Error, Message: "bad", Span: text.Span{Start: 9, End: 12}}}
	check := &commands.Command{Name: "check", Run: func(context.Context, *commands.Env, commands.Input) (commands.Result, error) {
		defer func() { findings = nil }()
		return commands.Result{Findings: findings, Code: len(findings)}, nil
	}}
	e := lsptest.Start(t, lsptest.Options{Server: serve(check)})
	if err := e.End(execute(e, "porter-ls.check", ""), nil); err != nil {
		t.Fatal(err)
	}
	got := e.WaitShown(cache.URI(file), func(p lsptest.Published) bool { return len(p.Diagnostics) == 1 }).Diagnostics[0]
	if got.Range.Start.Character != 8 || got.Range.End.Character != 11 {
		t.Errorf("shown at %+v", got.Range)
	}
	if err := e.End(execute(e, "porter-ls.check", ""), nil); err != nil {
		t.Fatal(err)
	}
	e.WaitShown(cache.URI(file), func(p lsptest.Published) bool { return len(p.Diagnostics) == 0 })
}

// A command that takes manifests as arguments is given the one that uri names.
func TestURIOfPaths(t *testing.T) {
	file := filepath.Join(t.TempDir(), "my.porter.yaml")
	var got []string
	check := &commands.Command{Name: "check", Args: "[PATH...]", Paths: true, Run: func(_ context.Context, _ *commands.Env, in commands.Input) (commands.Result, error) {
		got = in.Args
		return commands.Result{}, nil
	}}
	e := lsptest.Start(t, lsptest.Options{Server: serve(check)})
	if err := e.End(execute(e, "porter-ls.check", "", map[string]any{"uri": cache.URI(file)}), nil); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{file}, got); d != "" {
		t.Error(d)
	}
}
