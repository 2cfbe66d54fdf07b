package syntax_test

import (
	"fmt"

	"github.com/porter-ls/porter-ls/schema/syntax"
)

func ExampleParse() {
	src := []byte("name: hello\ninstall:\n  - exec:\n      comm\n      description: \"Say \\u0048i\"\n")
	f := syntax.Parse(src, nil)
	for _, e := range f.Errors() {
		fmt.Printf("%v %s\n", e.Span, e.Message)
	}
	said := f.Root().Get("install").Item(0).Get("exec").Get("description")
	fmt.Println(said.Value(), said.Map(4))
	fmt.Println(f.PathAt(66))
	// Output:
	// 37-41 a colon is missing behind this key
	// Say Hi 66
	// install[0].exec.description
}
