package report

import (
	"encoding/json"
	"io"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

// The types below are those parts of the Reviewdog Diagnostic Format that are
// written.
type (
	rdResult struct {
		Source      rdSource       `json:"source"`
		Diagnostics []rdDiagnostic `json:"diagnostics"`
	}
	rdSource struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	rdDiagnostic struct {
		Message     string         `json:"message"`
		Location    rdLocation     `json:"location"`
		Severity    string         `json:"severity"`
		Code        rdCode         `json:"code"`
		Suggestions []rdSuggestion `json:"suggestions,omitempty"`
		Related     []rdRelated    `json:"relatedLocations,omitempty"`
	}
	rdLocation struct {
		Path  string   `json:"path"`
		Range *rdRange `json:"range,omitempty"`
	}
	rdRange struct {
		Start rdPosition `json:"start"`
		End   rdPosition `json:"end"`
	}
	rdPosition struct {
		Line   int `json:"line"`
		Column int `json:"column"` // in bytes
	}
	rdCode struct {
		Value string `json:"value"`
		URL   string `json:"url"`
	}
	rdSuggestion struct {
		Range rdRange `json:"range"`
		Text  string  `json:"text"`
	}
	rdRelated struct {
		Message  string     `json:"message"`
		Location rdLocation `json:"location"`
	}
)

// RDJSON writes the report in the Reviewdog Diagnostic Format. A safe fix is a
// suggestion where it is one edit of the finding's own file: the format has none
// that belong together.
func RDJSON(w io.Writer, r Report) error {
	out := rdResult{Source: rdSource{"porter-ls", Homepage}, Diagnostics: make([]rdDiagnostic, 0, len(r.Findings))}
	for _, d := range r.Findings {
		rd := rdDiagnostic{
			Message: d.Message, Location: r.rdLocation(d.File, d.Span), Severity: rdSeverity(d.Severity),
			Code: rdCode{d.Rule, analysis.DocsURL(d.Rule)},
		}
		for _, fix := range d.Fixes {
			if fix.Unsafe || len(fix.Creates) > 0 || len(fix.Edits) != 1 || fix.Edits[0].File != d.File {
				continue
			}
			if at := r.rdRange(d.File, fix.Edits[0].Edit.Span); at != nil {
				rd.Suggestions = append(rd.Suggestions, rdSuggestion{*at, fix.Edits[0].Edit.New})
			}
		}
		for _, rel := range d.Related {
			rd.Related = append(rd.Related, rdRelated{rel.Message, r.rdLocation(rel.File, rel.Span)})
		}
		out.Diagnostics = append(out.Diagnostics, rd)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func rdSeverity(s analysis.Severity) string {
	return [...]string{"", "ERROR", "WARNING", "INFO", "INFO"}[s]
}

func (r Report) rdLocation(file string, span text.Span) rdLocation {
	return rdLocation{file, r.rdRange(file, span)}
}

func (r Report) rdRange(file string, span text.Span) *rdRange {
	lines := r.Lines[file]
	if lines == nil {
		return nil
	}
	at := func(off int) rdPosition {
		line, column := lines.Position(off, text.UTF8)
		return rdPosition{line + 1, column + 1}
	}
	return &rdRange{at(span.Start), at(span.End)}
}
