package lsp

import (
	"fmt"
	"runtime/debug"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"go.lsp.dev/protocol"
)

// check checks a state of a file in the background and publishes what it
// found, unless a newer state comes first. It starts at once: a change
// supersedes the check before it, so there is nothing to wait for.
func (e *editor) check(o *cache.Overlay) {
	if o.IsTooLarge() {
		e.logMessage(protocol.MessageTypeWarning, fmt.Sprintf(
			"%s is larger than %d MiB, which no manifest is; it is not checked", o.URI, manifest.Largest>>20))
	}
	if !o.IsManifest() {
		return
	}
	e.background.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				e.opts.Log.Error("panic while checking", "uri", o.URI, "panic", p, "stack", string(debug.Stack()))
			}
		}()
		done, ok := o.Turn()
		if !ok {
			return
		}
		defer done()
		bundle := &analysis.Bundle{Manifest: o.Document()}
		found := analysis.Check(o.Context(), bundle, analysis.Offline{}, e.opts.Rules, analysis.Config{})
		if o.Context().Err() == nil {
			e.published.checked(o, found)
		}
	})
}
