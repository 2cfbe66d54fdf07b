package lsp

import (
	"github.com/porter-ls/porter-ls/analysis/ide"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

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
	if !q.client.documentChanges {
		all := map[uri.URI][]protocol.TextEdit{}
		for name, edits := range byFile {
			all[uri.URI(name)] = edits
		}
		return &protocol.WorkspaceEdit{Changes: all}
	}
	for _, name := range names {
		edit := &protocol.TextDocumentEdit{TextDocument: protocol.OptionalVersionedTextDocumentIdentifier{
			TextDocumentIdentifier: protocol.TextDocumentIdentifier{URI: uri.URI(name)},
		}}
		if o := q.snapshot.Overlay(name); o != nil {
			edit.TextDocument.Version = ptr(o.Version)
		}
		for _, one := range byFile[name] {
			edit.Edits = append(edit.Edits, &one)
		}
		changes = append(changes, edit)
	}
	return &protocol.WorkspaceEdit{DocumentChanges: changes}
}
