package rules_test

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/text"
)

// state is a text in the middle of an edit of one line.
type state struct {
	name   string
	edit   text.Edit
	cursor int // where the edit was made, in the new text
	line   int // the edited line
	col    int // the cursor's column in the line as it was, if it still says the same before it
	indent int // the line's new indentation, -1 where that is as it was
}

// states are what a line may look like while it is typed or broken: every
// prefix of it, the line gone, one quote, bracket or colon lost, two columns
// more or less, a tab in the indentation.
func states(src string, lines *text.Lines, line int) []state {
	s := lines.Span(line)
	what := s.Of([]byte(src))
	if what == "" {
		return nil
	}
	at := func(name string, from, to int, put string, col int) state {
		edit := text.Edit{Span: text.Span{Start: s.Start + from, End: s.Start + to}, New: put}
		return state{name, edit, s.Start + from + len(put), line, col, -1}
	}
	indent := len(what) - len(strings.TrimLeft(what, " "))
	all := []state{at("deleted", 0, behindBreak(src, s.End)-s.Start, "", 0)}
	for i, c := range what {
		all = append(all, at("typed", i, len(what), "", i))
		if strings.ContainsRune(`"'[]{}:`, c) {
			all = append(all, at("lost "+string(c), i, i+1, "", i))
		}
	}
	if indent == len(what) {
		return all
	}
	deeper := at("indented", 0, 0, "  ", indent)
	deeper.indent, deeper.cursor = indent+2, s.Start+indent+2
	all = append(all, deeper)
	if indent >= 2 {
		less := at("dedented", 0, 2, "", indent)
		less.indent, less.cursor = indent-2, s.Start+indent-2
		all = append(all, less)
	}
	if what[indent] == '#' {
		return all // tabs may stand before comments
	}
	if indent >= 2 {
		all = append(all, at("tab for two", indent-2, indent, "\t", indent))
	}
	return append(all, at("tab for all", 0, indent, "\t", indent))
}

// behindBreak returns the place behind the line break at i.
func behindBreak(src string, i int) int {
	switch {
	case strings.HasPrefix(src[i:], "\r\n"):
		return i + 2
	case i < len(src):
		return i + 1
	}
	return i
}
