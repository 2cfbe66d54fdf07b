package ide

import (
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// rewritings write a map or a list on one line between brackets, or on lines of its
// own.
func (a *acting) rewritings() {
	if a.Document == nil || strings.HasSuffix(a.File.Name, ".json") {
		return
	}
	off, src := a.at.Start, a.Source()
	if off < len(src) && (src[off] == '{' || src[off] == '[') {
		off++ // within what begins here
	}
	steps := a.Document.File.PathAt(off).Steps
	// Of brackets within each other the outermost can stand on lines of their own.
	for i := range steps {
		n := steps[i].Node
		if n.Style() != syntax.Flow {
			continue
		}
		if edit, ok := a.onLines(n); ok && n.Span().Covers(a.at) {
			a.add(Action{Title: "Write on lines of its own", Kind: RefactorRewrite}, edit)
			a.harmless()
		}
		return
	}
	for i := len(steps) - 1; i >= 0; i-- {
		n := steps[i].Node
		if n.Style() != syntax.Block || n.Kind() != syntax.Mapping && n.Kind() != syntax.Sequence {
			continue
		}
		if edit, ok := a.onOneLine(n); ok {
			a.add(Action{Title: "Write on one line", Kind: RefactorRewrite}, edit)
			a.harmless()
		}
		return
	}
}

// onLines is the edit that writes what stands between brackets on lines of its own.
func (a *acting) onLines(n syntax.Node) (edit text.Edit, ok bool) {
	src, lines := a.Source(), a.Document.File.Lines()
	parts, ok := partsOf(n)
	if !ok || len(parts) == 0 || n.Anchor() != "" || n.Tag() != "" {
		return edit, false
	}
	line := lines.Span(lines.Line(n.Span().Start))
	before := line.Start
	head := string(src[before:n.Span().Start])
	behind := strings.TrimSpace(string(src[n.Span().End:lines.Span(lines.Line(n.Span().End)).End]))
	if behind != "" || n.Span().Start == line.Start {
		return edit, false // a comment, or what surrounds it
	}
	br := analysis.LineBreak(src, line.End)
	indent := len(head) - len(strings.TrimLeft(head, " -"))
	lead, join := "", ""
	switch {
	case strings.Trim(head, " -") == "" && n.Kind() == syntax.Mapping:
		join = br + strings.Repeat(" ", indent)
	case strings.HasSuffix(strings.TrimRight(head, " "), ":"):
		join = br + strings.Repeat(" ", indent+2)
		lead = join
	default:
		return edit, false
	}
	for i, p := range parts {
		if n.Kind() == syntax.Sequence {
			p = "- " + p
		}
		parts[i] = p
	}
	span := n.Span()
	if lead != "" { // no blanks behind the colon
		span.Start = before + len(strings.TrimRight(head, " "))
	}
	return text.Edit{Span: span, New: lead + strings.Join(parts, join)}, true
}

// partsOf returns the entries between brackets as they are written; it is false
// where one cannot stand on a line as it is.
func partsOf(n syntax.Node) (parts []string, ok bool) {
	src := n.File().Source()
	for _, c := range n.File().Comments() {
		if n.Span().Covers(c) {
			return nil, false
		}
	}
	for k, v := range n.Pairs() {
		if k.Kind() != syntax.Scalar || k.IsMerge() || v.Anchor() != "" || v.Tag() != "" || k.Anchor() != "" || k.Tag() != "" {
			return nil, false
		}
		part := k.Span().Of(src) + ":"
		if value := v.Span().Of(src); value != "" {
			part += " " + value
		}
		parts = append(parts, part)
	}
	for _, item := range n.Items() {
		if item.Anchor() != "" || item.Tag() != "" || item.Style() == syntax.Missing {
			return nil, false
		}
		parts = append(parts, item.Span().Of(src))
	}
	for _, p := range parts {
		if strings.ContainsAny(p, "\n\r\t") {
			return nil, false
		}
	}
	return parts, !n.Repaired()
}

// longestLine is how long a line may get that is put together.
const longestLine = 100

// onOneLine is the edit that writes a block between brackets.
func (a *acting) onOneLine(n syntax.Node) (edit text.Edit, ok bool) {
	parts, ok := partsOf(n)
	if !ok || len(parts) == 0 || n.Anchor() != "" || n.Tag() != "" {
		return edit, false
	}
	for _, v := range n.Pairs() {
		ok = ok && (v.Style() == syntax.Flow || staysInBrackets(v))
	}
	for k := range n.Pairs() {
		ok = ok && staysInBrackets(k)
	}
	for _, item := range n.Items() {
		ok = ok && (item.Style() == syntax.Flow || staysInBrackets(item))
	}
	src, lines := a.Source(), a.Document.File.Lines()
	span := n.Span()
	for span.End > span.Start && strings.ContainsRune(" \r\n", rune(src[span.End-1])) {
		span.End--
	}
	brackets := "{}"
	if n.Kind() == syntax.Sequence {
		brackets = "[]"
		span.Start = n.Item(0).Dash().Start
		if n.Item(0).Span().Len() > 0 {
			i := strings.LastIndexByte(string(src[:n.Item(0).Span().Start]), '-')
			span.Start = i
		}
	}
	behind := string(src[span.End:lines.Span(lines.Line(span.End)).End])
	between := strings.TrimRight(string(src[:span.Start]), " \r\n")
	if !ok || strings.TrimSpace(behind) != "" || !strings.HasSuffix(between, ":") && !strings.HasSuffix(between, "-") {
		return edit, false
	}
	span.Start = len(between)
	written := " " + brackets[:1] + strings.Join(parts, ", ") + brackets[1:]
	if line := lines.Span(lines.Line(span.Start)); span.Start-line.Start+len(written) > longestLine {
		return edit, false
	}
	return text.Edit{Span: span, New: written}, true
}

// staysInBrackets reports whether a scalar is the same between brackets.
func staysInBrackets(n syntax.Node) bool {
	switch n.Style() {
	case syntax.SingleQuoted, syntax.DoubleQuoted:
		return true
	case syntax.Plain:
		return !strings.ContainsAny(n.Value(), ",[]{}#:?&*!|>%@`\"'")
	}
	return false
}
