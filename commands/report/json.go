package report

import (
	"encoding/json"
	"io"

	"github.com/porter-ls/porter-ls/analysis"
)

// jsonVersion is raised when a member changes its meaning or goes away; new
// members do not raise it.
const jsonVersion = 1

type jsonReport struct {
	Version  int           `json:"version"`
	Findings []jsonFinding `json:"findings"`
	Failures []string      `json:"failures,omitempty"`
	Summary  Summary       `json:"summary"`
}

type jsonFinding struct {
	File     string    `json:"file"`
	Rule     string    `json:"rule"`
	Porter   string    `json:"porter"`
	Target   string    `json:"target"`
	Severity string    `json:"severity"`
	Message  string    `json:"message"`
	Start    jsonPlace `json:"start"`
	End      jsonPlace `json:"end"`
	Fixable  bool      `json:"fixable"`
	Docs     string    `json:"docs"`
}

type jsonPlace struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Offset int `json:"offset"`
}

// Summary counts what a report holds.
type Summary struct {
	Files    int `json:"files"` // looked at, also those without findings
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
}

// Summarise counts what the report holds.
func Summarise(r Report) Summary {
	return Summary{r.Files, r.Count(analysis.Error), r.Count(analysis.Warning)}
}

// JSON writes the report as one JSON object. Lines and columns count from 1,
// columns in code points; offsets count bytes from 0. The list of findings is
// there, empty, when there are none; that of failures only where something
// could not be checked.
func JSON(w io.Writer, r Report) error {
	out := jsonReport{
		Version:  jsonVersion,
		Findings: make([]jsonFinding, 0, len(r.Findings)),
		Failures: r.Failures,
		Summary:  Summarise(r),
	}
	for _, d := range r.Findings {
		out.Findings = append(out.Findings, jsonFinding{
			File: d.File, Rule: d.Rule, Porter: d.Porter,
			Target: d.Target.String(), Severity: d.Severity.String(), Message: d.Message,
			Start: r.place(d.File, d.Span.Start), End: r.place(d.File, d.Span.End),
			Fixable: len(d.Fixes) > 0, Docs: analysis.DocsURL(d.Rule),
		})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func (r Report) place(file string, off int) jsonPlace {
	lines := r.Lines[file]
	if lines == nil {
		return jsonPlace{1, 1, off}
	}
	line, column := position(lines, off)
	return jsonPlace{line, column, off}
}
