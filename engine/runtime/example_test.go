//go:build unix

package runtime_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/porter-ls/porter-ls/engine/runtime"
)

// A bundle whose mixin only prints what it gets on standard input is installed,
// in a folder that stands for its container.
func ExampleRuntime_Run() {
	root, err := os.MkdirTemp("", "container")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(root)
	for name, content := range map[string]string{
		"cnab/bundle.json": `{"schemaVersion":"1.2.0","name":"hello","version":"0.1.0","invocationImages":[]}`,
		"cnab/app/porter.yaml": `schemaVersion: 1.0.1
name: hello
parameters:
  - name: who
mixins:
  - show
install:
  - show:
      description: Greet ${ bundle.parameters.who }
      text: hello ${ bundle.parameters.who }
`,
		"cnab/app/mixins/show/runtimes/show-runtime": "#!/bin/sh\ncat\n",
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			fmt.Println(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o755); err != nil {
			fmt.Println(err)
		}
	}
	err = runtime.Runtime{
		Root:   root,
		Env:    []string{"CNAB_ACTION=install", "CNAB_INSTALLATION_NAME=dev/hello", "WHO=world", "PATH=" + os.Getenv("PATH")},
		Stdout: os.Stdout,
	}.Run(context.Background())
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// executing install action from hello (installation: dev/hello)
	// Greet world
	// "install":
	//   -
	//     "show":
	//       "description": "Greet world"
	//       "text": "hello world"
	// execution completed successfully!
}
