package syntax

import (
	"fmt"
	"strings"
	"testing"
)

// shape is what a node says, without places; its own tag and anchor are left
// out, as they stand before its span.
func shape(n Node, top bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d/%d", n.Kind(), n.Style())
	if !top {
		fmt.Fprintf(&b, " %s %s", n.Tag(), n.Anchor())
	}
	if n.g.coll == nil {
		fmt.Fprintf(&b, " %q", n.Value())
		return b.String()
	}
	b.WriteString("(")
	for i := range n.g.count() {
		b.WriteString(shape(n.child(i), false) + ",")
	}
	b.WriteString(")")
	return b.String()
}

// TestSpans cuts every node of every valid text out of its source and parses
// it alone, at the column it had: that must give the same node.
func TestSpans(t *testing.T) {
	sources := append([]string{}, texts...)
	for _, src := range corpusFiles(t) {
		sources = append(sources, src)
	}
	cut := 0
	for _, src := range sources {
		f := Parse([]byte(src), nil)
		if len(f.Errors()) > 0 || strings.Contains(src, "%TAG") {
			continue
		}
		var walk func(n Node, flow bool)
		walk = func(n Node, flow bool) {
			if s := checkCut(n, flow); s != "" {
				t.Errorf("%.400q at %v: %s", src, n.Span(), s)
			}
			cut++
			for i := range n.g.count() {
				walk(n.child(i), flow || n.Style() == Flow)
			}
		}
		for _, doc := range f.Docs() {
			walk(doc, false)
		}
	}
	if cut < 10_000 {
		t.Errorf("only %d nodes were cut", cut)
	}
}

// checkCut says how a node differs when it is parsed alone.
func checkCut(n Node, flow bool) string {
	text := n.Span().Of(n.f.src)
	switch {
	case n.Style() == Missing:
		if text != "" {
			return fmt.Sprintf("a missing value is %q", text)
		}
		return ""
	case n.Kind() == Alias:
		if text != "*"+n.Value() {
			return fmt.Sprintf("an alias is %q", text)
		}
		return ""
	case flow:
		text = "[" + text + "]"
	case (n.Style() == Literal || n.Style() == Folded) && strings.ContainsAny(text[:min(3, len(text))], "123456789"):
		return "" // what the indicator counts from is not there any more
	default:
		start := n.Span().Start
		line := strings.LastIndexAny(n.f.text[:start], "\r\n\u0085\u2028\u2029") + 1
		text = strings.Repeat(" ", start-line) + text
		if n.Style() == Literal || n.Style() == Folded {
			text = "--- " + strings.TrimLeft(text, " ")
		}
	}
	alone := Parse([]byte(text), nil).Root()
	if flow {
		alone = alone.Item(0)
	}
	if alone.IsZero() {
		return fmt.Sprintf("%q is nothing", text)
	}
	if got, want := shape(alone, true), shape(n, true); got != want {
		return fmt.Sprintf("%q is %s, want %s", text, got, want)
	}
	return ""
}
