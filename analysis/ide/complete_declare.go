package ide

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// declare returns the edit that adds a mixin to those that are declared; ok is
// false where the list is written in a way that is not understood.
func (c *completer) declare(name string) (edit text.Edit, ok bool) {
	key, list := c.Document.File.Root().Lookup("mixins")
	if key.IsZero() || list.Kind() != syntax.Sequence || list.Len() == 0 || list.Repaired() {
		return text.Edit{}, false
	}
	last := list.Item(list.Len() - 1)
	end := last.Span().End
	if end >= c.line.Start && last.Span().Start <= c.line.End {
		return text.Edit{}, false // edits of one item must not meet
	}
	if list.Style() == syntax.Flow {
		return text.Edit{Span: text.Span{Start: end, End: end}, New: ", " + c.written(name)}, true
	}
	start := list.Item(0).Dash().Start
	before := c.src[strings.LastIndexAny(c.src[:start], "\r\n")+1 : start]
	indent, _, _ := strings.Cut(before, "-")
	if strings.Trim(indent, " ") != "" || last.Style() == syntax.Missing || last.Kind() == syntax.Alias {
		return text.Edit{}, false
	}
	end = last.Span().Start + len(strings.TrimRight(c.src[last.Span().Start:end], " \t\r\n"))
	if i := strings.IndexAny(c.src[end:], "\r\n"); i >= 0 {
		end += i
	} else {
		end = len(c.src)
	}
	return text.Edit{Span: text.Span{Start: end, End: end}, New: c.br + indent + "- " + scalar(name)}, true
}

func (c *completer) written(name string) string {
	if c.json {
		return `"` + name + `"`
	}
	return scalar(name)
}
