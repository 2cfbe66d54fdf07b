package exec

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/text"
)

// Words returns where the words stand that exec cuts a flag's value into, in
// its own way and not the shell's: quotes around a word are taken off and end
// it, a backslash only keeps the next character from counting, and with a quote
// that is never closed nothing is cut at all.
func Words(s string) []text.Span {
	var words []text.Span
	for at := 0; at < len(s); {
		rest := strings.TrimLeft(s[at:], " \t\n")
		word, size, ok := flagWord(rest)
		if !ok {
			return []text.Span{{Start: 0, End: len(s)}}
		}
		at = len(s) - len(rest)
		words = append(words, word.Shift(at))
		at += size
	}
	return words
}

// flagWord returns the first word of a text, and how much of the text it and
// what ends it take; it is false where a quote is not closed.
func flagWord(s string) (word text.Span, size int, ok bool) {
	var quote byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case quote != 0 && c == quote:
			return text.Span{Start: 1, End: max(1, i)}, i + 1, true
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && (c == ' ' || c == '\t' || c == '\n') && i > 0:
			return text.Span{Start: 0, End: i}, i + 1, true
		}
	}
	return text.Span{Start: 0, End: len(s)}, len(s), quote == 0
}
