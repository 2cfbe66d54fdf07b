package lsp_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/text"
)

// What the conformance test looks for it finds.
func TestConformanceFindsFaults(t *testing.T) {
	at := func(line, from, to int) string {
		return fmt.Sprintf(`{"start":{"line":%[1]d,"character":%[2]d},"end":{"line":%[1]d,"character":%[3]d}}`, line, from, to)
	}
	for name, tt := range map[string]struct {
		method, answer, want string // want is what is said, without the method
		bare                 bool
	}{
		"nothing wrong":       {"textDocument/hover", `{"contents":{"kind":"markdown","value":"x"},"range":` + at(1, 0, 2) + `}`, "", false},
		"behind the line":     {"textDocument/hover", `{"contents":"x","range":` + at(0, 0, 9) + `}`, "a place outside of the text", false},
		"behind the text":     {"textDocument/hover", `{"contents":"x","range":` + at(9, 0, 0) + `}`, "a place outside of the text,a place outside of the text", false},
		"in a character":      {"textDocument/hover", `{"contents":"x","range":` + at(1, 1, 2) + `}`, "a place outside of the text", false},
		"backwards":           {"textDocument/hover", `{"contents":"x","range":` + at(0, 2, 1) + `}`, "a range that ends before it begins", false},
		"another type":        {"textDocument/hover", `{"contents":5}`, "a bad answer", false},
		"an unknown field":    {"textDocument/hover", `{"contents":"x","colour":"red"}`, "a bad answer", false},
		"a missing field":     {"textDocument/references", `[{"uri":"file:///x/porter.yaml"}]`, "a bad answer", false},
		"an unknown address":  {"textDocument/references", `[{"uri":"file:///none","range":` + at(0, 0, 0) + `}]`, "an unknown address", false},
		"edits over another":  {"textDocument/formatting", `[{"range":` + at(0, 0, 2) + `,"newText":""},{"range":` + at(0, 1, 3) + `,"newText":""}]`, "edits that cannot be made", false},
		"edits that break":    {"textDocument/formatting", `[{"range":` + at(0, 0, 1) + `,"newText":"a: ["}]`, "an edit that breaks the text, yaml,", false},
		"another text":        {"textDocument/formatting", `[{"range":` + at(0, 6, 7) + `,"newText":"y"}]`, "a layout that changes what the text says", false},
		"a renamed value":     {"textDocument/rename", `{"changes":{"file:///x/porter.yaml":[{"range":` + at(0, 6, 7) + `,"newText":"y"}]}}`, "", false},
		"an old version":      {"textDocument/rename", `{"documentChanges":[{"textDocument":{"uri":"file:///x/porter.yaml","version":3},"edits":[]}]}`, "a wrong version", false},
		"a made file":         {"textDocument/rename", `{"documentChanges":[{"kind":"create","uri":"file:///none"},{"textDocument":{"uri":"file:///none","version":null},"edits":[]}]}`, "", false},
		"a selection outside": {"textDocument/documentSymbol", `[{"name":"x","kind":1,"range":` + at(0, 0, 1) + `,"selectionRange":` + at(0, 0, 2) + `}]`, "a selectionRange outside of its range", false},
		"a parent within":     {"textDocument/selectionRange", `[{"range":` + at(0, 0, 2) + `,"parent":{"range":` + at(0, 0, 1) + `}}]`, "a selection that is not within its parent", false},
		"half a token":        {"textDocument/semanticTokens/full", `{"data":[0,0,1,0]}`, "tokens of less than five numbers", false},
		"a token on another":  {"textDocument/semanticTokens/full", `{"data":[0,0,2,0,0,0,1,1,0,0]}`, "a token over another one", false},
		"a long token":        {"textDocument/semanticTokens/full", `{"data":[0,0,20,0,0]}`, "a place outside of the text", false},
		"Markdown":            {"textDocument/hover", `{"contents":{"kind":"markdown","value":"x"}}`, "what an editor has to ask for", true},
		"a snippet":           {"textDocument/completion", `[{"label":"x","insertTextFormat":2}]`, "what an editor has to ask for", true},
		"a tree":              {"textDocument/documentSymbol", `[{"name":"x","kind":1,"range":` + at(0, 0, 1) + `,"selectionRange":` + at(0, 0, 1) + `}]`, "what an editor has to ask for", true},
		"a literal":           {"textDocument/codeAction", `[{"title":"x","kind":"quickfix"}]`, "what an editor has to ask for", true},
		"versioned changes":   {"textDocument/rename", `{"documentChanges":[]}`, "what an editor has to ask for", true},
		"a late kind":         {"workspace/symbol", `[{"name":"x","kind":20,"location":{"uri":"file:///x/porter.yaml","range":` + at(0, 0, 1) + `}}]`, "what an editor has to ask for", true},
	} {
		t.Run(name, func(t *testing.T) {
			src := []byte("name: x\n👋: 1\n")
			f := &openFile{uri: "file:///x/porter.yaml", src: src, lines: text.NewLines(src), version: 4}
			c := &conformant{
				t: t, enc: text.UTF16, opts: conformance{"utf-16", tt.bare}, open: map[string]*openFile{f.uri: f},
				disk: map[string]*text.Lines{}, problems: map[string]int{}, tell: func(string, ...any) {},
				library: schema.NewLibrary(), structural: structural(),
			}
			c.look(f, tt.method, func() string { return "" }, json.RawMessage(tt.answer))
			var got []string
			for kind, n := range c.problems {
				kind, _, _ := strings.Cut(kind, " from ")
				got = append(got, slices.Repeat([]string{kind}, n)...)
			}
			slices.Sort(got)
			if diff := cmp.Diff(tt.want, strings.Join(got, ",")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What a proposal breaks is found.
func TestConformanceFindsBrokenProposals(t *testing.T) {
	src := []byte("schemaVersion: 1.0.1\nname: x\n")
	f := &openFile{uri: "file:///x/porter.yaml", src: src, lines: text.NewLines(src), version: 1}
	for newText, want := range map[string]string{"y": "", "y: z": "yaml", "y\nname: z": "yaml-duplicate-key", "y\nmixins: [exec]\nparameters: [{name: a, colour: red}]": "unknown-key"} {
		c := &conformant{
			t: t, enc: text.UTF16, open: map[string]*openFile{f.uri: f}, problems: map[string]int{}, tell: func(string, ...any) {},
			library: schema.NewLibrary(), structural: structural(),
		}
		item := map[string]any{"label": "x", "textEdit": map[string]any{"range": c.span(f, len(src)-2, len(src)-1), "newText": newText}}
		answer, err := json.Marshal([]any{item})
		if err != nil {
			t.Fatal(err)
		}
		c.accept(f, len(src)-1, answer)
		if got := strings.Join(slices.Collect(maps.Keys(c.problems)), " "); (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%q: %s, want %s", newText, got, want)
		}
	}
}
