package shell_test

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis/shell"
)

func ExampleParse() {
	s := shell.Parse([]byte(`#!/usr/bin/env bash
install() {
  echo "hello $NAME"
}
"$@"
`))
	fmt.Println(s.Defines("install"), s.Dispatch.Runs, s.Arguments, s.Programs[0].Text)
	// Output: true true true echo
}
