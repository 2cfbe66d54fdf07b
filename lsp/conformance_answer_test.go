package lsp_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/schema/text"
	"go.lsp.dev/protocol"
)

// decoders decode the answers to methods into the protocol's types.
var decoders = map[string]func(raw []byte) error{
	"textDocument/hover":                     decode[protocol.Hover],
	"textDocument/declaration":               decode[protocol.DeclarationResult],
	"textDocument/definition":                decode[protocol.DefinitionResult],
	"textDocument/typeDefinition":            decode[protocol.DefinitionResult],
	"textDocument/implementation":            decode[protocol.DefinitionResult],
	"textDocument/references":                decode[[]protocol.Location],
	"textDocument/documentHighlight":         decode[[]protocol.DocumentHighlight],
	"textDocument/documentSymbol":            decode[protocol.DocumentSymbolResult],
	"workspace/symbol":                       decode[protocol.WorkspaceSymbolResult],
	"workspaceSymbol/resolve":                decode[protocol.WorkspaceSymbol],
	"textDocument/documentLink":              decode[[]protocol.DocumentLink],
	"documentLink/resolve":                   decode[protocol.DocumentLink],
	"textDocument/selectionRange":            decode[[]protocol.SelectionRange],
	"textDocument/foldingRange":              decode[[]protocol.FoldingRange],
	"textDocument/completion":                decode[protocol.CompletionResult],
	"completionItem/resolve":                 decode[protocol.CompletionItem],
	"textDocument/prepareRename":             decode[protocol.PrepareRenameResult],
	"textDocument/rename":                    decode[protocol.WorkspaceEdit],
	"textDocument/codeAction":                decode[[]protocol.CommandOrCodeAction],
	"codeAction/resolve":                     decode[protocol.CodeAction],
	"textDocument/codeLens":                  decode[[]protocol.CodeLens],
	"codeLens/resolve":                       decode[protocol.CodeLens],
	"textDocument/inlayHint":                 decode[[]protocol.InlayHint],
	"inlayHint/resolve":                      decode[protocol.InlayHint],
	"textDocument/diagnostic":                decode[protocol.DocumentDiagnosticReport],
	"workspace/diagnostic":                   decode[protocol.WorkspaceDiagnosticReport],
	"textDocument/formatting":                decode[[]protocol.TextEdit],
	"textDocument/rangeFormatting":           decode[[]protocol.TextEdit],
	"textDocument/rangesFormatting":          decode[[]protocol.TextEdit],
	"textDocument/onTypeFormatting":          decode[[]protocol.TextEdit],
	"textDocument/semanticTokens/full":       decode[protocol.SemanticTokens],
	"textDocument/semanticTokens/range":      decode[protocol.SemanticTokens],
	"textDocument/semanticTokens/full/delta": decode[protocol.SemanticTokensDeltaResult],
	"textDocument/prepareCallHierarchy":      decode[[]protocol.CallHierarchyItem],
	"callHierarchy/incomingCalls":            decode[[]protocol.CallHierarchyIncomingCall],
	"callHierarchy/outgoingCalls":            decode[[]protocol.CallHierarchyOutgoingCall],
}

// decode holds that an answer is a T and nothing else: written again, it has the
// same fields with the same values.
func decode[T any](raw []byte) error {
	var value T
	if err := protocol.Unmarshal(raw, &value); err != nil {
		return err
	}
	out, err := protocol.Marshal(&value)
	if err != nil {
		return err
	}
	var was, is any
	if err := json.Unmarshal(raw, &was); err != nil {
		return err
	}
	if err := json.Unmarshal(out, &is); err != nil {
		return err
	}
	if at := different(was, is, ""); at != "" {
		return fmt.Errorf("as a %T it differs at %s: %.300s and %.300s", value, at, raw, out)
	}
	return nil
}

// different returns where two values differ, "" where they do not. A list or text
// that is not there is as good as an empty one.
func different(was, is any, at string) string {
	if m, ok := was.(map[string]any); ok {
		n, ok := is.(map[string]any)
		if !ok {
			return at
		}
		for key := range n {
			if _, had := m[key]; !had {
				return at + "." + key + ", which is missing"
			}
		}
		for key, value := range m {
			if other, has := n[key]; !has && !empty(value) {
				return at + "." + key
			} else if has {
				if d := different(value, other, at+"."+key); d != "" {
					return d
				}
			}
		}
		return ""
	}
	if list, ok := was.([]any); ok {
		other, ok := is.([]any)
		if !ok || len(list) != len(other) {
			return at
		}
		for i := range list {
			if d := different(list[i], other[i], fmt.Sprintf("%s[%d]", at, i)); d != "" {
				return d
			}
		}
		return ""
	}
	if !reflect.DeepEqual(was, is) {
		return at
	}
	return ""
}

func empty(v any) bool {
	list, isList := v.([]any)
	return isList && len(list) == 0 || v == ""
}

// mostAccepted is how many of the proposals at one place are tried.
const mostAccepted = 8

// accept takes proposals as an editor does that knows no snippets, and holds that
// the text can be read as well as before. Where the text is half-typed, what is
// there may be for another proposal, so that only YAML is held.
func (c *conformant) accept(f *openFile, off int, answer json.RawMessage) {
	if analysis.Parse("porter.yaml", f.src, nil).Legacy {
		return // whose rest is looked at once it says its version
	}
	items := entries(answer)
	var list struct {
		ItemDefaults struct {
			EditRange        any `json:"editRange"`
			InsertTextFormat any `json:"insertTextFormat"`
		} `json:"itemDefaults"`
	}
	_ = json.Unmarshal(answer, &list) // one that is no object has no defaults
	before := c.errors(f.src)
	for i, item := range items {
		withDefaults(item, list.ItemDefaults.EditRange, list.ItemDefaults.InsertTextFormat)
		if len(items) > mostAccepted && i%(len(items)/mostAccepted) != 0 || item["insertTextFormat"] == 2.0 {
			continue
		}
		edits, ok := c.editsOf(f, off, item)
		if !ok {
			c.problem("a proposal without an edit", "%v", item)
			continue
		}
		after, err := text.Apply(f.src, edits)
		if err != nil {
			c.problem("a proposal that cannot be taken", "%v: %v", item, err)
			continue
		}
		for rule, n := range c.errors(after) {
			if n > before[rule] && !(c.halfTyped && rule != "yaml") {
				line, _ := f.lines.Position(off, c.enc)
				c.problem("a proposal that breaks the text: "+rule, "%v at %v of\n%.200s", item, c.position(f, off), f.lines.Span(line).Of(f.src))
			}
		}
	}
}

// withDefaults completes a proposal by what its list says for all.
func withDefaults(item map[string]any, place, format any) {
	if item["insertTextFormat"] == nil {
		item["insertTextFormat"] = format
	}
	if item["textEdit"] != nil || place == nil {
		return
	}
	edit := map[string]any{"newText": item["label"]}
	if written, ok := item["textEditText"]; ok {
		edit["newText"] = written
	}
	if isRange(asMap(place)) {
		edit["range"] = place
	} else {
		edit["insert"], edit["replace"] = asMap(place)["insert"], asMap(place)["replace"]
	}
	item["textEdit"] = edit
}

// editsOf are the edits that taking a proposal makes.
func (c *conformant) editsOf(f *openFile, off int, item map[string]any) ([]text.Edit, bool) {
	edit := asMap(item["textEdit"])
	place := edit["range"]
	if place == nil {
		place = edit["replace"]
	}
	newText, ok := edit["newText"].(string)
	if !ok || place == nil {
		return nil, false
	}
	span := c.bytes(f.lines, toRange(place))
	if !span.Contains(off) {
		c.problem("a proposal elsewhere", "%v at %v", item, c.position(f, off))
	}
	edits := []text.Edit{{Span: span, New: newText}}
	more, _ := item["additionalTextEdits"].([]any)
	for _, e := range more {
		newText, _ := asMap(e)["newText"].(string)
		edits = append(edits, text.Edit{Span: c.bytes(f.lines, toRange(asMap(e)["range"])), New: newText})
	}
	return edits, true
}

// structural are the rules about a text's form, which no proposal may break.
// Others look at what belongs together: a type that is proposed need not fit the
// default that is there.
func structural() []*analysis.Analyzer {
	names := []string{"yaml-syntax", "yaml-duplicate-key", "yaml-tab-indent", "unknown-key", "malformed-step", "template-syntax", "invalid-enum"}
	return slices.DeleteFunc(rules.All(), func(a *analysis.Analyzer) bool { return !slices.Contains(names, a.Name) })
}

// errors counts what is wrong with a text's form, by rule.
func (c *conformant) errors(src []byte) map[string]int {
	doc := analysis.Parse("porter.yaml", src, nil)
	counts := map[string]int{"yaml": len(doc.File.RootErrors())}
	for _, d := range analysis.Check(c.t.Context(), &analysis.Bundle{Manifest: doc}, analysis.Offline{}, c.structural, analysis.Config{Library: c.library}) {
		counts[d.Rule]++
	}
	return counts
}
