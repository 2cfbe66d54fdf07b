package lsp

import (
	"context"

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

// initialized asks the editor to tell of changes on disk, if it can.
func (e *editor) initialized(context.Context, *rpc.Request) (any, error) {
	if e.client.watches {
		e.conn.Go(e.watch)
	}
	return nil, nil
}

func (e *editor) watch() {
	var options protocol.DidChangeWatchedFilesRegistrationOptions
	for _, pattern := range watched {
		options.Watchers = append(options.Watchers, protocol.FileSystemWatcher{GlobPattern: protocol.Pattern(pattern)})
	}
	raw, err := protocol.Marshal(&options)
	if err != nil { // constants always have JSON
		return
	}
	params := &protocol.RegistrationParams{Registrations: []protocol.Registration{{
		ID: Name + "/files", Method: protocol.MethodWorkspaceDidChangeWatchedFiles, RegisterOptions: raw,
	}}}
	if err := e.conn.Call(e.ctx, protocol.MethodClientRegisterCapability, params, nil); err != nil && e.ctx.Err() == nil {
		e.opts.Log.Warn("the editor does not tell of changes on disk", "error", err)
	}
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
	e.recheck(before)
	return nil, nil
}
