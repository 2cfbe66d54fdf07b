package lsp_test

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/text"
	"go.lsp.dev/protocol"
)

// offers are the methods that a capability of the server's promises; a part of a
// capability is behind a dot, and counts where it is neither missing nor false.
var offers = map[string][]string{
	"textDocumentSync": nil, "positionEncoding": nil, "workspace": nil, "experimental": nil,
	"executeCommandProvider": nil, // runs builds
	"hoverProvider":          {"textDocument/hover"},
	"declarationProvider":    {"textDocument/declaration"},
	"definitionProvider":     {"textDocument/definition"},
	"typeDefinitionProvider": {"textDocument/typeDefinition"},
	"implementationProvider": {"textDocument/implementation"},
	"referencesProvider":     {"textDocument/references"},

	"documentHighlightProvider": {"textDocument/documentHighlight"},
	"documentSymbolProvider":    {"textDocument/documentSymbol"},
	"workspaceSymbolProvider":   {"workspace/symbol"},
	"documentLinkProvider":      {"textDocument/documentLink"},
	"selectionRangeProvider":    {"textDocument/selectionRange"},
	"foldingRangeProvider":      {"textDocument/foldingRange"},
	"completionProvider":        {"textDocument/completion"},
	"renameProvider":            {"textDocument/rename"},
	"codeActionProvider":        {"textDocument/codeAction"},
	"codeLensProvider":          {"textDocument/codeLens"},
	"inlayHintProvider":         {"textDocument/inlayHint"},
	"diagnosticProvider":        {"textDocument/diagnostic"},
	"callHierarchyProvider":     {"textDocument/prepareCallHierarchy"},

	"documentFormattingProvider":       {"textDocument/formatting"},
	"documentRangeFormattingProvider":  {"textDocument/rangeFormatting"},
	"documentOnTypeFormattingProvider": {"textDocument/onTypeFormatting"},
	"semanticTokensProvider":           nil,

	"semanticTokensProvider.full":                   {"textDocument/semanticTokens/full"},
	"semanticTokensProvider.full.delta":             {"textDocument/semanticTokens/full/delta"},
	"semanticTokensProvider.range":                  {"textDocument/semanticTokens/range"},
	"documentRangeFormattingProvider.rangesSupport": {"textDocument/rangesFormatting"},
	"renameProvider.prepareProvider":                {"textDocument/prepareRename"},
	"diagnosticProvider.workspaceDiagnostics":       {"workspace/diagnostic"},
	"completionProvider.resolveProvider":            {"completionItem/resolve"},
	"codeActionProvider.resolveProvider":            {"codeAction/resolve"},
	"codeLensProvider.resolveProvider":              {"codeLens/resolve"},
	"inlayHintProvider.resolveProvider":             {"inlayHint/resolve"},
	"documentLinkProvider.resolveProvider":          {"documentLink/resolve"},
	"workspaceSymbolProvider.resolveProvider":       {"workspaceSymbol/resolve"},
	"callHierarchyProvider.":                        {"callHierarchy/incomingCalls", "callHierarchy/outgoingCalls"},
}

// advertised are the methods that the server's capabilities promise. One that this
// test does not know fails it: somebody has to ask for it.
func (c *conformant) advertised(server map[string]any) []string {
	c.t.Helper()
	var methods []string
	for name, value := range server {
		own, known := offers[name]
		if !known {
			c.t.Errorf("nobody asks what the server says of %s", name)
		}
		if value == nil || value == false {
			continue
		}
		methods = append(methods, own...)
		for part, own := range offers {
			if rest, ok := strings.CutPrefix(part, name+"."); ok && (rest == "" || has(value, strings.Split(rest, "."))) {
				methods = append(methods, own...)
			}
		}
	}
	slices.Sort(methods)
	if c.opts.bare && has(server["renameProvider"], []string{"prepareProvider"}) {
		c.problem("capabilities", "renameProvider has options for an editor that knows no prepareRename")
	}
	return methods
}

// has reports whether something other than false is at a path of maps.
func has(value any, path []string) bool {
	for _, key := range path {
		m, ok := value.(map[string]any)
		if !ok {
			return false
		}
		value = m[key]
	}
	return value != nil && value != false
}

func (c *conformant) offers(method string) bool { return slices.Contains(c.methods, method) }

func (c *conformant) position(f *openFile, off int) protocol.Position {
	line, column := f.lines.Position(off, c.enc)
	return protocol.Position{Line: uint32(line), Character: uint32(column)}
}

func (c *conformant) span(f *openFile, from, to int) protocol.Range {
	return protocol.Range{Start: c.position(f, from), End: c.position(f, to)}
}

// everything asks for all there is about a file, and about places in it.
func (c *conformant) everything(f *openFile, places []int) {
	document := map[string]any{"uri": f.uri}
	options := map[string]any{"tabSize": 2, "insertSpaces": true}
	of := map[string]map[string]any{
		"textDocument/documentSymbol": {}, "textDocument/documentLink": {}, "textDocument/foldingRange": {},
		"textDocument/codeLens": {}, "textDocument/diagnostic": {}, "textDocument/semanticTokens/full": {},
		"textDocument/semanticTokens/full/delta": {"previousResultId": "1"},
		"textDocument/formatting":                {"options": options},
		"textDocument/inlayHint":                 {"range": c.span(f, 0, len(f.src))},
		"workspace/symbol":                       {"query": ""},
		"workspace/diagnostic":                   {"previousResultIds": []any{}},
	}
	for _, method := range c.methods {
		if params, ok := of[method]; ok {
			params["textDocument"] = document
			answer := c.ask(f, method, params)
			c.resolve(f, method, answer)
			if method == "textDocument/formatting" && answer != nil {
				c.twice(f, answer, params)
			}
		}
	}
	last := 0
	for _, off := range places {
		c.at(f, off)
		c.within(f, last, off, document, options)
		last = off
	}
}

// twice holds that a file that was laid out needs no more of that.
func (c *conformant) twice(f *openFile, answer json.RawMessage, params map[string]any) {
	before := f.src
	var edits []text.Edit
	for _, e := range entries(answer) {
		newText, _ := e["newText"].(string)
		edits = append(edits, text.Edit{Span: c.bytes(f.lines, toRange(e["range"])), New: newText})
	}
	after, err := text.Apply(f.src, edits)
	if err != nil {
		return // said already
	}
	c.change(f, after)
	if again := c.ask(f, "textDocument/formatting", params); again != nil {
		c.problem("a layout that is never done", "%s", again)
	}
	c.change(f, before)
}

// within asks about a part of a file.
func (c *conformant) within(f *openFile, from, to int, document, options map[string]any) {
	part := c.span(f, from, to)
	of := map[string]map[string]any{
		"textDocument/codeAction":           {"range": part, "context": map[string]any{"diagnostics": []any{}}},
		"textDocument/inlayHint":            {"range": part},
		"textDocument/semanticTokens/range": {"range": part},
		"textDocument/rangeFormatting":      {"range": part, "options": options},
		"textDocument/rangesFormatting":     {"ranges": []any{part}, "options": options},
	}
	for _, method := range c.methods {
		if params, ok := of[method]; ok {
			params["textDocument"] = document
			c.resolve(f, method, c.ask(f, method, params))
		}
	}
}

// at asks about a place.
func (c *conformant) at(f *openFile, off int) {
	document, position := map[string]any{"uri": f.uri}, c.position(f, off)
	options := map[string]any{"tabSize": 2, "insertSpaces": true}
	of := map[string]map[string]any{
		"textDocument/hover": {}, "textDocument/declaration": {}, "textDocument/definition": {}, "textDocument/typeDefinition": {},
		"textDocument/implementation": {}, "textDocument/documentHighlight": {}, "textDocument/prepareRename": {},
		"textDocument/prepareCallHierarchy": {},
		"textDocument/references":           {"context": map[string]any{"includeDeclaration": true}},
		"textDocument/completion":           {"context": map[string]any{"triggerKind": 1}},
		"textDocument/onTypeFormatting":     {"ch": "\n", "options": options},
		"textDocument/selectionRange":       {"positions": []any{position, protocol.Position{}}},
	}
	for _, method := range c.methods {
		params, ok := of[method]
		if !ok {
			continue
		}
		params["textDocument"] = document
		if params["positions"] == nil {
			params["position"] = position
		}
		answer := c.ask(f, method, params)
		c.resolve(f, method, answer)
		switch {
		case answer == nil:
		case method == "textDocument/completion":
			c.accept(f, off, answer)
		case method == "textDocument/prepareRename" && c.offers("textDocument/rename"):
			c.ask(f, "textDocument/rename", map[string]any{"textDocument": document, "position": position, "newName": "another"})
		}
	}
	if c.offers("textDocument/rename") && !c.offers("textDocument/prepareRename") {
		c.renameAnyway(f, document, position)
	}
}

// renameAnyway renames for an editor that cannot ask before whether that goes: an
// error says then that there is nothing to rename.
func (c *conformant) renameAnyway(f *openFile, document map[string]any, position protocol.Position) {
	params := map[string]any{"textDocument": document, "position": position, "newName": "another"}
	if err := c.Call("textDocument/rename", params, nil); err == nil {
		c.ask(f, "textDocument/rename", params)
	}
}

// resolving are the methods that complete an entry of another's answer.
var resolving = map[string]string{
	"textDocument/completion": "completionItem/resolve", "textDocument/codeAction": "codeAction/resolve",
	"textDocument/codeLens": "codeLens/resolve", "textDocument/inlayHint": "inlayHint/resolve",
	"textDocument/documentLink": "documentLink/resolve", "workspace/symbol": "workspaceSymbol/resolve",
}

// mostResolved is how many entries of one answer are resolved.
const mostResolved = 6

// resolve completes entries of an answer.
func (c *conformant) resolve(f *openFile, method string, answer json.RawMessage) {
	if method == "textDocument/prepareCallHierarchy" {
		for _, item := range entries(answer) {
			c.ask(f, "callHierarchy/incomingCalls", map[string]any{"item": item})
			c.ask(f, "callHierarchy/outgoingCalls", map[string]any{"item": item})
		}
		return
	}
	resolve := resolving[method]
	if resolve == "" || !c.offers(resolve) {
		return
	}
	list := entries(answer)
	for i, item := range list {
		if len(list) > mostResolved && i%(len(list)/mostResolved) != 0 {
			continue
		}
		if _, isCommand := item["command"].(string); isCommand {
			continue
		}
		if resolve == "codeAction/resolve" && (item["edit"] != nil || item["data"] == nil) {
			continue // an editor asks only for an edit that is not there
		}
		c.ask(f, resolve, item)
	}
}

// entries are the entries of an answer that is a list, or has one of items.
func entries(answer json.RawMessage) []map[string]any {
	var list []map[string]any
	if json.Unmarshal(answer, &list) == nil {
		return list
	}
	var completion struct{ Items []map[string]any }
	if json.Unmarshal(answer, &completion) == nil {
		return completion.Items
	}
	return nil
}
