package shell_test

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis/shell"
)

func ExampleParse() {
	s := shell.Parse([]byte(`#!/usr/bin/env bash
install() {
  echo "hello $NAME" > /cnab/app/outputs/greeting
}
"$@"
`))
	fmt.Println(s.Defines("install"), s.Dispatch.Runs, s.Sees("NAME"), s.Outputs[0].Text)
	// Output: true true true greeting
}
