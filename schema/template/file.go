package template

import (
	"strings"

	"github.com/porter-ls/porter-ls/schema/text"
)

// ScanFile reads the whole text of a manifest as Porter does when it loads one:
// as a single template, with what stands in comments and outside of steps, and
// whatever YAML would make of it. It returns the variables that are not within
// a section, in order; those are the ones that Porter knows of when it builds.
//
// The error, nil where there is none, is the first mistake; for it Porter
// refuses to load the manifest. Where a tag has no end of its own Porter takes
// that of the next one, so that what is half-typed is often no error here but
// part of a long name. [ScanNode] tells where such a tag stands.
func ScanFile(src string, d Delims) ([]Tag, *Error) {
	tags, errs, _ := exact(src, d)
	var variables []Tag
	depth := 0
	for _, t := range tags {
		switch t.Kind {
		case Section, Inverted:
			depth++
		case End:
			depth--
		case Variable, Raw:
			if depth == 0 && t.Closed {
				variables = append(variables, t)
			}
		}
	}
	return variables, first(src, errs)
}

// CheckFile returns the error of ScanFile alone, which takes far less memory.
func CheckFile(src string, d Delims) *Error {
	sc := scanner{s: src, d: d, porter: true, onlyErrors: true}
	sc.exact()
	return first(src, sc.errs)
}

// first returns the first of the errors in a text, nil where there is none.
func first(src string, errs []Error) *Error {
	if len(errs) == 0 {
		return nil
	}
	e := errs[0]
	e.Span = firstLine(src, e.Span)
	return &e
}

// firstLine cuts a span that reaches over several lines at the end of its first.
func firstLine(s string, span text.Span) text.Span {
	if i := strings.IndexAny(s[span.Start:span.End], "\r\n"); i > 0 {
		span.End = span.Start + i
	}
	return span
}
