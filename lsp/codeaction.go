package lsp

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/rpc"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// bundleAction is the kind of the actions that do something with the whole
// bundle.
const bundleAction protocol.CodeActionKind = "source.bundle"

// codeAction answers with the fixes of the findings in the range, and with the
// commands of the table that have a title.
func (e *editor) codeAction(_ context.Context, r *rpc.Request) (any, error) {
	var p codeActionParams
	if err := r.Decode(&p); err != nil {
		return nil, err
	}
	o := e.snapshot().Overlay(p.TextDocument.URI)
	if o == nil || !isChecked(o) {
		return []protocol.CommandOrCodeAction{}, nil
	}
	return rpc.Later(func(context.Context) (any, error) {
		actions := []protocol.CommandOrCodeAction{}
		kind := o.Document().Kind
		if kind == analysis.Foreign {
			return actions, nil
		}
		if wanted(p.Context.Only, protocol.CodeActionKindQuickFix) && e.client.codeActions {
			actions = append(actions, e.fixes(o, p.Range)...)
		}
		if wanted(p.Context.Only, bundleAction) && o.Path != "" && kind == analysis.BundleManifest && o.IsManifest() {
			actions = append(actions, e.bundleActions(o)...)
		}
		return actions, nil
	}), nil
}

// wanted reports whether a kind is among those asked for, each of which stands
// for those below it too.
func wanted(only []protocol.CodeActionKind, kind protocol.CodeActionKind) bool {
	for _, k := range only {
		if kind == k || k == "" || strings.HasPrefix(string(kind), string(k)+".") {
			return true
		}
	}
	return len(only) == 0
}

func (e *editor) bundleActions(o *cache.Overlay) []protocol.CommandOrCodeAction {
	var actions []protocol.CommandOrCodeAction
	for _, c := range e.opts.Commands {
		if c.Title == "" {
			continue
		}
		arg, err := json.Marshal(map[string]string{uriMember: o.URI})
		if err != nil { // a string always has JSON
			continue
		}
		command := protocol.Command{Title: c.Title, Command: c.ID(), Arguments: []protocol.LSPAny{arg}}
		if e.client.codeActions {
			actions = append(actions, &protocol.CodeAction{Title: c.Title, Kind: ptr(bundleAction), Command: command})
		} else {
			actions = append(actions, &command)
		}
	}
	return actions
}

// fixes returns the fixes of the findings that are shown in a range.
func (e *editor) fixes(o *cache.Overlay, r protocol.Range) []protocol.CommandOrCodeAction {
	var actions []protocol.CommandOrCodeAction
	at := e.span(o.Lines(), r)
	for _, d := range e.published.findings(o) {
		if d.Span.End < at.Start || at.End < d.Span.Start {
			continue
		}
		for _, fix := range d.Fixes {
			if len(fix.Creates) > 0 {
				continue
			}
			actions = append(actions, &protocol.CodeAction{
				Title:       fix.Title,
				Kind:        ptr(protocol.CodeActionKindQuickFix),
				Diagnostics: []protocol.Diagnostic{e.diagnostic(o.URI, o.Lines(), d)},
				Edit:        e.workspaceEdit(o, fix.Edits),
			})
		}
	}
	return actions
}

func (e *editor) workspaceEdit(o *cache.Overlay, edits []analysis.FileEdit) *protocol.WorkspaceEdit {
	changes := map[uri.URI][]protocol.TextEdit{}
	for _, edit := range edits {
		if edit.File != o.URI {
			continue // rules fix the file that they look at
		}
		changes[uri.URI(o.URI)] = append(changes[uri.URI(o.URI)], protocol.TextEdit{
			Range:   e.rangeOf(o.Lines(), edit.Edit.Span),
			NewText: edit.Edit.New,
		})
	}
	return &protocol.WorkspaceEdit{Changes: changes}
}
