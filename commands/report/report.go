// Package report writes what a check found, for people and for programs.
package report

import (
	"fmt"
	"iter"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Report is the outcome of a check.
type Report struct {
	Files     int      // looked at, whether or not there are findings in them
	Manifests []string // their names
	Foreign   int      // of those, the ones that are no bundle's
	NoBundles []string // of those in turn, the names of the ones that the call named
	Findings  []analysis.Diagnostic
	Failures  []string // why files that were to be looked at could not be
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

// counts says how many findings there are of each severity, or that there are
// none, and how much could not be checked.
func (r Report) counts() []string {
	var parts []string
	for s := analysis.Error; s <= analysis.Hint; s++ {
		if n := r.Count(s); n > 0 {
			parts = append(parts, counted(n, s))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "nothing found in "+plural(r.Files-r.Foreign, "file"))
	}
	if n := len(r.Failures); n > 0 {
		parts = append(parts, fmt.Sprintf("%d could not be checked", n))
	}
	return parts
}

func counted(n int, s analysis.Severity) string {
	if s == analysis.Information {
		return fmt.Sprintf("%d for information", n)
	}
	return plural(n, s.String())
}

// byFile ranges over the findings of each file, in the order in which files come
// first.
func (r Report) byFile() iter.Seq2[string, []analysis.Diagnostic] {
	return func(yield func(string, []analysis.Diagnostic) bool) {
		var order []string
		found := map[string][]analysis.Diagnostic{}
		for _, d := range r.Findings {
			if _, ok := found[d.File]; !ok {
				order = append(order, d.File)
			}
			found[d.File] = append(found[d.File], d)
		}
		for _, file := range order {
			if !yield(file, found[file]) {
				return
			}
		}
	}
}

// position returns a place as people and editors count: from 1, in code points.
func position(l *text.Lines, off int) (line, column int) {
	line, column = l.Position(off, text.UTF32)
	return line + 1, column + 1
}
