package lsp

import (
	"context"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/rpc"
	"github.com/porter-ls/porter-ls/schema/text"
	"go.lsp.dev/protocol"
)

// initialize learns what the editor can do and says what the server does.
func (e *editor) initialize(_ context.Context, r *rpc.Request) (any, error) {
	var p protocol.InitializeParams
	if err := r.Decode(&p); err != nil {
		return nil, err
	}
	e.client = newClient(&p)
	e.trace.Store(string(p.Trace))
	kind, enc := encoding(&p.Capabilities)
	e.session = cache.NewSession(e.ctx, enc, commands.Disk{})
	e.session.SetRoots(e.client.folders)
	e.bundles = commands.NewLocalBundles(e.opts.Env.Getenv)
	e.mixins = e.newMixins()
	e.trusting = e.newTrusting(p.InitializationOptions)
	var stop func()
	e.configuring, stop = e.newConfiguring(p.InitializationOptions)
	context.AfterFunc(e.ctx, stop)
	e.published = newPublisher(e)
	e.wide = newWide(e)
	if p.ProcessID != nil {
		e.watchParent(int(*p.ProcessID))
	}
	e.state = running
	return protocol.InitializeResult{
		Capabilities: e.capabilities(kind),
		ServerInfo:   protocol.ServerInfo{Name: Name, Version: protocol.NewOptional(e.opts.Version)},
	}, nil
}

func (e *editor) capabilities(kind protocol.PositionEncodingKind) protocol.ServerCapabilities {
	incremental := protocol.TextDocumentSyncKindIncremental
	ids := make([]string, len(e.opts.Commands))
	for i, c := range e.opts.Commands {
		ids[i] = c.ID()
	}
	execute := protocol.ExecuteCommandOptions{Commands: ids}
	execute.WorkDoneProgress = ptr(true)
	return protocol.ServerCapabilities{
		PositionEncoding:   kind,
		DiagnosticProvider: e.pullOptions(),
		TextDocumentSync: &protocol.TextDocumentSyncOptions{
			OpenClose: ptr(true),
			Change:    &incremental,
			Save:      &protocol.SaveOptions{IncludeText: ptr(false)},
		},
		CodeActionProvider:               &protocol.CodeActionOptions{CodeActionKinds: actionKinds(), ResolveProvider: ptr(true)},
		CodeLensProvider:                 &protocol.CodeLensOptions{ResolveProvider: ptr(true)},
		CompletionProvider:               &protocol.CompletionOptions{TriggerCharacters: completionTriggers, ResolveProvider: ptr(true)},
		DefinitionProvider:               protocol.Boolean(true),
		DocumentFormattingProvider:       protocol.Boolean(true),
		DocumentHighlightProvider:        protocol.Boolean(true),
		DocumentLinkProvider:             &protocol.DocumentLinkOptions{},
		DocumentOnTypeFormattingProvider: protocol.DocumentOnTypeFormattingOptions{FirstTriggerCharacter: "\n"},
		DocumentRangeFormattingProvider:  &protocol.DocumentRangeFormattingOptions{RangesSupport: ptr(true)},
		DocumentSymbolProvider:           protocol.Boolean(true),
		ExecuteCommandProvider:           execute,
		FoldingRangeProvider:             protocol.Boolean(true),
		HoverProvider:                    protocol.Boolean(true),
		ImplementationProvider:           protocol.Boolean(true),
		InlayHintProvider:                protocol.Boolean(true),
		ReferencesProvider:               protocol.Boolean(true),
		RenameProvider:                   e.client.renameOptions(),
		SelectionRangeProvider:           protocol.Boolean(true),
		SemanticTokensProvider:           e.client.legend.options(),
		TypeDefinitionProvider:           protocol.Boolean(true),
		WorkspaceSymbolProvider:          protocol.Boolean(true),
		Workspace: &protocol.WorkspaceOptions{
			WorkspaceFolders: &protocol.WorkspaceFoldersServerCapabilities{Supported: ptr(true), ChangeNotifications: protocol.Boolean(true)},
		},
	}
}

// encoding is the first of the editor's column units that we know, and UTF-16
// where it names none.
func encoding(c *protocol.ClientCapabilities) (protocol.PositionEncodingKind, text.Encoding) {
	if c.General != nil {
		for _, kind := range c.General.PositionEncodings {
			switch kind {
			case protocol.PositionEncodingKindUTF8:
				return kind, text.UTF8
			case protocol.PositionEncodingKindUTF16:
				return kind, text.UTF16
			case protocol.PositionEncodingKindUTF32:
				return kind, text.UTF32
			}
		}
	}
	return protocol.PositionEncodingKindUTF16, text.UTF16
}

func newClient(p *protocol.InitializeParams) client {
	c := client{completion: newCompletionClient(p)}
	if folders, ok := p.WorkspaceFolders.Get(); ok {
		for _, f := range folders {
			c.folders = append(c.folders, pathsOf(string(f.URI))...)
		}
	}
	//lint:ignore SA1019 editors without workspace folders name their root so
	if root := p.RootURI; len(c.folders) == 0 && root != nil {
		c.folders = pathsOf(string(*root))
	}
	if w := p.Capabilities.Window; w != nil {
		c.progress = is(w.WorkDoneProgress)
		c.asks = w.ShowMessage != nil
	}
	if w := p.Capabilities.Workspace; w != nil {
		c.settings = is(w.Configuration)
		c.settingsNews = w.DidChangeConfiguration != nil && is(w.DidChangeConfiguration.DynamicRegistration)
		c.refreshesHints = w.InlayHint != nil && is(w.InlayHint.RefreshSupport)
		c.refreshes = w.Diagnostics != nil && is(w.Diagnostics.RefreshSupport)
		c.watches = w.DidChangeWatchedFiles != nil && is(w.DidChangeWatchedFiles.DynamicRegistration)
	}
	c.edits = newEditSupport(p.Capabilities.Workspace)
	c.legend = newTokenLegend(nil)
	c.acting = newActing(&p.Capabilities)
	if t := p.Capabilities.TextDocument; t != nil {
		c.links = newLinkSupport(t)
		c.asksToRename = t.Rename != nil && is(t.Rename.PrepareSupport)
		c.legend = newTokenLegend(t.SemanticTokens.TokenTypes)
		if t.CodeAction != nil {
			c.codeActions = len(t.CodeAction.CodeActionLiteralSupport.CodeActionKind.ValueSet) > 0
		}
		c.hoverMarkdown = t.Hover != nil && prefersMarkdown(t.Hover.ContentFormat)
		c.linkTooltips = t.DocumentLink != nil && is(t.DocumentLink.TooltipSupport)
		c.outlineTree = t.DocumentSymbol != nil && is(t.DocumentSymbol.HierarchicalDocumentSymbolSupport)
		c.takeFolds(t.FoldingRange)
		if t.PublishDiagnostics != nil {
			c.related = is(t.PublishDiagnostics.RelatedInformation)
			c.codeAddresses = is(t.PublishDiagnostics.CodeDescriptionSupport)
		}
		if d := t.Diagnostic; d != nil {
			c.pulls = true
			c.relatedDocuments = is(d.RelatedDocumentSupport)
			c.related = c.related || is(d.RelatedInformation)
			c.codeAddresses = c.codeAddresses || is(d.CodeDescriptionSupport)
		}
	}
	return c
}

// prefersMarkdown reports whether the first form of text that an editor names, of
// those that there are, is Markdown.
func prefersMarkdown(forms []protocol.MarkupKind) bool {
	for _, f := range forms {
		switch f {
		case protocol.MarkupKindMarkdown:
			return true
		case protocol.MarkupKindPlainText:
			return false
		}
	}
	return false
}

// pathsOf returns the path that a URI names, none where it names no file.
func pathsOf(uri string) []string {
	if path := cache.Path(uri); path != "" {
		return []string{path}
	}
	return nil
}

func ptr[T any](v T) *T { return &v }

func is(b *bool) bool { return b != nil && *b }
