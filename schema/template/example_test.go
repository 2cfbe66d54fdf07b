package template_test

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
)

func ExampleScanStep() {
	const src = "exec:\n  command: ./run.sh # ${ env.HOME }\n  arguments: [\"--port=${ bundle.parameters.port }\"]\n"
	uses, _ := template.ScanStep(syntax.Parse([]byte(src), nil).Root(), template.Dollar)
	for _, u := range uses {
		fmt.Println(u.Path[len(u.Path)-1].Span.Of([]byte(src)), "of", u)
	}
	// Output:
	// HOME of env.HOME
	// port of bundle.parameters.port
}

func ExampleTagAt() {
	const src = "exec:\n  command: \"./run.sh ${ bundle.par --verbose\"\n"
	file := syntax.Parse([]byte(src), nil)
	c, ok := template.TagAt(file, file.Root(), template.Dollar, strings.Index(src, " --verbose"))
	fmt.Println(ok, c.Typed[c.Segment].Name, c.Segment)
	// Output: true par 1
}

func ExampleRender() {
	const src = "exec:\n  port: \"${ port }\"\n  retries: ${ retries }\n  arguments: ${ args }\n"
	values := map[string]any{"port": "80: 80", "retries": 3, "args": []any{"a", "b"}}
	step := syntax.Parse([]byte(src), nil).Root()
	rendered, err := template.Render(step, template.Dollar, template.Data{Lookup: template.ValueOf(values).Field})
	fmt.Println(rendered, err)
	// Output: map[exec:map[arguments:[a b] port:80: 80 retries:3]] <nil>
}

func ExampleScanFile() {
	variables, err := template.ScanFile("name: a\n# ${ bundle.name }\ninstall: ${", template.Dollar)
	fmt.Println(variables[0], err.Span, err)
	// Output: bundle.name 36-38 ${ is not closed: } is missing
}
