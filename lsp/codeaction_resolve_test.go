package lsp_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
)

// An action that has nothing pending is answered with itself.
func TestResolveOfWholeAction(t *testing.T) {
	e := lsptest.Start(t, lsptest.Options{})
	action := map[string]any{"title": "Build bundle", "kind": "source.bundle", "command": map[string]any{"title": "Build bundle", "command": "porter-ls.build"}}
	var got json.RawMessage
	if err := e.Call("codeAction/resolve", action, &got); err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	if err := json.Unmarshal(got, &answer); err != nil {
		t.Fatalf("%s: %v", got, err)
	}
	if diff := cmp.Diff(action, answer); diff != "" {
		t.Errorf("-asked +answered\n%s", diff)
	}
}
