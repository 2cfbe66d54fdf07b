package format_test

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis/format"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Most of the file indents by two columns, so all of it does.
func ExampleFile() {
	src := []byte(`mixins:   [exec ]
install:
  - exec:
      command: ./hello.sh
      arguments:
          -   greet   # whom?
uninstall:
  - exec:
      command: ./bye.sh
`)
	now, err := text.Apply(src, format.File(syntax.Parse(src, nil), format.Options{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(now))
	// Output:
	// mixins: [exec]
	// install:
	//   - exec:
	//       command: ./hello.sh
	//       arguments:
	//         - greet # whom?
	// uninstall:
	//   - exec:
	//       command: ./bye.sh
}
