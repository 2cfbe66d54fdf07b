package lsp

import (
	"context"

	"github.com/porter-ls/porter-ls/analysis/ide"
)

// definition answers where what stands at a place is defined.
func definition(_ context.Context, q *query, p positionParams) (any, error) {
	return q.locations(ide.Definition(q.View, q.offset(p.Position))), nil
}
