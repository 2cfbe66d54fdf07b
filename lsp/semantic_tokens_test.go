package lsp_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
	"github.com/porter-ls/porter-ls/schema/text"
	"go.lsp.dev/protocol"
)

// tokensAnswer is either answer to semanticTokens/full/delta.
type tokensAnswer struct {
	ResultID string
	Data     []uint32
	Edits    []struct {
		Start, DeleteCount uint32
		Data               []uint32
	}
}

// applied are the tokens that an editor has after an answer.
func (a tokensAnswer) applied(before []uint32) []uint32 {
	if a.Edits == nil {
		return a.Data
	}
	for _, e := range slices.Backward(a.Edits) {
		before = slices.Concat(before[:e.Start], e.Data, before[e.Start+e.DeleteCount:])
	}
	return before
}

const tokensSource = `schemaVersion: 1.0.1
name: hello
mixins: [exec]
parameters:
  - name: who
    type: string
  - name: 世界
    sensitive: true
install:
  - exec:
      # ${ bundle.name }
      command: ./run.sh
      arguments: ["👋 ${ bundle.parameters.who }", '${bundle.parameters.世界}']
  - exec:
      command: bash
      flags:
        c: |
          echo ${ bundle.version }
          echo ${ env.HOME } ${ bundle.outputs.x }
`

// After any edit, what an editor makes of a delta is what it would be told anew.
func TestTokensDelta(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3} {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{}})
			random := rand.New(rand.NewPCG(seed, 1))
			src := []byte(tokensSource)
			e.Open(manifest, "yaml", tokensSource)
			document := map[string]any{"uri": manifest}
			ask := func(method string, params map[string]any) (answer tokensAnswer) {
				params["textDocument"] = document
				if err := e.Call("textDocument/semanticTokens/"+method, params, &answer); err != nil {
					t.Fatal(err)
				}
				return answer
			}
			now := ask("full", map[string]any{})
			data, deltas := now.Data, 0
			for version := 2; version < 200; version++ {
				at := random.IntN(len(src) + 1)
				end := min(len(src), at+random.IntN(8))
				if random.IntN(4) > 0 {
					end = at
				}
				typed := []string{"x", " ", "\n", "\r\n", "${ ", "}", "\"", "- ", "bundle.", "世", "👋", "#", ""}[random.IntN(13)]
				lines := text.NewLines(src)
				at, end = onCharacter(lines, at), onCharacter(lines, end)
				startLine, startColumn := lines.Position(at, text.UTF16)
				endLine, endColumn := lines.Position(end, text.UTF16)
				e.Change(manifest, version, lsptest.At(startLine, startColumn, endLine, endColumn, typed))
				src = slices.Concat(src[:at], []byte(typed), src[end:])
				if random.IntN(3) == 0 {
					continue // several edits before one answer
				}
				id := now.ResultID
				if random.IntN(10) == 0 {
					id = "of long ago"
				}
				now = ask("full/delta", map[string]any{"previousResultId": id})
				if id == "of long ago" && now.Edits != nil {
					t.Fatal("there is a delta against what nobody knows")
				}
				if now.Edits != nil {
					deltas++
				}
				data = now.applied(data)
				lines = text.NewLines(src)
				last, column := lines.Position(len(src), text.UTF16)
				whole := protocol.Range{End: protocol.Position{Line: uint32(last), Character: uint32(column)}}
				if diff := cmp.Diff(ask("range", map[string]any{"range": whole}).Data, append([]uint32{}, data...)); diff != "" {
					t.Fatalf("after version %d (-told anew +by deltas): %s\n%s", version, diff, src)
				}
			}
			if deltas < 50 {
				t.Errorf("only %d deltas", deltas)
			}
		})
	}
}

// onCharacter takes an offset to the begin of its character, and out of a line
// break.
func onCharacter(lines *text.Lines, off int) int {
	line, column := lines.Position(off, text.UTF16)
	return lines.Offset(line, column, text.UTF16)
}

// The results of a few files are remembered, of others all tokens are sent.
func TestTokensOfManyFiles(t *testing.T) {
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{}})
	ids := map[string]string{}
	for i := range 40 {
		uri := fmt.Sprintf("file:///bundles/%d/porter.yaml", i)
		e.Open(uri, "yaml", tokensSource)
		var full tokensAnswer
		if err := e.Call("textDocument/semanticTokens/full", map[string]any{"textDocument": map[string]any{"uri": uri}}, &full); err != nil {
			t.Fatal(err)
		}
		ids[uri] = full.ResultID
	}
	deltas := 0
	for i := 39; i >= 0; i-- {
		uri := fmt.Sprintf("file:///bundles/%d/porter.yaml", i)
		var answer tokensAnswer
		params := map[string]any{"textDocument": map[string]any{"uri": uri}, "previousResultId": ids[uri]}
		if err := e.Call("textDocument/semanticTokens/full/delta", params, &answer); err != nil {
			t.Fatal(err)
		}
		if answer.Edits != nil {
			deltas++
		} else if len(answer.Data) == 0 {
			t.Errorf("%s has no tokens", uri)
		}
	}
	if deltas == 0 || deltas == 40 {
		t.Errorf("%d of 40 files are remembered", deltas)
	}
}
