package rules

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func multilineInTemplate() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "multiline-in-template",
		Doc: `A value that is known breaks the YAML of the step that it is put into.

Porter 1.x puts values into the text of a step and reads the result as YAML. A default such as ` + "`*/5 * * * *`, `key: value`, `a # b`" + ` or a text of several lines is then no longer the one value that it was: the step cannot be read, or means something else. Only values that the manifest itself has are looked at: defaults, the values of an enum, and custom data.

Put the template into quotes that the value does not have itself. A value of several lines fits nowhere: every parameter is in the environment of the step's command, which can read it there.

With porter-ls a value is put in when the YAML has been read, and can be anything.`,
		Severity: analysis.Warning,
		Target:   analysis.Porter,
		Run:      runMultilineInTemplate,
	}
}

func runMultilineInTemplate(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	var values []syntax.Node
	for _, s := range spots.Of(p) {
		if !s.reads() || s.scalar.IsZero() || s.key || s.scalar.Tag() != "" {
			continue
		}
		values = appendValues(values[:0], p, &s)
		for _, v := range values {
			if !mayBreak(v.Value()) {
				continue
			}
			after := rendered(&s, s.scalar.Style(), v.Value())
			if after == unchanged || after == altered && s.field == "description" {
				continue
			}
			p.ReportDiagnostic(brokenBy(doc, &s, v, values, after))
			break
		}
	}
}

// appendValues appends the texts in the manifest that a tag may be replaced with.
func appendValues(values []syntax.Node, p *analysis.Pass, s *spot) []syntax.Node {
	doc, silent := p.Bundle.Manifest, silence.Of(p)
	add := func(n syntax.Node) {
		if n.Kind() == syntax.Scalar && !n.Repaired() {
			values = append(values, n)
		}
	}
	if name, ok := s.names("parameters"); ok && s.Len() == 3 && !silent.section("parameters") {
		param, ok := defined.Of(p).parameters[name]
		if !ok || param.EffectiveType() != "string" {
			return values
		}
		if !param.HasVariable() {
			return values
		}
		add(param.Schema.Default)
		for _, v := range param.Schema.Enum.Items() {
			add(v)
		}
	}
	if _, ok := s.names("custom"); ok && !silent.section("custom") {
		if c, ok := doc.Symbols.Lookup(symbols.Custom, s.Join(2, s.Len())); ok {
			add(c.Node)
		}
	}
	return values
}

// mayBreak tells most values that are safe anywhere.
func mayBreak(v string) bool {
	return strings.ContainsAny(v, "\n\"'\\#:{}[],&*!|>%@`?") || strings.TrimSpace(v) != v || strings.HasPrefix(v, "-")
}

// outcome says what becomes of a scalar with a value put into its text.
type outcome uint8

const (
	unchanged outcome = iota // the text with the value in it
	altered                  // another text
	broken                   // no text, or no YAML
)

// rendered returns what becomes of the scalar that a tag stands in, written in a
// style, with a value in the tag's place. The other tags in it are taken for
// words.
func rendered(s *spot, style syntax.Style, value string) outcome {
	src := s.scalar.File().Source()
	span := s.scalar.Span()
	text, rest := src[span.Start:s.Span.Start], src[s.Span.End:span.End]
	if block := s.scalar.Style(); block == syntax.Literal || block == syntax.Folded {
		text, rest = fewLines(text, rest)
	}
	before, after := string(text), string(rest)
	if style != s.scalar.Style() {
		if s.scalar.Style() != syntax.Plain {
			before, after = before[1:], after[:len(after)-1]
		}
		quote := "'"
		if style == syntax.DoubleQuoted {
			quote = `"`
		}
		before, after = quote+before, after+quote
	}
	const word = "porter"
	want := syntax.Parse([]byte("a: "+before+word+after+"\n"), nil)
	got := syntax.Parse([]byte("a: "+before+value+after+"\n"), nil)
	w, g := want.Root().Get("a"), got.Root().Get("a")
	if want.Root().Len() != 1 || len(want.Errors()) > 0 || w.Kind() != syntax.Scalar {
		return unchanged // more than is understood here
	}
	switch {
	case got.Root().Len() != 1 || len(got.Errors()) > 0 || g.Kind() != syntax.Scalar:
		return broken
	case g.Value() != strings.Replace(w.Value(), word, value, 1):
		return altered
	}
	return unchanged
}

// fewLines leaves of the text around a tag in a block scalar what matters for
// the tag's line: the header, the first line, which sets the indentation, and the
// neighbours. A script may have thousands of lines, with a tag in each.
func fewLines(before, after []byte) (_, _ []byte) {
	header := bytes.IndexByte(before, '\n') + 1
	body := before[header:]
	first := 0 // the end of the first line that is not blank
	for first < len(body) {
		end := bytes.IndexByte(body[first:], '\n') + 1
		if end == 0 {
			break
		}
		blank := len(bytes.TrimSpace(body[first:first+end])) == 0
		first += end
		if !blank {
			break
		}
	}
	last := bytes.LastIndexByte(body, '\n') + 1
	last = bytes.LastIndexByte(body[:max(0, last-1)], '\n') + 1
	if last > first {
		before = slices.Concat(before[:header+first], body[last:])
	}
	if end := bytes.IndexByte(after, '\n') + 1; end > 0 {
		if next := bytes.IndexByte(after[end:], '\n') + 1; next > 0 {
			after = after[:end+next]
		}
	}
	return before, after
}

func brokenBy(doc *analysis.Document, s *spot, v syntax.Node, all []syntax.Node, after outcome) analysis.Diagnostic {
	becomes := "breaks the YAML of this step"
	if after == altered {
		becomes = "is not the same text any more in this step"
	}
	d := analysis.Diagnostic{
		Span:    s.Span,
		Message: fmt.Sprintf("under Porter 1.x the value %s %s", shorten(v.Value()), becomes),
		Related: []analysis.Related{{File: doc.Name, Span: doc.File.FirstLine(v.Span()), Message: s.Join(1, s.Len()) + " can be this"}},
	}
	if strings.Contains(strings.TrimSpace(v.Value()), "\n") {
		d.Message = fmt.Sprintf("under Porter 1.x a value of several lines %s; let the command read it from its environment", becomes)
		return d
	}
	for _, quotes := range []struct {
		style syntax.Style
		char  byte
		name  string
	}{{syntax.SingleQuoted, '\'', "single"}, {syntax.DoubleQuoted, '"', "double"}} {
		fix, ok := requote(doc, s.scalar, quotes.char)
		if !ok || s.scalar.Style() == quotes.style || !fitsAll(s, quotes.style, all) {
			continue
		}
		d.Message += "; put it in " + quotes.name + " quotes"
		d.Fixes = []analysis.SuggestedFix{fix}
		return d
	}
	d.Message += "; let the command read it from its environment"
	return d
}

func fitsAll(s *spot, style syntax.Style, values []syntax.Node) bool {
	for _, v := range values {
		if rendered(s, style, v.Value()) != unchanged {
			return false
		}
	}
	return true
}

// shorten quotes a text for a message.
func shorten(s string) string {
	const longest = 24
	if r := []rune(s); len(r) > longest {
		s = string(r[:longest]) + "…"
	}
	return fmt.Sprintf("%q", s)
}
