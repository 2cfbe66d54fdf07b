package lsp

import (
	"context"
	"fmt"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"go.lsp.dev/protocol"
)

// completionTriggers are the characters that bring up completions where an editor
// would else wait for a word to begin. What was typed in running text brings up
// nothing: see ide.Complete.
var completionTriggers = []string{".", "$", "{", "/", " ", `"`, "'"}

type completionParams struct {
	positionParams
	Context struct {
		TriggerCharacter string `json:"triggerCharacter"`
	} `json:"context"`
}

// completion answers what could be written at a place.
func completion(ctx context.Context, q *query, p completionParams) (any, error) {
	off := q.offset(p.Position)
	found := ide.Complete(q.View, off, p.Context.TriggerCharacter)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w := completionWriter{query: q, indent: found.Indent, digits: len(fmt.Sprint(len(found.Items)))}
	list := protocol.CompletionList{IsIncomplete: found.Incomplete, Items: make([]protocol.CompletionItem, 0, len(found.Items))}
	w.defaults(&list, &found)
	for i := range found.Items {
		list.Items = append(list.Items, w.item(i, &found.Items[i]))
	}
	return list, nil
}

// completionWriter writes items as the editor takes them.
type completionWriter struct {
	*query
	indent int // of the cursor's line
	digits int // of the number of items
	shared struct {
		insert, replace protocol.Range
		edits, data     bool
	}
	docs *ide.FieldDocs // of fields
}

// defaults says once what most of the items have in common, where the editor
// understands that.
func (w *completionWriter) defaults(list *protocol.CompletionList, found *ide.Completions) {
	if len(found.Items) == 0 {
		return
	}
	w.docs = &found.Docs
	can := w.client.completion
	if !can.defaultRange && !can.defaultData {
		return
	}
	list.ItemDefaults = &protocol.CompletionItemDefaults{}
	if can.defaultRange {
		first := &found.Items[0]
		w.shared.edits = true
		w.shared.insert, w.shared.replace = w.place(first.Insert), w.place(first.Replace)
		list.ItemDefaults.EditRange = &w.shared.replace
		if can.insertReplace && w.shared.insert != w.shared.replace {
			list.ItemDefaults.EditRange = &protocol.EditRangeWithInsertReplace{Insert: w.shared.insert, Replace: w.shared.replace}
		}
	}
	if can.defaultData {
		w.shared.data = true
		list.ItemDefaults.Data = completionData{Fields: w.docs}.raw()
	}
}

func (w *completionWriter) item(n int, from *ide.Item) protocol.CompletionItem {
	can := &w.client.completion
	item := protocol.CompletionItem{
		Label:    from.Label,
		Kind:     can.kind(from.Kind),
		SortText: protocol.NewOptional(fmt.Sprintf("%0*d", w.digits, n)),
	}
	if from.Detail != "" {
		item.Detail = protocol.NewOptional(from.Detail)
	}
	if from.Filter != "" {
		item.FilterText = protocol.NewOptional(from.Filter)
	}
	if from.Outdated {
		switch {
		case can.tags:
			item.Tags = []protocol.CompletionItemTag{protocol.CompletionItemTagDeprecated}
		case can.deprecated:
			//lint:ignore SA1019 editors without tags mark what is outdated by it
			item.Deprecated = protocol.NewOptional(true)
		}
	}
	w.edit(&item, from)
	for _, edit := range from.Also {
		item.AdditionalTextEdits = append(item.AdditionalTextEdits, protocol.TextEdit{Range: w.place(edit.Span), NewText: edit.New})
	}
	if from.Leads && can.commits {
		item.CommitCharacters = []string{leadsOn(from)}
	}
	if from.More && can.suggestsAgain {
		item.Command = protocol.Command{Title: "Suggest", Command: "editor.action.triggerSuggest"}
	}
	w.data(&item, from)
	return item
}

// leadsOn is the character that goes on behind an item.
func leadsOn(from *ide.Item) string {
	if from.Kind == ide.FolderItem {
		return "/"
	}
	return "."
}

// edit says what is written and where.
func (w *completionWriter) edit(item *protocol.CompletionItem, from *ide.Item) {
	can := w.client.completion
	text, snippet := from.Text(can.snippets, w.relative(from))
	if snippet {
		item.InsertTextFormat = protocol.InsertTextFormatSnippet
	}
	if can.asIs {
		item.InsertTextMode = protocol.InsertTextModeAsIs
	}
	insert, replace := w.place(from.Insert), w.place(from.Replace)
	switch {
	case w.shared.edits && insert == w.shared.insert && replace == w.shared.replace:
		if text != from.Label {
			item.TextEditText = protocol.NewOptional(text)
		}
	case can.insertReplace && insert != replace:
		item.TextEdit = &protocol.InsertReplaceEdit{NewText: text, Insert: insert, Replace: replace}
	default:
		item.TextEdit = &protocol.TextEdit{NewText: text, Range: replace}
	}
}

// relative is how far the lines behind an item's first are indented by the editor
// itself: as far as the cursor's line, unless it was told to leave them as they
// are or does nothing to plain text.
func (w *completionWriter) relative(*ide.Item) int {
	if w.client.completion.asIs || !w.client.completion.snippets {
		return 0
	}
	return w.indent
}

// data says what is needed to explain the item.
func (w *completionWriter) data(item *protocol.CompletionItem, from *ide.Item) {
	switch {
	case from.Words != "":
		item.Data = completionData{Words: from.Words}.raw()
	case from.Field == "":
		if w.shared.data { // the default is not about it
			item.Data = completionData{}.raw()
		}
	case from.Field != from.Label:
		item.Data = completionData{Fields: w.docs, Field: from.Field}.raw()
	case !w.shared.data:
		item.Data = completionData{Fields: w.docs}.raw()
	}
}
