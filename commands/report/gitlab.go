package report

import (
	"encoding/json"
	"io"
	"path/filepath"

	"github.com/porter-ls/porter-ls/analysis"
)

// The types below are GitLab's form of a code quality report.
type (
	gitlabFinding struct {
		Description string         `json:"description"`
		CheckName   string         `json:"check_name"`
		Fingerprint string         `json:"fingerprint"`
		Severity    string         `json:"severity"`
		Location    gitlabLocation `json:"location"`
	}
	gitlabLocation struct {
		Path      string          `json:"path"`
		Positions gitlabPositions `json:"positions"`
	}
	gitlabPositions struct {
		Begin gitlabPosition `json:"begin"`
		End   gitlabPosition `json:"end"`
	}
	gitlabPosition struct {
		Line   int `json:"line"`
		Column int `json:"column"`
	}
)

// GitLab writes the report as a code quality report of GitLab, which compares
// the fingerprints of two of them.
func GitLab(w io.Writer, r Report) error {
	prints := r.Fingerprints()
	out := make([]gitlabFinding, 0, len(r.Findings))
	for i, d := range r.Findings {
		begin, end := r.place(d.File, d.Span.Start), r.place(d.File, d.Span.End)
		out = append(out, gitlabFinding{
			Description: d.Message, CheckName: d.Rule, Fingerprint: prints[i], Severity: gitlabSeverity(d.Severity),
			Location: gitlabLocation{filepath.ToSlash(d.File), gitlabPositions{
				gitlabPosition{begin.Line, begin.Column}, gitlabPosition{end.Line, end.Column},
			}},
		})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func gitlabSeverity(s analysis.Severity) string {
	return [...]string{"", "critical", "major", "minor", "info"}[s]
}
