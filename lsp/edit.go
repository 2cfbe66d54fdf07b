package lsp

import (
	"slices"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// editSupport says which edits of several files an editor takes.
type editSupport struct {
	documents   bool // with the versions of the texts that they are for
	annotations bool // with what is said about them
	creates     bool // and such that create files
}

func newEditSupport(w *protocol.WorkspaceClientCapabilities) editSupport {
	if w == nil || w.WorkspaceEdit == nil || !is(w.WorkspaceEdit.DocumentChanges) {
		return editSupport{}
	}
	return editSupport{
		documents:   true,
		annotations: w.WorkspaceEdit.ChangeAnnotationSupport != nil,
		creates:     slices.Contains(w.WorkspaceEdit.ResourceOperations, protocol.ResourceOperationKindCreate),
	}
}

// editsOf begins the edits of a file, of the version that is open in the snapshot.
func (q *query) editsOf(file string) *protocol.TextDocumentEdit {
	edit := &protocol.TextDocumentEdit{}
	edit.TextDocument.URI = uri.URI(file)
	if o := q.snapshot.Overlay(file); o != nil {
		edit.TextDocument.Version = ptr(o.Version)
	}
	return edit
}

// workspaceEdit converts what an action changes. Files that are created come
// first, each with its text.
func (q *query) workspaceEdit(e ide.ActionEdit) *protocol.WorkspaceEdit {
	byFile := map[string][]protocol.TextEdit{}
	var names []string
	add := func(name string, edit protocol.TextEdit) {
		if byFile[name] == nil {
			names = append(names, name)
		}
		byFile[name] = append(byFile[name], edit)
	}
	var changes []protocol.DocumentChange
	for _, f := range e.Creates {
		changes = append(changes, &protocol.CreateFile{
			Kind: "create", URI: uri.URI(f.File),
			Options: &protocol.CreateFileOptions{Overwrite: ptr(false), IgnoreIfExists: ptr(false)},
		})
		add(f.File, protocol.TextEdit{NewText: f.Content})
	}
	for _, one := range e.Edits {
		if lines := q.linesIn(one.File); lines != nil {
			add(one.File, protocol.TextEdit{Range: q.rangeOf(lines, one.Edit.Span), NewText: one.Edit.New})
		}
	}
	if !q.client.edits.documents {
		all := map[uri.URI][]protocol.TextEdit{}
		for name, edits := range byFile {
			all[uri.URI(name)] = edits
		}
		return &protocol.WorkspaceEdit{Changes: all}
	}
	for _, name := range names {
		edit := q.editsOf(name)
		for _, one := range byFile[name] {
			edit.Edits = append(edit.Edits, &one)
		}
		changes = append(changes, edit)
	}
	return &protocol.WorkspaceEdit{DocumentChanges: changes}
}
