package lsptest_test

import (
	"fmt"
	"testing"

	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
)

// An editor opens a manifest, is told what is wrong with it, and puts it right.
func ExampleStart() {
	t := new(testing.T) // a test has its own
	editor := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: rules.All()}})

	const uri = "file:///hello/porter.yaml"
	editor.Open(uri, "yaml", `schemaVersion: 1.0.1
name: hello
mixins: [exec]
version: 0.1.0
registry: localhost:5000
install:
  - helm3: {name: web, chart: ./web}
uninstall:
  - exec: {command: ./helpers.sh}
`)
	for _, d := range editor.Diagnostics(uri, 1) {
		fmt.Println(d.Range.Start.Line, d.Range.Start.Character, d.Message)
	}
	editor.Change(uri, 2, lsptest.At(2, 13, 2, 13, ", helm3"))
	fmt.Println(len(editor.Diagnostics(uri, 2)))
	fmt.Println(editor.Leave()) // a test does that at its end by itself
	// Output:
	// 6 4 the mixin "helm3" is not declared under mixins
	// 0
	// <nil>
}
