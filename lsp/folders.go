package lsp

import (
	"context"
	"slices"

	"github.com/porter-ls/porter-ls/lsp/rpc"
)

// didChangeWorkspaceFolders checks again what is looked at among all files of the
// workspace: another folder may have the bundle that a set is for, or that a
// bundle depends on.
func (e *editor) didChangeWorkspaceFolders(_ context.Context, r *rpc.Request) (any, error) {
	var p foldersParams
	if err := r.Decode(&p); err != nil {
		return nil, err
	}
	roots := e.snapshot().Roots()
	for _, f := range p.Event.Removed {
		gone := pathsOf(f.URI)
		roots = slices.DeleteFunc(roots, func(root string) bool { return slices.Contains(gone, root) })
	}
	for _, f := range p.Event.Added {
		roots = append(roots, pathsOf(f.URI)...)
	}
	e.session.SetRoots(roots)
	e.checkAll()
	if e.client.settings {
		e.askSettings() // they may be others there
	}
	return nil, nil
}
