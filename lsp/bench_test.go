package lsp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
)

// BenchmarkKeystroke is one typed character up to the diagnostics on the other
// side of the pipe: framing, JSON, the new text, parse, all rules, and back.
func BenchmarkKeystroke(b *testing.B) {
	for _, steps := range []int{5, 80, 800} {
		var src strings.Builder
		src.WriteString("schemaVersion: 1.0.1\nname: large\nversion: 0.1.0\nregistry: localhost:5000\nmixins:\n  - exec\nparameters:\n  - name: who\n    type: string\ninstall:\n")
		for i := range steps {
			fmt.Fprintf(&src, "  - exec:\n      description: Step %d\n      command: ./helpers.sh\n      arguments:\n        - greet\n        - ${ bundle.parameters.who }\n", i)
		}
		text := src.String()
		lines := strings.Count(text, "\n")
		b.Run(fmt.Sprintf("%d lines", lines), func(b *testing.B) {
			e := lsptest.Start(b, lsptest.Options{Server: lsp.Options{Rules: rules.All()}})
			e.Open(manifest, "yaml", text)
			e.Diagnostics(manifest, 1)
			b.ReportAllocs()
			middle, version := lines/2/6*6+5, 1 // a description's line
			for b.Loop() {
				version += 2
				e.Change(manifest, version-1, lsptest.At(middle, 21, middle, 21, "x"))
				e.Diagnostics(manifest, version-1)
				e.Change(manifest, version, lsptest.At(middle, 21, middle, 22, ""))
				e.Diagnostics(manifest, version)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(2*b.N), "µs/key")
		})
	}
}
