package lsp_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/text"
)

// BenchmarkCompletion is a typed character and the completion right behind it, up
// to the answer on the other side of the pipe, in the middle of a manifest: of a
// key in a step, and of a parameter in a template.
func BenchmarkCompletion(b *testing.B) {
	for _, lines := range []int{500, 5_000, 50_000} {
		src := corpus.Large(lines)
		index := text.NewLines(src)
		middle := bytes.Index(src[len(src)/2:], []byte("\n  - exec:\n")) + len(src)/2
		line := index.Line(middle) + 3
		for name, typed := range map[string]string{"key": "      d", "template": "      description: ${ bundle.parameters.p"} {
			b.Run(fmt.Sprintf("%s/%d lines", name, lines), func(b *testing.B) {
				e := lsptest.Start(b, lsptest.Options{Server: lsp.Options{Rules: rules.All(), Env: commands.Env{Library: schema.NewLibrary()}}})
				e.Open(manifest, "yaml", string(src))
				e.Diagnostics(manifest, 1)
				e.Change(manifest, 2, lsptest.At(line, 0, line, 0, typed[:len(typed)-1]+"\n"))
				at := map[string]any{
					"textDocument": map[string]any{"uri": manifest},
					"position":     map[string]any{"line": line, "character": len(typed)},
				}
				version, items := 2, 0
				b.ReportAllocs()
				for b.Loop() {
					version += 2
					e.Change(manifest, version-1, lsptest.At(line, len(typed)-1, line, len(typed)-1, typed[len(typed)-1:]))
					var answer struct{ Items []json.RawMessage }
					if err := e.Call("textDocument/completion", at, &answer); err != nil {
						b.Fatal(err)
					}
					items = len(answer.Items)
					e.Change(manifest, version, lsptest.At(line, len(typed)-1, line, len(typed), ""))
				}
				b.ReportMetric(float64(items), "items")
			})
		}
	}
}
