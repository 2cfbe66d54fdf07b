package lsp_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
)

// An editor hears of what is done as much as it wants to.
func TestSetTrace(t *testing.T) {
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{marks()}}})
	ask := func() {
		_ = e.Call("textDocument/definition", map[string]any{"textDocument": map[string]any{"uri": "file:///x"}, "position": map[string]any{"line": 0, "character": 0}}, nil)
	}
	ask()
	for _, step := range []struct {
		level         string
		told, verbose bool
	}{{"messages", true, false}, {"verbose", true, true}, {"off", false, false}} {
		before := len(e.Notified("$/logTrace"))
		e.Notify("$/setTrace", map[string]any{"value": step.level})
		ask()
		// Another answer comes behind whatever is said of this one.
		_ = e.Call("no/such", nil, nil)
		var of []string
		for _, raw := range e.Notified("$/logTrace")[before:] {
			var p struct{ Message, Verbose string }
			if err := json.Unmarshal(raw, &p); err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(p.Message, "textDocument/definition took ") {
				of = append(of, p.Verbose)
			}
		}
		if (len(of) == 1) != step.told || step.told && (strings.Contains(of[0], "file:///x")) != step.verbose {
			t.Errorf("%s: told was %q", step.level, of)
		}
	}
}
