package main

import (
	"errors"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/spf13/cobra"
)

// serve is the one verb that is not in the command table: an editor that could
// execute it is already talking to it.
func (c *CLI) serve(env *commands.Env, code *int) *cobra.Command {
	mixins := false
	serve := &cobra.Command{
		Use:   "serve",
		Short: "Speak the language server protocol over standard input and output",
		Long: `Serves one editor, which starts it and talks to it over standard input and output, until the editor sends exit or is gone. Log lines go to standard error.

Exits with 0 after the protocol's shutdown and exit, and with 1 where the editor left without them.`,
		GroupID: string(commands.OtherGroup),
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return &commands.UsageError{Message: "serve takes no arguments"}
			}
			server := lsp.New(lsp.Options{
				Version: buildVersion(), Commands: table(), Rules: env.Rules, Log: env.Log, Env: *env,
				InstalledMixins: mixins,
			})
			err := server.Serve(cmd.Context(), c.Stdin, c.Stdout)
			if errors.Is(err, lsp.ErrNoShutdown) {
				*code = 1
				return nil
			}
			return err
		},
	}
	serve.Flags().BoolVar(&mixins, commands.InstalledMixinsFlag, false,
		"let checks run the mixins in Porter's folder for their versions and schemas; without this, opening a folder runs nothing")
	return serve
}
