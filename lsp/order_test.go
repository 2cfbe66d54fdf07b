package lsp_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
)

// Five hundred edits, each of which only makes sense after the one before, with
// requests between them: the text must be the same on both sides at the end.
func TestOrder(t *testing.T) {
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{quotes()}}})
	random := rand.New(rand.NewPCG(1, 2))
	lines := []string{"schemaVersion: 1.0.1", "name: hello", "version: 0.1.0", ""}
	e.Open(manifest, "yaml", strings.Join(lines, "\n"))

	var calls []int
	for version := 2; version <= 501; version++ {
		at := 1 + random.IntN(len(lines)-1) // the first line says what the file is
		switch {
		case version%3 == 0: // a new line
			line := fmt.Sprintf("key%d: é𝄞", version)
			e.Change(manifest, version, lsptest.At(at, 0, at, 0, line+"\n"))
			lines = append(lines[:at], append([]string{line}, lines[at:]...)...)
		case version%7 == 0 && len(lines) > 2 && at+1 < len(lines): // a line less
			e.Change(manifest, version, lsptest.At(at, 0, at+1, 0, ""))
			lines = append(lines[:at], lines[at+1:]...)
		default: // two edits in one change, the second in what the first left
			e.Change(manifest, version, lsptest.At(at, 0, at, 0, "ab"), lsptest.At(at, 1, at, 2, "c"))
			lines[at] = "ac" + lines[at]
		}
		if version%5 == 0 {
			calls = append(calls, e.Begin("textDocument/codeAction", map[string]any{
				"textDocument": map[string]any{"uri": manifest}, "range": map[string]any{}, "context": map[string]any{"diagnostics": []any{}},
			}))
		}
	}
	for _, id := range calls {
		if err := e.End(id, nil); err != nil {
			t.Errorf("code action: %v", err)
		}
	}
	want := fmt.Sprintf("%q", strings.Join(lines, "\n"))
	if got := e.Diagnostics(manifest, 501)[0].Message; fmt.Sprint(got) != want {
		t.Errorf("the server has\n%s\nthe editor\n%s", got, want)
	}
	last := int32(0)
	for _, p := range e.Shown(manifest) {
		if p.Version == nil || *p.Version < last {
			t.Errorf("version %v was shown after %d", p.Version, last)
			continue
		}
		last = *p.Version
	}
}

// A change of the whole text, as editors without incremental changes send it.
func TestWholeText(t *testing.T) {
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{quotes()}}})
	e.Open(manifest, "yaml", "one\n")
	e.Change(manifest, 2, lsptest.Edit{Text: "two\n"})
	if got := fmt.Sprint(e.Diagnostics(manifest, 2)[0].Message); got != `"two\n"` {
		t.Errorf("the server has %s", got)
	}
}
