package lsp_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
)

// Hints are turned off by kind or all together, from the next question on, and what
// cannot be followed in the setting is said.
func TestInlayHintSettings(t *testing.T) {
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{}})
	e.Open(manifest, "yaml", "schemaVersion: 1.0.1\nname: a\nversion: 0.1.0\nregistry: localhost:5000\nparameters:\n  - name: who\n    type: string\n  - name: untyped\n    env: U\n")
	labels := func() string {
		t.Helper()
		var hints []struct{ Label string }
		err := e.Call("textDocument/inlayHint", map[string]any{
			"textDocument": map[string]any{"uri": manifest},
			"range":        map[string]any{"start": map[string]int{"line": 0, "character": 0}, "end": map[string]int{"line": 99, "character": 0}},
		}, &hints)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, h := range hints {
			all = append(all, h.Label)
		}
		return strings.Join(all, " ")
	}
	for _, test := range []struct{ setting, want string }{
		{`{}`, "→ localhost:5000/a:v0.1.0 → WHO : string"},
		{`{"inlayHints": false}`, ""},
		{`{"inlayHints": true}`, "→ localhost:5000/a:v0.1.0 → WHO : string"},
		{`{"inlayHints": {"types": false}}`, "→ localhost:5000/a:v0.1.0 → WHO"},
		{`{"inlayHints": {"references": false, "variables": false}}`, ": string"},
		{`{"inlayHints": {"typs": false, "types": 1, "references": false}}`, "→ WHO : string"},
	} {
		e.Notify("workspace/didChangeConfiguration", map[string]any{"settings": map[string]any{"porter-ls": json.RawMessage(test.setting)}})
		if got := labels(); got != test.want {
			t.Errorf("with %s the hints are %q, want %q", test.setting, got, test.want)
		}
	}
	for _, problem := range []string{"inlayHints.typs", "inlayHints.types"} {
		said := false
		for _, m := range e.Messages() {
			said = said || strings.Contains(m.Message, problem)
		}
		if !said {
			t.Errorf("nothing is said of %s: %v", problem, e.Messages())
		}
	}
}
