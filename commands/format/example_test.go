package format_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/format"
)

// A manifest on standard input is written to standard output as it should be.
func ExampleCommand() {
	verb := format.Command()
	in, err := verb.Input([]string{"-"}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	env := &commands.Env{
		Stdin: strings.NewReader("schemaVersion:   1.0.1\nmixins: [ exec]\ninstall:\n- exec:\n    command: ./hello.sh   # greets\n"), Stdout: os.Stdout,
	}
	result, err := verb.Run(context.Background(), env, in)
	fmt.Println(result.Code, err)
	// Output:
	// schemaVersion: 1.0.1
	// mixins: [ exec ]
	// install:
	// - exec:
	//     command: ./hello.sh # greets
	// 0 <nil>
}
