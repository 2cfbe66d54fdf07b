//go:build unix

package exec_test

import (
	"context"
	"fmt"
	"os"

	"github.com/porter-ls/porter-ls/engine/exec"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// A step is read and run, and its command prints each argument in brackets:
// flags come between arguments and suffix-arguments, and only they are cut at
// blanks.
func ExampleDecode() {
	src := []byte(`command: printf
arguments:
  - "[%s]\n"
  - upgrade
  - my release
flags:
  set:
    - color=blue
    - "size=3 replicas=2"
  v:
suffix-arguments:
  - ./chart
`)
	step, err := exec.Decode(syntax.Parse(src, nil).Root())
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := (exec.Mixin{Stdout: os.Stdout}).Step(context.Background(), step); err != nil {
		fmt.Println(err)
	}
	// Output:
	// [upgrade]
	// [my release]
	// [--set]
	// [color=blue]
	// [--set]
	// [size=3]
	// [replicas=2]
	// [-v]
	// [./chart]
}
