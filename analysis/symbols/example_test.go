package symbols_test

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func ExampleIndex() {
	const src = `schemaVersion: 1.0.0
parameters:
  - name: port
    type: integer
install:
  - exec: {command: "./run.sh ${ bundle.parameters.port }"}
`
	file := syntax.Parse([]byte(src), nil)
	x := symbols.NewIndex(file, manifest.Decode(file.Root(), nil), nil)
	r, _ := x.At(strings.Index(src, "port }"))
	fmt.Println(r.Kind, r.Name, "in", r.Action, r.Step)
	for _, o := range x.Occurrences(r) {
		fmt.Println(o.Span, o.Defines)
	}
	for _, s := range x.Visible("install", 0) {
		fmt.Println(s.Name, s.Type)
	}
	// Output:
	// parameter port in install 0
	// 43-47 true
	// 126-130 false
	// port integer
}
