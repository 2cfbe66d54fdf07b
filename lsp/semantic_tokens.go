package lsp

import (
	"context"
	"slices"
	"strconv"
	"sync"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"github.com/porter-ls/porter-ls/schema/text"
	"go.lsp.dev/protocol"
)

// tokenTypes are what the kinds of token are called in the protocol, in the order
// of the kinds: all of them are types that every theme has a colour for. Where an
// editor says that it does not know the first, it gets the next that it knows.
var tokenTypes = [ide.TokenKinds][]string{
	ide.DelimiterToken:  {"operator", "keyword"},
	ide.NamespaceToken:  {"namespace"},
	ide.ParameterToken:  {"parameter", "variable"},
	ide.VariableToken:   {"variable"},
	ide.PropertyToken:   {"property", "variable"},
	ide.ImageToken:      {"type", "class"},
	ide.DependencyToken: {"class", "type"},
	ide.MixinToken:      {"macro", "function"},
	ide.ActionToken:     {"method", "function"},
	ide.FunctionToken:   {"function"},
	ide.ExtensionToken:  {"interface", "type"},
	ide.SetToken:        {"struct", "type"},
	ide.StrategyToken:   {"keyword"},
	ide.CommentToken:    {"comment"},
}

// tokenModifiers are what the modifiers are called, from the lowest bit on. The
// last two are our own: an editor that does not know them shows the token without.
var tokenModifiers = [ide.TokenModifierCount]string{"definition", "readonly", "deprecated", "defaultLibrary", "sensitive", "undefined"}

// tokenLegend is what numbers the types and modifiers have.
type tokenLegend struct {
	types   []string
	numbers [ide.TokenKinds]int // of the kinds; -1 for those that the editor has no type for
}

// newTokenLegend returns the legend for an editor that knows those types; none
// stand for all.
func newTokenLegend(known []string) tokenLegend {
	var l tokenLegend
	for kind, names := range tokenTypes {
		l.numbers[kind] = -1
		for _, name := range names {
			if len(known) > 0 && !slices.Contains(known, name) {
				continue
			}
			if !slices.Contains(l.types, name) {
				l.types = append(l.types, name)
			}
			l.numbers[kind] = slices.Index(l.types, name)
			break
		}
	}
	return l
}

func (l tokenLegend) options() *protocol.SemanticTokensOptions {
	return &protocol.SemanticTokensOptions{
		Legend: protocol.SemanticTokensLegend{TokenTypes: append([]string{}, l.types...), TokenModifiers: tokenModifiers[:]},
		Range:  protocol.Boolean(true),
		Full:   &protocol.SemanticTokensFullDelta{Delta: ptr(true)},
	}
}

// semanticTokens answers with all tokens of a file.
func semanticTokens(_ context.Context, q *query, p documentParams) (any, error) {
	data := q.tokens(text.Span{Start: 0, End: len(q.Source())})
	_, _, id := q.lastTokens.put(p.address(), data, "")
	return &protocol.SemanticTokens{ResultID: &id, Data: data}, nil
}

type tokensDeltaParams struct {
	documentParams
	PreviousResultID string `json:"previousResultId"`
}

// semanticTokensDelta answers with what has changed since an earlier answer, and
// with all tokens where that is not remembered.
func semanticTokensDelta(_ context.Context, q *query, p tokensDeltaParams) (any, error) {
	data := q.tokens(text.Span{Start: 0, End: len(q.Source())})
	before, ok, id := q.lastTokens.put(p.address(), data, p.PreviousResultID)
	if !ok {
		return &protocol.SemanticTokens{ResultID: &id, Data: data}, nil
	}
	return &protocol.SemanticTokensDelta{ResultID: &id, Edits: tokenEdits(before, data)}, nil
}

// semanticTokensRange answers with the tokens of a part of a file.
func semanticTokensRange(_ context.Context, q *query, p rangeParams) (any, error) {
	return &protocol.SemanticTokens{Data: q.tokens(q.span(q.overlay.Lines(), p.Range))}, nil
}

// tokens are the tokens in a span as the protocol writes them: five numbers each,
// places counted from the token before.
func (q *query) tokens(within text.Span) []uint32 {
	found := ide.Tokens(q.View, within)
	lines, legend := q.overlay.Lines(), &q.client.legend
	data := make([]uint32, 0, 5*len(found))
	lastLine, lastColumn := 0, 0
	for _, t := range found {
		number := legend.numbers[t.Kind]
		if number < 0 {
			continue
		}
		line, column := lines.Position(t.Span.Start, q.session.Encoding())
		_, end := lines.Position(t.Span.End, q.session.Encoding())
		if line != lastLine {
			lastColumn = 0
		}
		data = append(data, uint32(line-lastLine), uint32(column-lastColumn), uint32(end-column), uint32(number), uint32(t.Modifiers))
		lastLine, lastColumn = line, column
	}
	return data
}

// tokenEdits is the one edit that makes the tokens of before those of now. It is
// of whole tokens, so that an edit of the file, which moves only the token behind
// it, leaves few numbers to send.
func tokenEdits(before, now []uint32) []protocol.SemanticTokensEdit {
	same := func(from, to []uint32) bool { return slices.Equal(from[:5], to[:5]) }
	start, end := 0, 0
	for start+5 <= min(len(before), len(now)) && same(before[start:], now[start:]) {
		start += 5
	}
	for end+5 <= min(len(before), len(now))-start && same(before[len(before)-end-5:], now[len(now)-end-5:]) {
		end += 5
	}
	if start == len(before) && start == len(now) {
		return []protocol.SemanticTokensEdit{}
	}
	return []protocol.SemanticTokensEdit{{
		Start: uint32(start), DeleteCount: uint32(len(before) - start - end), Data: now[start : len(now)-end],
	}}
}

// mostTokens is of how many files the last tokens are remembered.
const mostTokens = 16

// lastTokens remembers the tokens that were last sent of files, which deltas are
// against. It is safe for concurrent use.
type lastTokens struct {
	mu    sync.Mutex
	count int          // guarded by mu: of results that differ
	files []sentTokens // guarded by mu: the one that was asked for last is the last
}

type sentTokens struct {
	file, id string
	data     []uint32
}

// put remembers the tokens of a file and returns their ID: that of the last ones
// where they are the same. It returns the last ones too, if previous is their ID.
func (l *lastTokens) put(file string, data []uint32, previous string) (before []uint32, ok bool, id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var last sentTokens
	if i := slices.IndexFunc(l.files, func(s sentTokens) bool { return s.file == file }); i >= 0 {
		last = l.files[i]
		l.files = slices.Delete(l.files, i, i+1)
	} else if len(l.files) == mostTokens {
		l.files = slices.Delete(l.files, 0, 1)
	}
	id = last.id
	if last.id == "" || !slices.Equal(last.data, data) {
		l.count++
		id = strconv.Itoa(l.count)
	}
	l.files = append(l.files, sentTokens{file, id, data})
	return last.data, last.id != "" && last.id == previous, id
}

// forget forgets the tokens of a file.
func (l *lastTokens) forget(file string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.files = slices.DeleteFunc(l.files, func(s sentTokens) bool { return s.file == file })
}
