package check_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/check"
)

// The manifest of a folder is checked; the exit code says that it has an error.
func ExampleCommand() {
	dir, err := os.MkdirTemp("", "bundle")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	manifest := "schemaVersion: 1.0.1\nname: hello\nversion: 0.1.0\nregistry: localhost:5000\nmixins: [exec]\n" +
		"install:\n  - helm3: {name: web, chart: ./web}\nuninstall:\n  - exec: {command: ./helpers.sh}\n"
	if err := os.WriteFile(filepath.Join(dir, "porter.yaml"), []byte(manifest), 0o644); err != nil {
		fmt.Println(err)
		return
	}

	verb := check.Command()
	in, err := verb.Input([]string{"porter.yaml"}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := verb.Run(context.Background(), &commands.Env{Stdout: os.Stdout, Dir: dir, Rules: rules.All()}, in)
	fmt.Println(result.Code, err)
	// Output:
	// porter.yaml:7:5: error: the mixin "helm3" is not declared under mixins [undeclared-mixin]
	//   |
	// 7 |   - helm3: {name: web, chart: ./web}
	//   |     ^~~~~
	//   porter.yaml:5:1: the declared mixins
	// 1 error in 1 file
	// 1 <nil>
}
