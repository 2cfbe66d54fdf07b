package lsp

import (
	"context"

	"github.com/porter-ls/porter-ls/analysis/settings"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/rpc"
	"go.lsp.dev/protocol"
)

// watched are the files whose changes on disk the editor is asked to tell of:
// manifests, sets and installations, scripts, and what an image is built from.
// What a check reads under another name is looked at anew on every save.
var watched = [...]string{
	"**/*.{yaml,yml,json}",
	"**/*.{sh,bash}",
	"**/*[Dd]ockerfile*",
	"**/.dockerignore",
	"**/.porter-ls.yaml",
}

// initialized asks the editor for its settings, and to tell of changes of them and
// on disk, as far as it can.
func (e *editor) initialized(context.Context, *rpc.Request) (any, error) {
	if e.client.watches {
		var options protocol.DidChangeWatchedFilesRegistrationOptions
		for _, pattern := range watched {
			options.Watchers = append(options.Watchers, protocol.FileSystemWatcher{GlobPattern: protocol.Pattern(pattern)})
		}
		e.register("files", protocol.MethodWorkspaceDidChangeWatchedFiles, &options)
	}
	if e.client.settingsNews {
		e.register("settings", protocol.MethodWorkspaceDidChangeConfiguration,
			&protocol.DidChangeConfigurationRegistrationOptions{Section: protocol.String(settings.Section)})
	}
	if e.client.settings {
		e.askSettings()
	}
	return nil, nil
}

// register asks the editor to send a notification.
func (e *editor) register(name, method string, options any) {
	raw, err := protocol.Marshal(options)
	if err != nil { // constants always have JSON
		return
	}
	params := &protocol.RegistrationParams{Registrations: []protocol.Registration{{ID: Name + "/" + name, Method: method, RegisterOptions: raw}}}
	e.conn.Go(func() {
		if err := e.conn.Call(e.ctx, protocol.MethodClientRegisterCapability, params, nil); err != nil && e.ctx.Err() == nil {
			e.opts.Log.Warn("the editor does not send "+method, "error", err)
		}
	})
}

// didChangeWatchedFiles checks again what has read one of the files. What is
// open is not read from disk.
func (e *editor) didChangeWatchedFiles(_ context.Context, r *rpc.Request) (any, error) {
	var p watchedParams
	if err := r.Decode(&p); err != nil {
		return nil, err
	}
	before := e.snapshot()
	var changed, cameOrWent []string
	for _, c := range p.Changes {
		path := cache.Path(c.URI)
		switch {
		case path == "":
		case c.Type == uint32(protocol.FileChangeTypeChanged):
			changed = append(changed, path)
		default:
			cameOrWent = append(cameOrWent, path)
		}
	}
	e.session.Forget(false, changed...)
	e.session.Forget(true, cameOrWent...)
	e.recheckAll(before)
	return nil, nil
}
