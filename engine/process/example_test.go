//go:build unix

package process_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"

	"github.com/porter-ls/porter-ls/engine/process"
)

// A shell waits for a program that it has started. Both end with the context:
// else the program would keep the shell's output open.
func ExampleOwnGroup() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", "sleep 600 & echo started; wait")
	process.OwnGroup(cmd, syscall.SIGTERM)
	out, in, err := os.Pipe()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer out.Close()
	cmd.Stdout = in
	if err := cmd.Start(); err != nil {
		fmt.Println(err)
		return
	}
	in.Close()

	said := make([]byte, len("started\n"))
	_, err = io.ReadFull(out, said)
	fmt.Print(string(said), err, "\n")
	cancel()
	fmt.Println(cmd.Wait())
	process.KillGroup(cmd) // nothing is left of it, in this case
	rest, err := io.ReadAll(out)
	fmt.Println(len(rest), err)
	// Output:
	// started
	// <nil>
	// signal: terminated
	// 0 <nil>
}
