package analysis

import (
	"cmp"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// SuppressionComment is a comment that may take findings away.
type SuppressionComment struct {
	Edit text.Edit
	// File says that it stands in the head of the file and takes away what its
	// rules find anywhere in it.
	File bool
}

// SuppressionComments returns the comments that may suppress findings which begin
// in one line of a file, the narrowest first: behind the line, above one of the
// entries that it is in, and in the head of the file. Beside the manifest a comment
// is only sure to be one in the head. Whether one takes the findings away, and
// changes nothing of what the file says, is for the caller to find out.
func SuppressionComments(manifest *Document, file string, lines *text.Lines, found []Diagnostic) []SuppressionComment {
	if len(found) == 0 {
		return nil
	}
	var rules []string
	for _, d := range found {
		rules = append(rules, d.Rule)
	}
	slices.Sort(rules)
	list := strings.Join(slices.Compact(rules), ", ")
	ignore := "# porter-ls: ignore[" + list + "] TODO: say why"
	l := suppressedText{lines}
	var comments []SuppressionComment
	if file == manifest.Name {
		end := lines.Span(lines.Line(found[0].Span.Start)).End
		comments = append(comments, SuppressionComment{Edit: text.Edit{Span: text.Span{Start: end, End: end}, New: " " + ignore}})
		for _, n := range entryLines(manifest.File, found[0].Span.Start) {
			comments = append(comments, SuppressionComment{Edit: l.above(n, ignore)})
		}
	}
	head := 0
	for head < lines.Count()-1 && strings.HasPrefix(l.text(head), "#") {
		head++
	}
	return append(comments, SuppressionComment{l.above(head, "# porter-ls: ignore-file["+list+"] TODO: say why"), true})
}

// suppressedText is a text that gets a comment.
type suppressedText struct{ lines *text.Lines }

// text returns a line without a byte order mark before it.
func (l suppressedText) text(n int) string {
	return strings.TrimPrefix(l.lines.Span(n).Of(l.lines.Text()), "\ufeff")
}

// above returns the edit that writes a comment above a line, indented as that.
func (l suppressedText) above(n int, comment string) text.Edit {
	line := l.text(n)
	indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
	at := l.lines.Span(n).End - len(line)
	end := "\n"
	if first := l.lines.Span(0).End; strings.HasPrefix(string(l.lines.Text()[first:]), "\r\n") {
		end = "\r\n"
	}
	return text.Edit{Span: text.Span{Start: at, End: at}, New: indent + comment + end}
}

// entryLines returns the lines on which the entries begin that a place is in,
// the innermost first.
func entryLines(f *syntax.File, off int) []int {
	var all []int
	for _, node := range f.Docs() {
		for !node.IsZero() {
			start, inner := entryWith(node, off)
			if start >= 0 {
				all = append(all, f.Lines().Line(start))
			}
			node = inner
		}
	}
	slices.SortFunc(all, func(a, b int) int { return cmp.Compare(b, a) })
	return slices.Compact(all)
}

// entryWith returns where the entry of a collection begins that a place is in,
// -1 where there is none, and its value.
func entryWith(node syntax.Node, off int) (start int, value syntax.Node) {
	for k, v := range node.Pairs() {
		if k.Span().Start <= off && off <= max(k.Span().End, v.Span().End) {
			return k.Span().Start, v
		}
	}
	for _, item := range node.Items() {
		if item.Dash().Start <= off && off <= item.Span().End {
			return item.Dash().Start, item
		}
	}
	return -1, syntax.Node{}
}

// SaysTheSame reports whether two texts differ in nothing but comments, and both
// can be read.
func SaysTheSame(a, b *syntax.File) bool {
	return len(b.RootErrors()) == 0 && slices.EqualFunc(a.Docs(), b.Docs(), sameNode)
}

func sameNode(a, b syntax.Node) bool {
	if a.IsZero() || b.IsZero() {
		return a.IsZero() == b.IsZero()
	}
	if a.Kind() != b.Kind() || a.Style() != b.Style() || a.Tag() != b.Tag() || a.Anchor() != b.Anchor() || a.Len() != b.Len() {
		return false
	}
	switch a.Kind() {
	case syntax.Mapping:
		for i := range a.Len() {
			ka, va := a.Pair(i)
			kb, vb := b.Pair(i)
			if !sameNode(ka, kb) || !sameNode(va, vb) {
				return false
			}
		}
		return true
	case syntax.Sequence:
		for i := range a.Len() {
			if !sameNode(a.Item(i), b.Item(i)) {
				return false
			}
		}
		return true
	}
	return a.Value() == b.Value()
}

// TakesAway reports whether of what was found at least some findings are gone,
// and nothing has come.
func TakesAway(was, now, gone []Diagnostic) bool {
	count := map[string]int{}
	for _, d := range was {
		count[d.Rule]++
	}
	for _, d := range gone {
		count[d.Rule]--
	}
	for _, d := range now {
		if count[d.Rule]--; count[d.Rule] < 0 {
			return false
		}
	}
	return true
}
