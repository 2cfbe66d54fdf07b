package exec_test

import (
	"fmt"
	"testing/fstest"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
)

// Which script of the bundle a step runs, and with what.
func ExamplePrograms() {
	files := analysis.NewFiles(fstest.MapFS{
		"porter.yaml": {Data: []byte(`schemaVersion: 1.0.1
name: greeter
install:
  - exec:
      command: ./greet.sh
      arguments: [hello]
      flags: {to: "everybody here"}
`)},
		"greet.sh": {Data: []byte("#!/bin/sh\nhello() { echo hello; }\n\"$@\"\n")},
	}, nil)
	file, err := files.File("porter.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	b := &analysis.Bundle{Manifest: file.Document(), Files: files, Path: "porter.yaml"}
	for _, prog := range exec.Programs(b, exec.Steps(b.Manifest.Manifest, nil)) {
		fmt.Println(prog.Local, prog.Script.Functions[0].Text)
		for _, a := range prog.Args {
			fmt.Println(a.Text, prog.Place(a))
		}
	}
	// Output:
	// greet.sh hello
	// hello 98-103
	// --to 119-121
	// everybody 124-133
	// here 134-138
}
