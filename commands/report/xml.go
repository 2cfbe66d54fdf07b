package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
)

// The types below are the elements of JUnit's XML as its readers know them.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		File    string        `xml:"file,attr,omitempty"`
		Line    int           `xml:"line,attr,omitempty"`
		Failure *junitFailure `xml:"failure,omitempty"`
		Error   *junitFailure `xml:"error,omitempty"`
		Output  string        `xml:"system-out,omitempty"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// JUnit writes the report as JUnit's XML: a suite for every file with findings,
// in which an error or a warning is a test that failed and anything less is one
// that passed with a remark. What could not be checked is a test with an error.
// A report without either is one test that passed.
func JUnit(w io.Writer, r Report) error {
	out := junitSuites{Name: "porter-ls check"}
	for file, found := range r.byFile() {
		suite := junitSuite{Name: file}
		for _, d := range found {
			c := r.junitCase(d)
			suite.Tests++
			if c.Failure != nil {
				suite.Failures++
			}
			suite.Cases = append(suite.Cases, c)
		}
		out.Suites = append(out.Suites, suite)
		out.Tests += suite.Tests
		out.Failures += suite.Failures
	}
	if n := len(r.Failures); n > 0 {
		suite := junitSuite{Name: out.Name, Tests: n, Errors: n}
		for _, failure := range r.Failures {
			suite.Cases = append(suite.Cases, junitCase{
				Name: failure, Class: "porter-ls", Error: &junitFailure{Message: failure, Type: "error", Text: failure + "\n"},
			})
		}
		out.Suites = append(out.Suites, suite)
		out.Tests += n
		out.Errors = n
	}
	if len(out.Suites) == 0 {
		name := strings.Join(r.counts(), ", ")
		out.Suites = []junitSuite{{Name: out.Name, Tests: 1, Cases: []junitCase{{Name: name, Class: "porter-ls"}}}}
		out.Tests = 1
	}
	return writeXML(w, out)
}

func (r Report) junitCase(d analysis.Diagnostic) junitCase {
	at := r.place(d.File, d.Span.Start)
	where := fmt.Sprintf("%s:%d:%d", d.File, at.Line, at.Column)
	c := junitCase{Name: fmt.Sprintf("%s %d:%d", d.Rule, at.Line, at.Column), Class: d.File, File: d.File, Line: at.Line}
	text := fmt.Sprintf("%s: %s: %s\n%s\n", where, d.Severity, d.Message, analysis.DocsURL(d.Rule))
	if d.Severity > analysis.Warning {
		c.Output = text
		return c
	}
	c.Failure = &junitFailure{Message: d.Message, Type: d.Severity.String(), Text: text}
	return c
}

// The types below are the elements of Checkstyle's XML.
type (
	checkstyleReport struct {
		XMLName xml.Name         `xml:"checkstyle"`
		Version string           `xml:"version,attr"`
		Files   []checkstyleFile `xml:"file"`
	}
	checkstyleFile struct {
		Name   string            `xml:"name,attr"`
		Errors []checkstyleError `xml:"error"`
	}
	checkstyleError struct {
		Line     int    `xml:"line,attr"`
		Column   int    `xml:"column,attr"`
		Severity string `xml:"severity,attr"`
		Message  string `xml:"message,attr"`
		Source   string `xml:"source,attr"`
	}
)

// Checkstyle writes the report as Checkstyle's XML, in which a rule is a source
// of the name "porter-ls." and its own.
func Checkstyle(w io.Writer, r Report) error {
	out := checkstyleReport{Version: "4.3"}
	for file, found := range r.byFile() {
		f := checkstyleFile{Name: file}
		for _, d := range found {
			at := r.place(d.File, d.Span.Start)
			f.Errors = append(f.Errors, checkstyleError{at.Line, at.Column, checkstyleSeverity(d.Severity), d.Message, "porter-ls." + d.Rule})
		}
		out.Files = append(out.Files, f)
	}
	return writeXML(w, out)
}

func checkstyleSeverity(s analysis.Severity) string {
	switch s {
	case analysis.Error, analysis.Warning:
		return s.String()
	}
	return "info"
}

func writeXML(w io.Writer, v any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
