package schema_test

import (
	"fmt"

	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func ExampleSet_At() {
	text := "install:\n  - exec:\n      command: "
	file := syntax.Parse([]byte(text), nil)

	set := schema.NewLibrary().Set("1.0.1")
	field := set.At(file.PathAt(len(text)).Steps)
	fmt.Println(field.Name, field.Types, "required:", field.Required)
	// Output: command [string] required: true
}

func ExampleSet_Check() {
	file := syntax.Parse([]byte(`schemaVersion: 1.0.1
name: hello
version: 0.1.0
registry: localhost:5000
mixins: [exec]
parameters:
  - name: greeting
    defualt: hi
install:
  - exec:
      arguments: ["${ bundle.parameters.greeting }"]
uninstall: []
`), nil)

	set := schema.NewLibrary().Set("1.0.1")
	for _, p := range set.Check(file.Root()) {
		fmt.Println(p)
	}
	// Output:
	// unknown parameters[0].defualt defualt
	// missing install[0].exec command
}
