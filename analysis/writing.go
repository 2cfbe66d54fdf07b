package analysis

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// AddEntry adds a map to the end of a top-level list, in the indentation that
// the list has. A list that is not there is added behind the mixins. ok is false
// where the manifest is written in a way that is not understood.
func AddEntry(doc *Document, section string, fields []string) (edit text.Edit, ok bool) {
	root := doc.Manifest.Root
	list := root.Get(section)
	lead, above := section+":", root.Get("mixins")
	switch {
	case list.Kind() == syntax.Sequence && list.Len() > 0:
		lead, above = "", list
	case !list.IsZero():
		return text.Edit{}, false // empty, or another form
	}
	if above.Kind() != syntax.Sequence || above.Style() != syntax.Block || above.Len() == 0 || above.Anchor() != "" {
		return text.Edit{}, false
	}
	indent, ok := DashIndent(doc, above.Item(0))
	if !ok {
		return text.Edit{}, false
	}
	end := EntryEnd(doc, above.Item(above.Len()-1))
	br := LineBreak(doc.File.Source(), end)
	var b strings.Builder
	if lead != "" {
		b.WriteString(br + lead)
	}
	for i, field := range fields {
		before := indent + "- "
		if i > 0 {
			before = indent + "  "
		}
		b.WriteString(br + before + field)
	}
	return text.Edit{Span: text.Span{Start: end, End: end}, New: b.String()}, true
}

// DashIndent returns the blanks before the dash of a block list's item.
func DashIndent(doc *Document, item syntax.Node) (string, bool) {
	lines := doc.File.Lines()
	start := lines.Span(lines.Line(item.Span().Start)).Start
	before := string(doc.File.Source()[start:item.Span().Start])
	indent, rest, found := strings.Cut(before, "-")
	return indent, found && strings.Trim(indent+rest, " ") == ""
}

// EntryEnd is the end of the last line that a block list's item has text in.
func EntryEnd(doc *Document, item syntax.Node) int {
	lines, end := doc.File.Lines(), item.Span().End
	src := doc.File.Source()
	for end > item.Span().Start && (src[end-1] == '\n' || src[end-1] == '\r' || src[end-1] == ' ') {
		end--
	}
	return lines.Span(lines.Line(end)).End
}

// LineBreak is how the line that ends there does so, the text's last as the
// others do.
func LineBreak(src []byte, end int) string {
	if end == len(src) {
		end = max(0, bytes.IndexAny(src, "\r\n"))
	}
	if bytes.HasPrefix(src[end:], []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

// Scalar writes a text so that YAML reads it as just that text.
func Scalar(s string) string {
	n := syntax.Parse([]byte("- "+s+"\n"), nil)
	if item := n.Root().Item(0); len(n.Errors()) == 0 && item.Data() == any(s) && item.Style() == syntax.Plain {
		return s
	}
	return strconv.Quote(s)
}
