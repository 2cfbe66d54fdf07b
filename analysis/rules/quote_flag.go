package rules

import (
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// quoteFlag is the fix that wraps a flag's value in quotes that exec takes off
// again; none where the value has quotes of both kinds or is written in a way
// that cannot be kept.
func quoteFlag(doc *analysis.Document, s *exec.Step, n syntax.Node) []analysis.SuggestedFix {
	value := exec.FlagText(n)
	trimmed := strings.TrimRight(value, "\n")
	if !s.Node.Span().Covers(n.Span()) || strings.HasSuffix(trimmed, `\`) || strings.TrimSpace(value) == "" {
		return nil
	}
	var edits []text.Edit
	if src := doc.File.Source(); exec.InQuotes(trimmed) && trimmed != value {
		edits = strip(src, n)
	} else if quote := freeQuote(exec.Untemplated(trimmed, doc.Manifest.Delims)); quote != "" {
		edits = quoteScalar(src, n, trimmed, quote)
	}
	if edits == nil {
		return nil
	}
	fix := analysis.SuggestedFix{Title: "Wrap the value in quotes"}
	for _, e := range edits {
		fix.Edits = append(fix.Edits, analysis.FileEdit{File: doc.Name, Edit: e})
	}
	return []analysis.SuggestedFix{fix}
}

// freeQuote returns a quote that a text has not, "" where it has both.
func freeQuote(s string) string {
	for _, quote := range []string{`"`, `'`} {
		if !strings.Contains(s, quote) {
			return quote
		}
	}
	return ""
}

// quoteScalar returns the edits that put quotes around the value of a scalar,
// whatever its style, and take the line break from its end.
func quoteScalar(src []byte, n syntax.Node, trimmed, quote string) []text.Edit {
	span := n.Span()
	insert := func(at int, s string) text.Edit { return text.Edit{Span: text.Span{Start: at, End: at}, New: s} }
	switch n.Style() {
	case syntax.SingleQuoted:
		within := strings.ReplaceAll(quote, `'`, `''`)
		return []text.Edit{insert(span.Start+1, within), insert(span.End-1, within)}
	case syntax.DoubleQuoted:
		within := strings.ReplaceAll(quote, `"`, `\"`)
		return []text.Edit{insert(span.Start+1, within), insert(span.End-1, within)}
	case syntax.Plain:
		return quotePlain(src, span, quote)
	case syntax.Literal, syntax.Folded:
		if strings.ContainsAny(trimmed[:1], " \t\n") {
			return nil
		}
		at := n.MapSpan(text.Span{Start: 0, End: len(trimmed)})
		return append(strip(src, n), insert(at.Start, quote), insert(at.End, quote))
	}
	return nil
}

// quotePlain writes a plain scalar as a quoted one with further quotes within.
// Lines fold alike in all three styles.
func quotePlain(src []byte, span text.Span, quote string) []text.Edit {
	outer, special := `'`, `'`
	escape := func(c string) string { return c + c }
	if quote == `'` {
		outer, special = `"`, `"\`
		escape = func(c string) string { return `\` + c }
	}
	edits := []text.Edit{{Span: text.Span{Start: span.Start, End: span.Start}, New: outer + quote}}
	for i := span.Start; i < span.End; i++ {
		if c := string(src[i]); strings.Contains(special, c) {
			edits = append(edits, text.Edit{Span: text.Span{Start: i, End: i + 1}, New: escape(c)})
		}
	}
	return append(edits, text.Edit{Span: text.Span{Start: span.End, End: span.End}, New: quote + outer})
}

// strip makes a block scalar one without a line break at its end.
func strip(src []byte, n syntax.Node) []text.Edit {
	if n.Style() != syntax.Literal && n.Style() != syntax.Folded {
		return nil
	}
	at := n.Span().Start + 1
	for ; at < len(src) && src[at] >= '0' && src[at] <= '9'; at++ {
	}
	switch {
	case at < len(src) && src[at] == '-':
		return nil
	case at < len(src) && src[at] == '+':
		return []text.Edit{{Span: text.Span{Start: at, End: at + 1}, New: "-"}}
	}
	return []text.Edit{{Span: text.Span{Start: at, End: at}, New: "-"}}
}

// cutFlag says what exec makes of a flag's value where that is not what was
// meant by it: the words that it becomes.
func cutFlag(n syntax.Node, d template.Delims) (words []string, cut bool) {
	value := exec.FlagText(n)
	s := exec.Untemplated(value, d)
	intended := value
	if exec.InQuotes(value) {
		intended = value[1 : len(value)-1]
	}
	for _, w := range exec.Words(s) {
		words = append(words, value[w.Start:w.End])
	}
	for len(words) > 1 && words[len(words)-1] == "" {
		words = words[:len(words)-1] // of blanks at the end
	}
	return words, len(words) > 1 || len(words) == 1 && words[0] != strings.TrimSpace(intended) && words[0] != intended
}
