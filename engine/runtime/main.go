package runtime

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/porter-ls/porter-ls/engine/exec"
)

// Main is the program that is copied into bundles, by the name it is called
// by: exec-runtime is the exec mixin, anything else runs the action that the
// environment names. It returns the exit code.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	name := "run"
	if len(args) > 0 {
		name, args = filepath.Base(args[0]), args[1:]
	}
	if name == "exec-runtime" {
		m := exec.Mixin{Outputs: os.Getenv(outputsVar), Stdout: os.Stdout, Stderr: os.Stderr}
		return m.Main(ctx, args, os.Stdin)
	}
	if len(args) > 0 {
		fmt.Fprintf(os.Stderr, "Error: unexpected argument %q: the action is told by CNAB_ACTION\n", args[0])
		return 2
	}
	if err := (Runtime{Stdout: os.Stdout, Stderr: os.Stderr}).Run(ctx); err != nil {
		fmt.Fprintf(os.Stderr, "Error: %v\n", err)
		return 1
	}
	return 0
}
