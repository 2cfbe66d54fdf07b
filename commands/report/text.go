package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Text writes the report for people: every finding with its source line and
// carets under the characters it is about, its related places, and a summary
// line. Colour is for terminals.
func Text(w io.Writer, r Report, colour bool) error {
	t := &textWriter{Writer: bufio.NewWriter(w), report: r, colour: colour}
	for _, d := range r.Findings {
		t.finding(d)
	}
	t.summary()
	return t.Flush()
}

// Compact writes one line for every finding, "path:line:column: severity:
// message [rule]", and nothing else.
func Compact(w io.Writer, r Report, colour bool) error {
	t := &textWriter{Writer: bufio.NewWriter(w), report: r, colour: colour}
	for _, d := range r.Findings {
		t.headline(d)
	}
	return t.Flush()
}

// textWriter needs no error checks on the way: a bufio.Writer keeps the first
// error for Flush.
type textWriter struct {
	*bufio.Writer
	report Report
	colour bool
}

// The colours, as terminals number them.
const (
	red    = "31"
	yellow = "33"
	blue   = "34"
	cyan   = "36"
	bold   = "1"
	faint  = "2"
)

func severityColour(s analysis.Severity) string {
	return [...]string{faint, red, yellow, blue, cyan}[s]
}

func (t *textWriter) paint(colour, s string) string {
	if !t.colour || s == "" {
		return s
	}
	return "\x1b[" + colour + "m" + s + "\x1b[0m"
}

func (t *textWriter) headline(d analysis.Diagnostic) {
	fmt.Fprintf(t, "%s: %s: %s %s\n",
		t.paint(bold, t.where(d.File, d.Span.Start)), t.paint(severityColour(d.Severity), d.Severity.String()),
		printable(d.Message), t.paint(faint, "["+d.Rule+"]"))
}

func (t *textWriter) finding(d analysis.Diagnostic) {
	t.headline(d)
	t.excerpt(d.File, d.Span, severityColour(d.Severity))
	for _, rel := range d.Related {
		fmt.Fprintf(t, "  %s: %s\n", t.where(rel.File, rel.Span.Start), printable(rel.Message))
	}
}

// where returns "path:line:column".
func (t *textWriter) where(file string, off int) string {
	lines := t.report.Lines[file]
	if lines == nil {
		return printable(file)
	}
	line, column := position(lines, off)
	return fmt.Sprintf("%s:%d:%d", printable(file), line, column)
}

// excerpt writes the line a span begins in, with carets under the part of the
// span that is in it.
func (t *textWriter) excerpt(file string, span text.Span, colour string) {
	lines := t.report.Lines[file]
	if lines == nil {
		return
	}
	line := lines.Line(span.Start)
	code, carets := underline(lines.Text(), lines.Span(line), span)
	number := strconv.Itoa(line + 1)
	blank := strings.Repeat(" ", len(number))
	fmt.Fprintf(t, "%s\n", t.paint(faint, blank+" |"))
	fmt.Fprintf(t, "%s %s\n", t.paint(faint, number+" |"), code)
	fmt.Fprintf(t, "%s %s\n", t.paint(faint, blank+" |"), t.paint(colour, carets))
}

func (t *textWriter) summary() {
	if len(t.report.Findings) == 0 {
		fmt.Fprintf(t, "%s\n", strings.Join(t.report.counts(), ", "))
		return
	}
	unchecked := ""
	if n := len(t.report.Failures); n > 0 {
		unchecked = fmt.Sprintf(", %d could not be checked", n)
	}
	var parts []string
	for s := analysis.Error; s <= analysis.Hint; s++ {
		if n := t.report.Count(s); n > 0 {
			parts = append(parts, t.paint(severityColour(s), counted(n, s)))
		}
	}
	fmt.Fprintf(t, "%s in %s%s\n", strings.Join(parts, ", "), plural(t.report.Files-t.report.Foreign, "file"), unchecked)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Failure writes an error that has a place in a file like a finding: the
// position, the source line and carets.
func Failure(w io.Writer, file string, src []byte, span text.Span, message string, colour bool) error {
	t := &textWriter{Writer: bufio.NewWriter(w), colour: colour}
	t.report.Lines = map[string]*text.Lines{file: text.NewLines(src)}
	fmt.Fprintf(t, "%s: %s: %s\n", t.paint(bold, t.where(file, span.Start)), t.paint(red, "error"), printable(message))
	t.excerpt(file, span, red)
	return t.Flush()
}
