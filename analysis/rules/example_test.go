package rules_test

import (
	"context"
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/schema/text"
)

// A manifest is checked by all the rules, and each finding is shown with its
// place and the first change that would remove it.
func ExampleAll() {
	doc := analysis.Parse("porter.yaml", []byte(`schemaVersion: 1.0.1
name: hello
version: 0.1.0
registry: localhost:5000
mixins:
  - exec
parameters:
  - name: greeting
    type: string
install:
  - exec:
      command: echo
      arguments:
        - ${ bundle.parameters.greting }
  - helm3:
      name: hello
      chart: ./hello
uninstall: []
`), nil)
	bundle := &analysis.Bundle{Manifest: doc}
	for _, d := range analysis.Check(context.Background(), bundle, analysis.Offline{}, rules.All(), analysis.Config{}) {
		line, column := doc.File.Lines().Position(d.Span.Start, text.UTF8)
		fmt.Printf("%d:%d %s: %s\n", line+1, column+1, d.Rule, d.Message)
		if len(d.Fixes) > 0 {
			fmt.Println("  ", d.Fixes[0].Title)
		}
	}
	// Output:
	// 14:32 undefined-reference: there is no parameter "greting"; did you mean "greeting"?
	//    Change to "greeting"
	// 15:5 undeclared-mixin: the mixin "helm3" is not declared under mixins
	//    Declare the mixin "helm3"
}
