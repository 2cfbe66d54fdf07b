package main

import (
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/bundle"
	"github.com/porter-ls/porter-ls/commands/check"
)

// table is every command, in the order of help. It serves the terminal and the
// editor's executeCommand.
func table() []*commands.Command {
	return []*commands.Command{
		check.Command(),
		bundle.Create(),
		versionCommand(),
	}
}
