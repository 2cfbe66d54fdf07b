package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/schema/template"
)

func bashCUnquoted() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "bash-c-unquoted",
		Doc: `The text behind bash's flag c has no quotes of its own.

The mixin exec cuts the values of flags at blanks. Of ` + "`c: echo hello`" + ` bash gets the script ` + "`echo`" + ` and, as the script's own name, ` + "`hello`" + `. Porter refuses to build such a bundle. The value needs quotes within those of YAML, which exec takes off again:

    flags:
      c: '"echo hello"'

They must be the first and the last character of the value: a block scalar ends with a line break, unless it begins with ` + "`|-` or `>-`" + `.`,
		Severity: analysis.Error,
		Porter:   "exec-101",
		Run:      runBashCUnquoted,
	}
}

func runBashCUnquoted(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	execSteps.Of(p).each(p, &bashUnquoted, func(p *analysis.Pass, s *exec.Step) {
		f, _ := embedded(s)
		for _, n := range f.Values {
			value := exec.FlagText(n)
			if wrapped(value) {
				continue
			}
			p.ReportDiagnostic(analysis.Diagnostic{
				Span:    doc.File.FirstLine(n.Span()),
				Message: "Porter does not build this: " + unquotedReason(value, doc.Manifest.Delims),
				Fixes:   quoteFlag(doc, s, n),
			})
		}
	})
}

var bashUnquoted analysis.Remembered[template.Delims]

// wrapped is Porter's own test for quotes at both ends.
func wrapped(s string) bool {
	return strings.HasPrefix(s, `"`) && strings.HasSuffix(s, `"`) || strings.HasPrefix(s, `'`) && strings.HasSuffix(s, `'`)
}

func unquotedReason(value string, d template.Delims) string {
	words := exec.Words(exec.Untemplated(value, d))
	switch {
	case exec.InQuotes(strings.TrimRight(value, "\n")):
		return "a line break follows the closing quote; begin the block with |- or >- to leave it out"
	case len(words) > 1:
		return fmt.Sprintf("exec cuts the text at blanks, so that bash runs only %q; wrap the text in quotes within those of YAML", value[words[0].Start:words[0].End])
	}
	return "the text behind -c must be wrapped in quotes within those of YAML, which exec takes off again"
}
