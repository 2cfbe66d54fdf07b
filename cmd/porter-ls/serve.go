package main

import (
	"errors"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/spf13/cobra"
)

// serve is the one verb that is not in the command table: an editor that could
// execute it is already talking to it.
func (c *CLI) serve(env *commands.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "serve",
		Short:   "Speak the language server protocol over standard input and output",
		GroupID: string(commands.OtherGroup),
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return errors.New("not wired yet")
		},
	}
}
