// Package container is the verb that says which container engine is worked with.
package container

import (
	"context"
	"fmt"

	"github.com/porter-ls/porter-ls/commands"
)

// Command returns the verb engine.
func Command() *commands.Command {
	return &commands.Command{
		Name:    "engine",
		Group:   commands.OtherGroup,
		Short:   "Say which container engine is found",
		Long:    `Looks for a container engine as build and install do: DOCKER_HOST, then the current docker context, then the usual sockets of Docker, Podman, Colima and Rancher Desktop. Says which one answers and how it was found, and fails where none does, with what to install.`,
		Example: `porter-ls engine`,
		Run: func(ctx context.Context, env *commands.Env, _ commands.Input) (commands.Result, error) {
			e, err := env.Engine(ctx)
			if err != nil {
				return commands.Result{}, err
			}
			found, err := e.Container(ctx)
			if err != nil {
				return commands.Result{}, err
			}
			_, err = fmt.Fprintf(env.Stdout, "%s, found by %s\n", found.Host, found.Via)
			return commands.Result{Value: found}, err
		},
	}
}
