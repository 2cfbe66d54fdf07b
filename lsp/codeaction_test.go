package lsp_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
)

func TestCodeActions(t *testing.T) {
	install := command(nil)
	install.Name, install.Title = "install", "Install bundle"
	hidden := &commands.Command{Name: "installations list"}
	e := lsptest.Start(t, lsptest.Options{Server: serve(command(nil), install, hidden), Capabilities: map[string]string{
		"textDocument.codeAction.resolveSupport": `{"properties": []}`, "workspace.workspaceEdit": `{}`,
	}})
	e.Open(manifest, "yaml", "schemaVersion: 1.0.1\nname: BAD\n")
	e.Open("untitled:1", "porter", "schemaVersion: 1.0.1\n")
	e.Open("file:///values.yaml", "yaml", "BAD\n")
	e.Open("file:///other/porter.yaml", "yaml", "app: of another product\n")
	e.Diagnostics(manifest, 1)

	const (
		verbs    = "Build bundle, Install bundle"
		both     = "Fix the one finding that has a safe fix, " + verbs
		suppress = "Suppress no-bad here, Suppress no-bad in this file"
	)
	for _, tt := range []struct {
		uri  string
		line int
		only []string
		want string
	}{
		{manifest, 0, nil, both},
		{manifest, 1, nil, "Write GOOD, " + suppress + ", " + both},
		{manifest, 1, []string{"quickfix"}, "Write GOOD, " + suppress},
		{manifest, 1, []string{"source"}, both},
		{manifest, 1, []string{"source.bundle"}, verbs},
		{manifest, 1, []string{"source.organizeImports", "sour"}, ""},
		{manifest, 1, []string{"refactor", "quickfix"}, "Write GOOD, " + suppress},
		{manifest, 1, []string{""}, "Write GOOD, " + suppress + ", " + both},
		{"untitled:1", 0, nil, ""},
		{"file:///values.yaml", 0, nil, ""},
		{"file:///other/porter.yaml", 0, nil, ""},
		{"file:///closed/porter.yaml", 0, nil, ""},
	} {
		var got []struct {
			Title   string
			Command struct {
				Command   string
				Arguments []map[string]string
			}
			Edit json.RawMessage
		}
		here := map[string]any{"line": tt.line, "character": 7}
		context := map[string]any{"diagnostics": []any{}}
		if tt.only != nil {
			context["only"] = tt.only
		}
		err := e.Call("textDocument/codeAction", map[string]any{
			"textDocument": map[string]any{"uri": tt.uri}, "range": map[string]any{"start": here, "end": here}, "context": context,
		}, &got)
		if err != nil {
			t.Error(err)
			continue
		}
		var titles []string
		for _, a := range got {
			titles = append(titles, a.Title)
			if strings.HasSuffix(a.Title, "bundle") && (a.Command.Arguments[0]["uri"] != tt.uri || !strings.HasPrefix(a.Command.Command, "porter-ls.")) {
				t.Errorf("%s calls %+v", a.Title, a.Command)
			}
			if a.Title == "Write GOOD" && string(a.Edit) != fmt.Sprintf(`{"changes":{%q:[{"range":{"start":{"line":1,"character":6},"end":{"line":1,"character":9}},"newText":"GOOD"}]}}`, manifest) {
				t.Errorf("the fix is %s", a.Edit)
			}
		}
		if got := strings.Join(titles, ", "); got != tt.want {
			t.Errorf("%s line %d, only %q: %q, want %q", tt.uri, tt.line, tt.only, got, tt.want)
		}
	}
}

// An editor that knows no code actions gets commands.
func TestCommandsInPlaceOfCodeActions(t *testing.T) {
	w := lsptest.Dial(t, serve(command(nil)))
	go func() {
		w.Send(initialize)
		w.Send(notification("textDocument/didOpen", fmt.Sprintf(`{"textDocument":{"uri":%q,"languageId":"yaml","version":1,"text":"schemaVersion: BAD\n"}}`, manifest)))
		w.Send(strings.Replace(ping, "file:///x", manifest, 1))
	}()
	for {
		m, err := w.Receive()
		if err != nil {
			t.Fatal(err)
		}
		if string(m.ID) == `"ping"` {
			want := fmt.Sprintf(`[{"title":"Build bundle","command":"porter-ls.build","arguments":[{"uri":%q}]}]`, manifest)
			if string(m.Result) != want {
				t.Errorf("the answer is %s, want %s", m.Result, want)
			}
			return
		}
	}
}
