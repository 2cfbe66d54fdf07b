package bundle_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/bundle"
)

// A new bundle is written to a folder of its own.
func ExampleCreate() {
	dir, err := os.MkdirTemp("", "work")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)

	verb := bundle.Create()
	in, err := verb.Input([]string{"hello"}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := verb.Run(context.Background(), &commands.Env{Dir: dir}, in)
	fmt.Println(result.Message, err)
	files, err := os.ReadDir(filepath.Join(dir, "hello"))
	for _, f := range files {
		fmt.Println(f.Name())
	}
	fmt.Println(err)
	// Output:
	// Created the bundle hello in hello; porter-ls install builds and runs it <nil>
	// .dockerignore
	// .gitignore
	// README.md
	// helpers.sh
	// porter.yaml
	// template.Dockerfile
	// <nil>
}
