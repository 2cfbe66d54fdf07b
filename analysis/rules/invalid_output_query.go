package rules

import (
	"errors"
	"fmt"
	"regexp"
	resyntax "regexp/syntax"
	"strings"

	"github.com/PaesslerAG/jsonpath"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

func invalidOutputQuery() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "invalid-output-query",
		Doc: `What picks an output of a step of exec from what its command printed cannot be read, or picks nothing.

An output has exactly one of these; that it has none of them is for missing-required to say:

| key | the output is |
|---|---|
| ` + "`jsonPath`" + ` | what the path finds in the JSON that the command printed, ` + "`$.items[0].id`" + ` |
| ` + "`regex`" + ` | what the groups of a regular expression find in what the command printed, one a line |
| ` + "`path`" + ` | the content of a file |

A path or expression that cannot be read fails the step after its command has done its work. An expression without a group, a part in parentheses, makes an empty output. Of several keys path wins over regex and that over jsonPath.

Regular expressions are those of Go: there is no looking ahead or behind in them, and no reference back to a group. That goes for those of ` + "`ignoreError.output.regex`" + ` too, where one that cannot be read fails the step that it was to save.`,
		Severity: analysis.Error,
		Run:      runInvalidOutputQuery,
	}
}

func runInvalidOutputQuery(p *analysis.Pass) {
	execSteps.Of(p).each(p, &outputQueries, func(p *analysis.Pass, s *exec.Step) {
		if s.Node.Repaired() {
			return
		}
		for _, o := range s.Outputs.Items() {
			if o.Kind() == syntax.Mapping && o.Get("<<").IsZero() {
				checkOutputQuery(p, s, o)
			}
		}
		for _, expr := range s.Ignored.Get("output").Get("regex").Items() {
			checkRegex(p, expr, "so nothing is ignored")
		}
	})
}

var outputQueries analysis.Remembered[template.Delims]

// checkOutputQuery looks at one output.
func checkOutputQuery(p *analysis.Pass, s *exec.Step, o syntax.Node) {
	var given []syntax.Node
	for k, v := range o.Pairs() {
		switch k.Value() {
		case "jsonPath", "regex", "path":
			if v.Kind() != syntax.Scalar && v.Kind() != syntax.Alias {
				return // of the wrong type, which is not for here
			}
			if v.Kind() == syntax.Alias || v.Value() != "" {
				given = append(given, k)
			}
		}
	}
	if len(given) > 1 {
		used := precedence(given)
		p.ReportDiagnostic(analysis.Diagnostic{
			Span:     given[1].Span(),
			Severity: analysis.Warning,
			Message:  fmt.Sprintf("an output has one source; of these only %s counts", used.Value()),
			Related:  []analysis.Related{{File: p.Document.Name, Span: given[0].Span(), Message: "the first one"}},
		})
	}
	if v := o.Get("jsonPath"); plainQuery(p, v) {
		if _, err := jsonpath.New(v.Value()); err != nil {
			p.Report(v.Span(), "this jsonPath cannot be read, so the step fails: "+reason(err))
		}
	}
	if v := o.Get("regex"); plainQuery(p, v) {
		if re := checkRegex(p, v, "so the step fails"); re != nil && re.NumSubexp() == 0 {
			p.ReportDiagnostic(analysis.Diagnostic{
				Span:     p.Document.File.FirstLine(v.Span()),
				Severity: analysis.Warning,
				Message:  "without a group the output is always empty; put parentheses around what it is to be",
				Fixes:    group(p, s, v),
			})
		}
	}
}

// plainQuery reports whether a value is all there before the step runs.
func plainQuery(p *analysis.Pass, v syntax.Node) bool {
	return v.Kind() == syntax.Scalar && v.Value() != "" && !exec.Templated(v.Value(), p.Document.Manifest.Delims)
}

// precedence returns the key that counts of those that are given.
func precedence(given []syntax.Node) syntax.Node {
	rank := func(n syntax.Node) int { return strings.Index("jsonPath regex path", n.Value()) }
	last := given[0]
	for _, k := range given {
		if rank(k) > rank(last) {
			last = k
		}
	}
	return last
}

// checkRegex reads an expression and reports what is wrong in it and what follows
// from that; nil where something is, or where it is not known.
func checkRegex(p *analysis.Pass, v syntax.Node, follows string) *regexp.Regexp {
	if !plainQuery(p, v) {
		return nil
	}
	re, err := regexp.Compile(v.Value())
	if err == nil {
		return re
	}
	span := p.Document.File.FirstLine(v.Span())
	message := err.Error()
	if known, ok := errors.AsType[*resyntax.Error](err); ok {
		message = string(known.Code)
		if at := strings.Index(v.Value(), known.Expr); at >= 0 && known.Expr != "" {
			span = v.MapSpan(text.Span{Start: at, End: at + len(known.Expr)})
		}
	}
	p.Report(span, "this regular expression cannot be read, "+follows+": "+message)
	return nil
}

// reason is what is wrong with a jsonPath, without the path and place that the
// library's message begins with.
func reason(err error) string {
	message := err.Error()
	switch {
	case strings.Contains(message, "could not parse string"):
		return "a text stands in double quotes"
	case strings.Contains(message, `unexpected "-" while scanning operator`):
		return `a name with a dash in it is written ["NAME"]`
	case strings.Contains(message, "unknown operator"), strings.Contains(message, `unexpected ">"`), strings.Contains(message, `unexpected "<"`), strings.Contains(message, `unexpected "!"`):
		return "a filter compares with == and != and does nothing else"
	}
	if _, place, ok := strings.Cut(message, "\t:"); ok {
		if _, end, ok := strings.Cut(place, " - "); ok {
			_, message, _ = strings.Cut(end, " ")
		}
	}
	return strings.ReplaceAll(message, "EOF", "end")
}

// group is the fix that puts an expression in parentheses.
func group(p *analysis.Pass, s *exec.Step, v syntax.Node) []analysis.SuggestedFix {
	if v.Style() == syntax.Literal || v.Style() == syntax.Folded || !s.Node.Span().Covers(v.Span()) {
		return nil
	}
	span := v.MapSpan(text.Span{End: len(v.Value())})
	edit := func(at int, s string) analysis.FileEdit {
		return analysis.FileEdit{File: p.Document.Name, Edit: text.Edit{Span: text.Span{Start: at, End: at}, New: s}}
	}
	return []analysis.SuggestedFix{{
		Title:  "Make the whole expression a group",
		Unsafe: true, // the output was empty before
		Edits:  []analysis.FileEdit{edit(span.Start, "("), edit(span.End, ")")},
	}}
}
