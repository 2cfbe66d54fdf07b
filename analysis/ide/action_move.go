package ide

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// moves change the place of a step among those of its action, and of an entry of
// a list such as parameters among the others, with the comments that belong to it.
func (a *acting) moves() {
	if !a.Manifest() {
		return
	}
	at := a.Document.File.PathAt(a.at.Start)
	if len(at.Steps) < 2 || at.Steps[1].Index < 0 {
		return
	}
	list, i := at.Steps[0].Node, at.Steps[1].Index
	if list.Kind() != syntax.Sequence || list.Style() != syntax.Block || list.Repaired() || i >= list.Len() {
		return
	}
	what := "the entry"
	if action, _ := a.stepAt(a.at.Start); action != nil {
		what = "the step"
	}
	for _, move := range []struct {
		with  int
		title string
	}{{i - 1, "Move %s up"}, {i + 1, "Move %s down"}} {
		if move.with < 0 || move.with >= list.Len() {
			continue
		}
		if edit, ok := a.swapped(list, min(i, move.with)); ok {
			a.add(Action{Title: fmt.Sprintf(move.title, what), Kind: RefactorMove}, edit)
			a.harmless()
		}
	}
}

// swapped is the edit that puts an item of a list behind the one that follows it.
func (a *acting) swapped(list syntax.Node, i int) (edit text.Edit, ok bool) {
	first, ok1 := a.itemLines(list.Item(i))
	second, ok2 := a.itemLines(list.Item(i + 1))
	if !ok1 || !ok2 || first.End > second.Start {
		return edit, false
	}
	src := a.Source()
	between := text.Span{Start: first.End, End: second.Start}
	whole := text.Span{Start: first.Start, End: second.End}
	return text.Edit{Span: whole, New: second.Of(src) + between.Of(src) + first.Of(src)}, true
}

// itemLines returns the lines of a list's item without the last line break, with
// the comments directly above it and those below that are indented deeper. It is
// false where the item cannot stand elsewhere as it is.
func (a *acting) itemLines(item syntax.Node) (text.Span, bool) {
	lines, src := a.Document.File.Lines(), a.Source()
	dash := item.Dash().Start
	if movesBadly(item) {
		return text.Span{}, false
	}
	first := lines.Line(dash)
	start := lines.Span(first).Start
	before := string(src[start:item.Span().Start])
	if strings.Trim(strings.Replace(before, "-", "", 1), " ") != "" || !strings.Contains(before, "-") {
		return text.Span{}, false // a list within a list
	}
	column := strings.IndexByte(before, '-')
	for first > 0 {
		line := lines.Span(first - 1).Of(src)
		if rest := strings.TrimLeft(line, " "); !strings.HasPrefix(rest, "#") || len(line)-len(rest) != column {
			break
		}
		first--
	}
	end := item.Span().End
	for end > item.Span().Start && bytes.IndexByte([]byte(" \r\n"), src[end-1]) >= 0 {
		end--
	}
	last := lines.Line(end)
	for last+1 < lines.Count() {
		line := lines.Span(last + 1).Of(src)
		if rest := strings.TrimLeft(line, " "); !strings.HasPrefix(rest, "#") || len(line)-len(rest) <= column {
			break
		}
		last++
	}
	return text.Span{Start: lines.Span(first).Start, End: lines.Span(last).End}, true
}

// movesBadly reports whether something in an item depends on what stands before
// it, or is known behind it, or on the blank lines that follow.
func movesBadly(n syntax.Node) bool {
	if n.Kind() == syntax.Alias || n.Anchor() != "" || n.Style() == syntax.Missing && n.Kind() == syntax.None {
		return true
	}
	if n.Style() == syntax.Literal || n.Style() == syntax.Folded {
		header, _, _ := strings.Cut(n.Span().Of(n.File().Source()), "\n")
		return strings.Contains(header, "+")
	}
	for k, v := range n.Pairs() {
		if movesBadly(k) || movesBadly(v) {
			return true
		}
	}
	for _, item := range n.Items() {
		if movesBadly(item) {
			return true
		}
	}
	return false
}
