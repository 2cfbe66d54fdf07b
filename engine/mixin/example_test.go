//go:build unix

package mixin_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/porter-ls/porter-ls/engine/mixin"
)

func ExampleExecutable_Schema() {
	home, err := os.MkdirTemp("", "porter-home")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(home)
	at := filepath.Join(home, "mixins", "cowsay")
	if err := os.MkdirAll(at, 0o755); err != nil {
		panic(err)
	}
	script := "#!/bin/sh\necho '{\"type\": \"object\"}'\n"
	if err := os.WriteFile(filepath.Join(at, "cowsay"), []byte(script), 0o755); err != nil {
		panic(err)
	}

	dir, err := mixin.Installed(func(string) string { return home })
	if err != nil {
		panic(err)
	}
	cowsay, err := dir.Find("cowsay")
	if err != nil {
		panic(err)
	}
	schema, err := cowsay.Schema(context.Background(), mixin.Limits{})
	fmt.Printf("%s%v\n", schema, err)
	// Output:
	// {"type": "object"}
	// <nil>
}
