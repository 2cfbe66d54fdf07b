// Package report writes what a check found, for people and for programs.
package report

import (
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Report is the outcome of a check.
type Report struct {
	Files     int      // looked at, whether or not there are findings in them
	Foreign   int      // of those, the ones that are no bundle's
	NoBundles []string // of those in turn, the names of the ones that the call named
	Findings  []analysis.Diagnostic
	// Lines are the texts of the files that findings and related places name,
	// by name. A place in a file that is not here is written without line and
	// column.
	Lines map[string]*text.Lines
}

// Count returns the number of findings of a severity.
func (r Report) Count(s analysis.Severity) int {
	n := 0
	for _, d := range r.Findings {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// position returns a place as people and editors count: from 1, in code points.
func position(l *text.Lines, off int) (line, column int) {
	line, column = l.Position(off, text.UTF32)
	return line + 1, column + 1
}
