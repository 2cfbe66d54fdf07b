package image_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/porter-ls/porter-ls/engine/image"
)

// What a .dockerignore leaves out of a build does not change what the build is
// made from.
func ExampleFolder_Digest() {
	dir, err := os.MkdirTemp("", "bundle")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	digest := func(name, content string) string {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			fmt.Println(err)
		}
		sum, err := image.Folder{Dir: dir}.Digest(context.Background())
		if err != nil {
			fmt.Println(err)
		}
		return sum
	}
	first := digest(".dockerignore", "*.md\n")
	noted := digest("notes.md", "to do\n")
	edited := digest("helpers.sh", "echo hello\n")
	fmt.Println(first == noted, noted == edited)
	// Output:
	// true false
}

// An image is built of a folder and a Dockerfile. It needs a container engine.
func ExampleEngine_Build() {
	e, err := image.Connect(image.Endpoint{Host: "unix:///var/run/docker.sock"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	err = e.Build(context.Background(), image.Request{
		Image:      "localhost:5000/hello:v0.1.0",
		Dockerfile: []byte("FROM scratch\nCOPY . /\n"),
		Context:    image.Folder{Dir: "."},
		Progress:   func(l image.Line) { fmt.Println(l.Text) },
	})
	if err != nil {
		fmt.Println(err)
	}
}
