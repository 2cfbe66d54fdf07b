package folder_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/folder"
)

// A folder is trusted until it no longer is.
func ExampleCommands() {
	dir, err := os.MkdirTemp("", "folder")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		fmt.Println(err)
		return
	}
	var out strings.Builder
	env := &commands.Env{Stdout: &out, Dir: dir, Getenv: func(name string) string {
		return map[string]string{"PORTER_LS_HOME": filepath.Join(dir, "records")}[name]
	}}
	all := folder.Commands()
	trust, untrust, trusted := all[0], all[1], all[2]
	for _, verb := range []*commands.Command{trust, trusted, untrust, trusted} {
		result, err := verb.Run(context.Background(), env, commands.Input{})
		fmt.Fprintln(&out, verb.Name, result.Message, err)
	}
	fmt.Print(strings.ReplaceAll(out.String(), dir, "DIR"))
	// Output:
	// DIR is trusted
	// trust  <nil>
	// DIR
	// trusted  <nil>
	// DIR is not trusted
	// untrust  <nil>
	// trusted No folder is trusted <nil>
}
