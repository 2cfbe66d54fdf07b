package lsp_test

import (
	"encoding/json"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
)

// semanticTokens asks for the tokens of a file, or of what a mark encloses, and
// holds the answers against each other: a part of a file has those tokens of the
// whole that it touches, and nothing has changed since just before.
func (m *marker) semanticTokens() string {
	f, span := m.at()
	document := map[string]any{"uri": m.uri(f.name)}
	var full, part protocol.SemanticTokens
	m.must("textDocument/semanticTokens/full", map[string]any{"textDocument": document}, &full)
	m.must("textDocument/semanticTokens/range", m.here(), &part)
	var delta struct {
		ResultID string                        `json:"resultId"`
		Edits    []protocol.SemanticTokensEdit `json:"edits"`
	}
	m.must("textDocument/semanticTokens/full/delta", map[string]any{"textDocument": document, "previousResultId": full.ResultID}, &delta)
	if full.ResultID == nil {
		return "" // the server has nothing to say about such files
	}
	if delta.Edits == nil || len(delta.Edits) > 0 || delta.ResultID != *full.ResultID {
		m.t.Errorf("the tokens of %s have changed by themselves: %+v", f.name, delta)
	}
	var touched []string
	for _, t := range m.tokens(f, full.Data) {
		if s := m.span(f, t.Range); s.Start <= span.End && span.Start <= s.End {
			touched = append(touched, t.line)
		}
	}
	var answered []string
	for _, t := range m.tokens(f, part.Data) {
		answered = append(answered, t.line)
	}
	if !slices.Equal(touched, answered) {
		m.t.Errorf("a part of %s has the tokens\n%sand the whole file\n%s", f.name, strings.Join(answered, ""), strings.Join(touched, ""))
	}
	return strings.Join(answered, "")
}

// A shownToken is a token and how archives show it.
type shownToken struct {
	protocol.Range
	line string
}

// tokens decodes tokens by the server's legend.
func (m *marker) tokens(f *markedFile, data []uint32) []shownToken {
	m.t.Helper()
	var server struct {
		Capabilities struct {
			SemanticTokensProvider struct {
				Legend protocol.SemanticTokensLegend `json:"legend"`
			} `json:"semanticTokensProvider"`
		} `json:"capabilities"`
	}
	if err := json.Unmarshal(m.Result, &server); err != nil || len(data)%5 != 0 {
		m.t.Fatalf("%d numbers of tokens: %v", len(data), err)
	}
	legend := server.Capabilities.SemanticTokensProvider.Legend
	var all []shownToken
	var at protocol.Position
	for t := range slices.Chunk(data, 5) {
		if t[0] > 0 {
			at.Character = 0
		}
		at.Line, at.Character = at.Line+t[0], at.Character+t[1]
		r := protocol.Range{Start: at, End: protocol.Position{Line: at.Line, Character: at.Character + t[2]}}
		words := []string{f.name, m.show(f, r), legend.TokenTypes[t[3]]}
		for i, name := range legend.TokenModifiers {
			if t[4]>>i&1 == 1 {
				words = append(words, name)
			}
		}
		all = append(all, shownToken{r, strings.Join(words, " ") + "\n"})
	}
	return all
}
