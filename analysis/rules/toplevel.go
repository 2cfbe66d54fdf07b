package rules

import (
	"bytes"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// addTopLevel is the edit that gives the manifest a field, as lines that end with
// \n: behind a field that it has, or before all of them where behind is "". ok is
// false where the manifest is written in a way that has no place for lines.
func addTopLevel(doc *analysis.Document, behind, field string) (e text.Edit, ok bool) {
	root, src := doc.Manifest.Root, doc.File.Source()
	if root.Style() != syntax.Block || root.Len() == 0 {
		return e, false
	}
	lines := doc.File.Lines()
	key, _ := root.Pair(0)
	if lines.Span(lines.Line(key.Span().Start)).Start != key.Span().Start {
		return e, false
	}
	breaks := analysis.LineBreak(src, lines.Span(lines.Line(key.Span().Start)).End)
	if behind == "" {
		at := key.Span().Start
		return text.Edit{Span: text.Span{Start: at, End: at}, New: strings.ReplaceAll(field, "\n", breaks)}, true
	}
	key, value := root.Lookup(behind)
	if key.IsZero() {
		return e, false
	}
	at := behindPair(doc, key, value)
	if at > 0 && src[at-1] != '\n' && src[at-1] != '\r' {
		field = "\n" + strings.TrimSuffix(field, "\n")
	}
	return text.Edit{Span: text.Span{Start: at, End: at}, New: strings.ReplaceAll(field, "\n", breaks)}, true
}

// behindPair returns where the line behind a pair begins, or the end of the text.
func behindPair(doc *analysis.Document, key, value syntax.Node) int {
	src, end := doc.File.Source(), max(key.Span().End, value.Span().End)
	if end > 0 && (src[end-1] == '\n' || src[end-1] == '\r') {
		return end // a block scalar, whose line breaks are part of it
	}
	end = doc.File.Lines().Span(doc.File.Lines().Line(end)).End
	switch {
	case bytes.HasPrefix(src[end:], []byte("\r\n")):
		return end + 2
	case end < len(src):
		return end + 1
	}
	return end
}

// removeField is the edit that takes a pair of a map in block style away with
// its lines. ok is false where they are not its own, or where the map would be
// left without any.
func removeField(doc *analysis.Document, parent, key, value syntax.Node) (e text.Edit, ok bool) {
	lines, src := doc.File.Lines(), doc.File.Source()
	start := lines.Span(lines.Line(key.Span().Start)).Start
	if parent.Style() != syntax.Block || parent.Len() < 2 || key.Anchor() != "" || key.Tag() != "" ||
		strings.Trim(text.Span{Start: start, End: key.Span().Start}.Of(src), " ") != "" {
		return e, false
	}
	return text.Edit{Span: text.Span{Start: start, End: behindPair(doc, key, value)}}, true
}

// lastField is the name of the manifest's last field.
func lastField(doc *analysis.Document) string {
	root := doc.Manifest.Root
	if root.Len() == 0 {
		return ""
	}
	k, _ := root.Pair(root.Len() - 1)
	return k.Value()
}
