package ide

import (
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Hovered is what there is to say about a place.
type Hovered struct {
	Span text.Span // of the word that it is about
	Text *Prose
}

// Hover returns what there is to say about what stands at an offset, and what
// rules find there; ok is false where that is nothing.
func Hover(v *View, off int) (found Hovered, ok bool) {
	h := &hover{View: v, off: off}
	var looks []func() bool
	switch {
	case v.Manifest():
		looks = []func() bool{h.expression, h.symbol, h.argument, h.variable, h.field}
	case v.Document != nil:
		looks = []func() bool{h.setEntry, h.installation, h.field}
	default:
		looks = []func() bool{h.token, h.function, h.variable}
	}
	for _, look := range looks {
		if look() {
			break
		}
	}
	h.findings()
	return Hovered{h.span, &h.Prose}, !h.IsEmpty()
}

// hover is one answer in the making.
type hover struct {
	*View
	off int
	Prose
	span text.Span
}

// about says what the answer is about, which it then has.
func (h *hover) about(span text.Span) bool {
	h.span = span
	return true
}

// aboutNode says that the answer is about a scalar: its text, or where the place is
// at a quote the text with its quotes.
func (h *hover) aboutNode(n syntax.Node) bool {
	if span := n.TextSpan(); span.Contains(h.off) {
		return h.about(span)
	}
	return h.about(n.Span())
}

// heading begins the answer: what it is, its name and its type.
func (h *hover) heading(kind, name, typ string) {
	var parts []any
	if kind != "" {
		parts = append(parts, kind+" ")
	}
	parts = append(parts, strong(name))
	if typ != "" {
		parts = append(parts, " ", code(typ))
	}
	h.say(parts...)
}

// mostFindings bounds how many findings of one place are shown.
const mostFindings = 8

// findings adds what rules find at the place.
func (h *hover) findings() {
	if h.Find == nil {
		return
	}
	var here []analysis.Diagnostic
	for _, d := range h.Find() {
		if d.File == h.File.Name && d.Span.Contains(h.off) {
			here = append(here, d)
		}
	}
	if len(here) == 0 {
		return
	}
	if h.IsEmpty() {
		smallest := slices.MinFunc(here, func(a, b analysis.Diagnostic) int { return a.Span.Len() - b.Span.Len() })
		h.span = smallest.Span
	}
	h.line()
	for _, d := range here[:min(len(here), mostFindings)] {
		parts := []any{d.Severity.String() + ": ", said(d.Message)}
		if d.Rule != "" {
			parts = append(parts, " (", link{d.Rule, analysis.DocsURL(d.Rule)}, ")")
		}
		h.item(parts...)
	}
	if more := len(here) - mostFindings; more > 0 {
		h.item("and more")
	}
}
