package report

import (
	"io"

	"github.com/porter-ls/porter-ls/analysis"
)

// Format is one way to write a report.
type Format struct {
	Name      string
	Doc       string // who reads it, in a few words
	ForPeople bool   // who want to know on standard error what is not in it
	Write     func(w io.Writer, r Report, o Options) error
}

// Options are what a format says beside the findings. A format uses what it has
// a place for.
type Options struct {
	Colour  bool                 // text is for a terminal that shows colours
	Version string               // the program's, "" where it is not known
	Rules   []*analysis.Analyzer // those that ran
}

// Formats returns every format, text first, in the order of help.
func Formats() []Format {
	return []Format{
		{"text", "for people, with source lines", true, func(w io.Writer, r Report, o Options) error { return Text(w, r, o.Colour) }},
		{"compact", "one line a finding, for people and grep", true, func(w io.Writer, r Report, o Options) error { return Compact(w, r, o.Colour) }},
		{"json", "for programs, all there is", false, func(w io.Writer, r Report, _ Options) error { return JSON(w, r) }},
		{"sarif", "SARIF 2.1.0, for code scanning", false, SARIF},
		{"github", "annotations of GitHub Actions", false, func(w io.Writer, r Report, _ Options) error { return GitHub(w, r) }},
		{"gitlab", "GitLab's code quality", false, func(w io.Writer, r Report, _ Options) error { return GitLab(w, r) }},
		{"junit", "JUnit's XML, for dashboards of tests", false, func(w io.Writer, r Report, _ Options) error { return JUnit(w, r) }},
		{"checkstyle", "Checkstyle's XML, for many review tools", false, func(w io.Writer, r Report, _ Options) error { return Checkstyle(w, r) }},
		{"rdjson", "reviewdog's JSON, with suggestions", false, func(w io.Writer, r Report, _ Options) error { return RDJSON(w, r) }},
	}
}

// Homepage is where the program's documentation is.
const Homepage = "https://github.com/porter-ls/porter-ls"
