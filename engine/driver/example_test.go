package driver_test

import (
	"context"
	"fmt"
	"os"

	"github.com/moby/moby/client"

	"github.com/porter-ls/porter-ls/engine/driver"
)

// The image of a bundle is installed in a container, with one parameter, and
// one output is brought back. It needs a container engine.
func ExampleDocker_Run() {
	c, err := client.New(client.FromEnv)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	result, err := driver.Docker{Client: c}.Run(context.Background(), driver.Operation{
		Image:   "localhost:5000/hello:v0.1.0",
		Action:  "install",
		Env:     map[string]string{"GREETING": "hello"},
		Outputs: map[string]string{"address": driver.OutputsDir + "/address"},
		Stdout:  os.Stdout,
		Stderr:  os.Stderr,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.ExitCode, string(result.Outputs["address"]))
}
