package lsp

import (
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"go.lsp.dev/protocol"
)

// completionClient is what the editor said of how it completes.
type completionClient struct {
	snippets      bool // it fills in places
	insertReplace bool // it takes a range to insert and one to replace
	asIs          bool // it leaves the indentation of what is inserted alone where it is told to
	tags          bool // it shows what is outdated by a tag
	deprecated    bool // or by a flag
	commits       bool // it takes characters that accept an item
	markdown      bool
	kinds         []protocol.CompletionItemKind // that it has pictures for, nil for those there were first
	defaultRange  bool                          // it takes the range of all items at once
	defaultData   bool                          // and their data
	suggestsAgain bool                          // it has Visual Studio Code's command for that
}

func newCompletionClient(p *protocol.InitializeParams) completionClient {
	var c completionClient
	if info := p.ClientInfo; info.Name != "" {
		c.suggestsAgain = isCode(info.Name)
	}
	t := p.Capabilities.TextDocument
	if t == nil || t.Completion == nil {
		return c
	}
	if item := t.Completion.CompletionItem; item != nil {
		c.snippets = is(item.SnippetSupport)
		c.insertReplace = is(item.InsertReplaceSupport)
		c.asIs = slices.Contains(item.InsertTextModeSupport.ValueSet, protocol.InsertTextModeAsIs)
		c.tags = slices.Contains(item.TagSupport.ValueSet, protocol.CompletionItemTagDeprecated)
		c.deprecated = is(item.DeprecatedSupport)
		c.commits = is(item.CommitCharactersSupport)
		c.markdown = slices.Contains(item.DocumentationFormat, protocol.MarkupKindMarkdown)
	}
	if k := t.Completion.CompletionItemKind; k != nil {
		c.kinds = k.ValueSet
	}
	if list := t.Completion.CompletionList; list != nil {
		c.defaultRange = slices.Contains(list.ItemDefaults, "editRange")
		c.defaultData = slices.Contains(list.ItemDefaults, "data")
	}
	return c
}

// kind returns an item's kind, or an older one that is like it where the editor
// does not know that.
func (c *completionClient) kind(k ide.ItemKind) protocol.CompletionItemKind {
	kinds := itemKinds[k]
	if kinds[0] <= protocol.CompletionItemKindReference && c.kinds == nil || slices.Contains(c.kinds, kinds[0]) {
		return kinds[0]
	}
	return kinds[1]
}

// itemKinds are what items are to editors, and what they are to those who know
// none but the first kinds.
var itemKinds = map[ide.ItemKind][2]protocol.CompletionItemKind{
	ide.FieldItem:    {protocol.CompletionItemKindField, protocol.CompletionItemKindField},
	ide.MixinItem:    {protocol.CompletionItemKindModule, protocol.CompletionItemKindModule},
	ide.ActionItem:   {protocol.CompletionItemKindEvent, protocol.CompletionItemKindMethod},
	ide.ValueItem:    {protocol.CompletionItemKindEnumMember, protocol.CompletionItemKindEnum},
	ide.VariableItem: {protocol.CompletionItemKindVariable, protocol.CompletionItemKindVariable},
	ide.FunctionItem: {protocol.CompletionItemKindFunction, protocol.CompletionItemKindFunction},
	ide.FileItem:     {protocol.CompletionItemKindFile, protocol.CompletionItemKindFile},
	ide.FolderItem:   {protocol.CompletionItemKindFolder, protocol.CompletionItemKindFile},
	ide.NameItem:     {protocol.CompletionItemKindReference, protocol.CompletionItemKindReference},
	ide.VersionItem:  {protocol.CompletionItemKindConstant, protocol.CompletionItemKindValue},
}

// isCode reports whether an editor is Visual Studio Code or built from it, whose
// commands have the same names.
func isCode(name string) bool {
	for _, known := range []string{"Visual Studio Code", "VSCodium", "Code - OSS", "code-server", "Cursor", "Windsurf"} {
		if strings.HasPrefix(name, known) {
			return true
		}
	}
	return false
}
