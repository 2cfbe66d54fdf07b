package lsp

import (
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/engine/mixin"
)

// newInputs returns what checks may know of the world outside of the workspace:
// the bundles that Porter has pulled to this machine, and what the installed
// mixins say if the server was started to run them.
func (e *editor) newInputs() analysis.Inputs {
	e.bundles = commands.NewLocalBundles(e.opts.Env.Getenv)
	return commands.World{Inputs: e.mixinInputs(), Bundles: e.bundles}
}

// mixinInputs returns what checks may know of mixins.
func (e *editor) mixinInputs() analysis.Inputs {
	if !e.opts.InstalledMixins || e.opts.Env.Getenv == nil {
		return analysis.Offline{}
	}
	dir, err := mixin.Installed(e.opts.Env.Getenv)
	if err != nil {
		e.opts.Log.Warn("the installed mixins are not looked at", "error", err)
		return analysis.Offline{}
	}
	e.mixins = commands.NewInstalledMixins(e.ctx, dir, e.opts.Log, e.background.Go, e.inputChanged)
	return e.mixins
}

// inputChanged checks again what has asked for an input.
func (e *editor) inputChanged(input string) {
	before := e.snapshot()
	e.session.InputChanged(input)
	e.recheck(before)
}
