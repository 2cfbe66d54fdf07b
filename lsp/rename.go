package lsp

import (
	"context"
	"errors"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"github.com/porter-ls/porter-ls/lsp/rpc"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// prepareRename answers which name at a place can be renamed, and what it is.
func prepareRename(_ context.Context, q *query, p positionParams) (any, error) {
	span, now, ok, err := ide.PrepareRename(q.View, q.offset(p.Position))
	switch {
	case err != nil:
		return nil, refusal(err)
	case !ok:
		return nil, nil
	}
	return protocol.PrepareRenamePlaceholder{Range: q.place(span), Placeholder: now}, nil
}

// renameOptions say that there is renaming, and to editors that ask first that
// they can.
func (c *client) renameOptions() protocol.RenameProvider {
	if c.asksToRename {
		return &protocol.RenameOptions{PrepareProvider: ptr(true)}
	}
	return protocol.Boolean(true)
}

// rename answers with the edits, in all files, that give what stands at a place
// another name.
func rename(_ context.Context, q *query, p renameParams) (any, error) {
	renaming, err := ide.Rename(q.View, q.offset(p.Position), p.NewName)
	if err != nil {
		return nil, refusal(err)
	}
	return q.renameEdit(renaming), nil
}

// refusal is the answer that an editor shows to its user.
func refusal(err error) error {
	var refused *ide.RenameError
	if errors.As(err, &refused) {
		return jsonrpc2.NewError(rpc.CodeRequestFailed, refused.Message)
	}
	return err
}

// annotations are what an editor shows beside the edits of a renaming, by the
// kind of change.
var annotations = [...]struct{ id, label, description string }{
	ide.Named:         {"name", "Rename", "where the bundle itself names it"},
	ide.InDependant:   {"dependants", "Rename in other bundles", "which depend on this one, or are what it depends on"},
	ide.InSet:         {"sets", "Rename in sets and installations", "which are kept apart from the bundle"},
	ide.InScript:      {"scripts", "Rename in scripts", "where a step runs them"},
	ide.AsEnvironment: {"environment", "Rename the environment variable", "which is made from the name; programs that scripts call may read it too"},
}

// renameEdit is a renaming for the editor: with the versions of open files and
// with annotations, as far as it takes these.
func (q *query) renameEdit(r ide.Renaming) *protocol.WorkspaceEdit {
	out := &protocol.WorkspaceEdit{}
	if q.client.edits.documents {
		out.DocumentChanges = []protocol.DocumentChange{}
	} else {
		out.Changes = map[uri.URI][]protocol.TextEdit{}
	}
	var last *protocol.TextDocumentEdit
	for _, c := range r.Changes {
		lines := q.linesIn(c.File)
		if lines == nil {
			continue
		}
		edit := protocol.TextEdit{Range: q.rangeOf(lines, c.Edit.Span), NewText: c.Edit.New}
		address := uri.URI(c.File)
		if !q.client.edits.documents {
			out.Changes[address] = append(out.Changes[address], edit)
			continue
		}
		if last == nil || last.TextDocument.URI != address {
			last = q.editsOf(c.File)
			out.DocumentChanges = append(out.DocumentChanges, last)
		}
		if !q.client.edits.annotations {
			last.Edits = append(last.Edits, &edit)
			continue
		}
		last.Edits = append(last.Edits, &protocol.AnnotatedTextEdit{TextEdit: edit, AnnotationID: annotate(out, c)})
	}
	return out
}

// annotate adds what is shown beside a change and returns what it goes by. What is
// in other files is to be confirmed.
func annotate(out *protocol.WorkspaceEdit, c ide.Change) protocol.ChangeAnnotationIdentifier {
	of := annotations[c.Kind]
	id := of.id
	if c.Beside {
		id += " elsewhere"
	}
	if out.ChangeAnnotations == nil {
		out.ChangeAnnotations = map[protocol.ChangeAnnotationIdentifier]protocol.ChangeAnnotation{}
	}
	out.ChangeAnnotations[protocol.ChangeAnnotationIdentifier(id)] = protocol.ChangeAnnotation{
		Label: of.label, Description: ptr(of.description), NeedsConfirmation: ptr(c.Beside),
	}
	return protocol.ChangeAnnotationIdentifier(id)
}
