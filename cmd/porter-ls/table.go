package main

//go:generate go test . -run TestVerbsPage -update

import (
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/bundle"
	"github.com/porter-ls/porter-ls/commands/check"
	"github.com/porter-ls/porter-ls/commands/container"
	"github.com/porter-ls/porter-ls/commands/folder"
	"github.com/porter-ls/porter-ls/commands/format"
	"github.com/porter-ls/porter-ls/commands/installation"
	"github.com/porter-ls/porter-ls/commands/rule"
)

// table is every command, in the order of help. It serves the terminal and the
// editor's executeCommand.
func table() []*commands.Command {
	all := []*commands.Command{
		bundle.Create(),
		check.Command(),
		format.Command(),
		bundle.Build(),
	}
	all = append(all, rule.Commands()...)
	all = append(all, bundle.Actions()...)
	all = append(all, installation.Commands()...)
	all = append(all, container.Command())
	all = append(all, folder.Commands()...)
	return append(all, versionCommand())
}
