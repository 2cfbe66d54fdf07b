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
	sc := scanner{s: src, d: d, porter: true}
	var variables []Tag
	for len(sc.errs) == 0 {
		i := strings.Index(src[sc.pos:], sc.d.Open)
		if i < 0 {
			break
		}
		depth := len(sc.open)
		sc.tag(sc.pos + i)
		t := sc.tags[len(sc.tags)-1]
		if depth == 0 && t.Closed && (t.Kind == Variable || t.Kind == Raw) {
			variables = append(variables, t)
		}
	}
	if n := len(sc.open); len(sc.errs) == 0 && n > 0 {
		sc.noEnd(sc.open[n-1:])
	}
	if len(sc.errs) == 0 {
		return variables, nil
	}
	e := sc.errs[0]
	e.Span = firstLine(src, e.Span)
	return variables, &e
}

// firstLine cuts a span that reaches over several lines at the end of its first.
func firstLine(s string, span text.Span) text.Span {
	if i := strings.IndexAny(s[span.Start:span.End], "\r\n"); i > 0 {
		span.End = span.Start + i
	}
	return span
}
