package ide

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// word is what was typed of what is to be written.
type word struct {
	text.Span      // without quotes
	quote     byte // that it begins with, 0 for none
	closed    bool // that quote also ends it
	colon     bool // behind it stands the colon of a key
}

// findWord finds what was typed so far; false where the cursor is in a text of
// several lines, or where nothing more fits on the line.
func (c *completer) findWord() bool {
	start, ok := c.wordStart()
	if !ok {
		return false
	}
	c.word = word{Span: text.Span{Start: start, End: c.off}}
	n := c.path.Node
	switch {
	case start < c.off && (c.src[start] == '"' || c.src[start] == '\''):
		if !c.word.findQuotes(c.src[:c.line.End], c.off) {
			return false
		}
	case n.Kind() == syntax.Scalar && n.Style() == syntax.Plain && n.Span().End <= c.line.End:
		c.word.End = max(c.off, n.Span().End)
	case n.Kind() == syntax.Scalar && n.Style() != syntax.Plain && n.Style() != syntax.Missing:
		return false // before a quote
	}
	return c.hasRoom()
}

// wordStart is where the word at the cursor begins: with the scalar that it is
// part of or, where there is none yet, behind what sets it apart.
func (c *completer) wordStart() (start int, ok bool) {
	if n := c.path.Node; n.Kind() == syntax.Scalar {
		start = n.Span().Start
		return start, start >= c.line.Start && n.Style() != syntax.Literal && n.Style() != syntax.Folded
	}
	apart := " \t"
	if c.flow {
		apart = " \t,[]{}"
	}
	before := c.src[c.line.Start:c.off]
	start = strings.LastIndexAny(before, apart) + 1
	if strings.Trim(before, " -") == "" && start < len(before) { // directly behind a dash
		return c.off, strings.Count(before, "-") == 1
	}
	if i := strings.LastIndexByte(before[start:], ':'); i >= 0 {
		start += i + 1
	}
	return c.line.Start + start, true
}

// findQuotes finds the quotes of a word that begins with one; false where the
// cursor is behind them.
func (w *word) findQuotes(line string, cursor int) bool {
	w.quote = line[w.Start]
	w.Start++
	w.End, w.closed = quoteEnd(line, w.Start, w.quote)
	if !w.closed { // what stands behind the word need not be part of it
		for w.End = cursor; w.End < len(line) && isNameByte(line[w.End]); w.End++ {
		}
	}
	return w.End >= cursor
}

// hasRoom reports whether there is nothing on the line that stands in the way.
func (c *completer) hasRoom() bool {
	rest := c.src[c.word.End:c.line.End]
	if c.word.closed {
		rest = rest[1:]
	}
	rest = strings.TrimLeft(rest, " \t")
	if c.word.colon = strings.HasPrefix(rest, ":"); c.word.colon {
		return c.typed() != "" // before a key there is no room for another
	}
	return c.flow || rest == "" || rest[0] == '#'
}

// quoteEnd returns where a quoted text ends, and whether by its quote.
func quoteEnd(src string, at int, quote byte) (end int, closed bool) {
	for ; at < len(src); at++ {
		switch {
		case src[at] == '\\' && quote == '"':
			at++
		case src[at] == quote && quote == '\'' && at+1 < len(src) && src[at+1] == quote:
			at++
		case src[at] == quote:
			return at, true
		}
	}
	return len(src), false
}

// typed is what was typed of the word before the cursor.
func (c *completer) typed() string { return c.src[c.word.Start:c.off] }

// quoteStart is where the word begins, with its quote.
func (c *completer) quoteStart() int {
	if c.word.quote != 0 {
		return c.word.Start - 1
	}
	return c.word.Start
}
