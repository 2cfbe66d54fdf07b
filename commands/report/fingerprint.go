package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
)

// Fingerprints returns a text for every finding, in the order of the findings,
// by which it can be known again in another version of its file: it depends on
// the rule, the file's path, the line that the finding begins in without its
// indentation, and which of several such findings it is. Where the line stands
// and what the message says make no difference. No two of a report are the same.
func (r Report) Fingerprints() []string {
	prints := make([]string, len(r.Findings))
	seen := map[string]int{}
	for i, d := range r.Findings {
		about := strings.Join([]string{d.Rule, filepath.ToSlash(d.File), r.lineOf(d)}, "\x00")
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", about, seen[about]))
		seen[about]++
		prints[i] = hex.EncodeToString(sum[:16])
	}
	return prints
}

// lineOf returns the text of the line that a finding begins in, without blanks
// around it; "" where the file's text is not known.
func (r Report) lineOf(d analysis.Diagnostic) string {
	lines := r.Lines[d.File]
	if lines == nil {
		return ""
	}
	return strings.TrimSpace(string(lines.Span(lines.Line(d.Span.Start)).Of(lines.Text())))
}
