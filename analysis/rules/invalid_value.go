package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema"
)

func invalidEnum() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "invalid-enum",
		Doc: `A value in a mixin's step or settings is none of those that the mixin's schema lists.

The mixin is likely to refuse it when the bundle runs. Write one of the values of the list.`,
		Severity: analysis.Warning,
		Run:      runInvalidEnum,
	}
}

func runInvalidEnum(p *analysis.Pass) {
	for _, m := range misfits.Of(p) {
		if m.Kind != schema.NotAllowed {
			continue
		}
		const most = 8
		hint, nearest := didYouMean(m.Node.Value(), m.Candidates)
		switch {
		case hint == "" && len(m.Candidates) <= most:
			hint = "; it takes " + strings.Join(m.Candidates, ", ")
		case hint == "":
			hint = "; it takes " + strings.Join(m.Candidates[:most], ", ") + " and others"
		}
		d := analysis.Diagnostic{
			Span:    p.Bundle.Manifest.File.FirstLine(m.Node.Span()),
			Message: fmt.Sprintf("%s%s does not take this value%s", m.what(), m.within(), hint),
		}
		if nearest != "" {
			d.Span = m.Node.TextSpan()
			d.Fixes = rename(p.Bundle.Manifest, d.Span, nearest)
		}
		p.ReportDiagnostic(d)
	}
}

func invalidFormat() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "invalid-format",
		Doc: `A value in a mixin's step or settings has another form than the mixin's schema asks for: a text that does not match its pattern, a number beyond its bounds, a list that is too long, or keys that exclude each other.

The mixin is likely to refuse it when the bundle runs, or to look at a part of it only.`,
		Severity: analysis.Warning,
		Run:      runInvalidFormat,
	}
}

func runInvalidFormat(p *analysis.Pass) {
	for _, m := range misfits.Of(p) {
		if message := m.form(); message != "" {
			p.Report(p.Bundle.Manifest.File.FirstLine(m.Node.Span()), message)
		}
	}
}

// form says what is wrong with the value's form, "" where it is something else.
func (m misfit) form() string {
	what := m.what() + m.within()
	switch m.Kind {
	case schema.SeveralChoices:
		return fmt.Sprintf("of %s there can be only one here, and %q is the second: which of them counts is chance", strings.Join(m.Want, ", "), m.Name)
	case schema.NoMatch:
		return fmt.Sprintf("%s must match the regular expression %s", what, m.Want[0])
	case schema.OutOfBounds:
		return fmt.Sprintf("%s must be %s", what, bound(m.Keyword, m.Want[0]))
	case schema.WrongSize:
		return fmt.Sprintf("%s must have %s", what, amount(m.Keyword, m.Want[0]))
	case schema.Repeated:
		return fmt.Sprintf("%s stands in the list already, which takes every entry once", what)
	case schema.Refused:
		return fmt.Sprintf("the mixin's schema refuses %s", what)
	}
	return ""
}

// bound says a keyword for numbers in words.
func bound(keyword, want string) string {
	switch keyword {
	case "minimum":
		return "at least " + want
	case "maximum":
		return "at most " + want
	case "exclusiveMinimum":
		return "more than " + want
	case "exclusiveMaximum":
		return "less than " + want
	}
	return "a multiple of " + want
}

// amount says a keyword for sizes in words.
func amount(keyword, want string) string {
	what := " characters"
	switch {
	case strings.HasSuffix(keyword, "Items"):
		what = " entries"
	case strings.HasSuffix(keyword, "Properties"):
		what = " keys"
	}
	if strings.HasPrefix(keyword, "min") {
		return "at least " + want + what
	}
	return "at most " + want + what
}
