package lsp

import (
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/engine/mixin"
	"github.com/porter-ls/porter-ls/lsp/cache"
)

// inputs returns what a check of a file may know of the world outside of the
// workspace: the bundles that Porter has pulled to this machine, and what the
// installed mixins say where they may be run.
func (e *editor) inputs(o *cache.Overlay) analysis.Inputs {
	world := commands.World{Inputs: analysis.Offline{}, Bundles: e.bundles}
	if e.mayAskMixins(o) {
		world.Inputs = e.mixins
	}
	return world
}

// mayAskMixins reports whether a check of a file may run mixins: somebody wants
// that, and the folder that names them is trusted.
func (e *editor) mayAskMixins(o *cache.Overlay) bool {
	wanted := e.opts.InstalledMixins
	if said := e.configuring.of(o.Path).InstalledMixins; said != nil {
		wanted = *said
	}
	return wanted && e.mixins != nil && e.trusting.trusted(o.Path)
}

// newMixins returns the installed mixins. None is run before it is asked for
// something.
func (e *editor) newMixins() *commands.InstalledMixins {
	if e.opts.Env.Getenv == nil {
		return nil
	}
	dir, err := mixin.Installed(e.opts.Env.Getenv)
	if err != nil {
		e.opts.Log.Info("the installed mixins are not looked at", "error", err)
		return nil
	}
	return commands.NewInstalledMixins(e.ctx, dir, e.opts.Log, e.background.Go, e.inputChanged)
}

// inputChanged checks again what has asked for an input.
func (e *editor) inputChanged(input string) {
	before := e.snapshot()
	e.session.InputChanged(input)
	e.recheckAll(before)
}
