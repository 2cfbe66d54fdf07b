package engine_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/porter-ls/porter-ls/engine"
	"github.com/porter-ls/porter-ls/engine/store"
)

// A bundle is built and installed, and every line of both is printed. It needs
// a container engine.
func Example() {
	e, err := engine.Open(engine.Options{
		Runtime: func(arch string) (io.ReadCloser, error) { return os.Open("bin/porter-runtime-" + arch) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	ctx := context.Background()
	show := func(ev engine.Event) { fmt.Println(ev.Text) }
	if _, err := e.Build(ctx, engine.BuildRequest{File: "porter.yaml"}, show); err != nil {
		fmt.Println(err)
		return
	}
	result, err := e.Execute(ctx, engine.RunRequest{Action: "install", File: "porter.yaml"}, show)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Installation, result.Outputs)
}

// What was being done and why it failed are two parts of an error: the record
// of a new home knows no installation.
func ExampleError() {
	home, err := os.MkdirTemp("", "home")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(home)
	e, err := engine.Open(engine.Options{Home: home})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()

	_, _, err = e.Installation(context.Background(), "dev", "hello")
	fmt.Println(err)
	if failed, ok := errors.AsType[*engine.Error](err); ok {
		fmt.Println("op:", failed.Op)
	}
	if none, ok := errors.AsType[*store.NotFoundError](err); ok {
		fmt.Println("missing:", none.Name)
	}
	// Output:
	// show the installation: there is no installation dev/hello
	// op: show the installation
	// missing: hello
}
