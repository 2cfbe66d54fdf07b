package report

import (
	"encoding/json"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

// The types below are those parts of SARIF 2.1.0 (OASIS, errata 01) that are
// written, with the names of its members.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool         `json:"tool"`
		Invocation []sarifInvocation `json:"invocations,omitempty"`
		ColumnKind string            `json:"columnKind"`
		Results    []sarifResult     `json:"results"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications"`
		Directory     sarifArtifact       `json:"workingDirectory"`
	}
	sarifNotification struct {
		Level   string    `json:"level"`
		Message sarifText `json:"message"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string             `json:"id"`
		ShortDescription sarifText          `json:"shortDescription"`
		FullDescription  *sarifText         `json:"fullDescription,omitempty"`
		HelpURI          string             `json:"helpUri"`
		Configuration    sarifConfiguration `json:"defaultConfiguration"`
	}
	sarifConfiguration struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    *int              `json:"ruleIndex,omitempty"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Related      []sarifLocation   `json:"relatedLocations,omitempty"`
		Fingerprints map[string]string `json:"partialFingerprints,omitempty"`
		Fixes        []sarifFix        `json:"fixes,omitempty"`
		Properties   sarifProperties   `json:"properties"`
	}
	sarifProperties struct {
		Severity string `json:"severity"`
		Target   string `json:"target"`
		Porter   string `json:"porter,omitempty"`
	}
	sarifLocation struct {
		ID       int           `json:"id,omitempty"`
		Message  *sarifText    `json:"message,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
		ByteOffset  int `json:"byteOffset"`
		ByteLength  int `json:"byteLength"`
	}
	sarifFix struct {
		Description sarifText     `json:"description"`
		Changes     []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		Artifact     sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		Deleted  sarifRegion `json:"deletedRegion"`
		Inserted sarifText   `json:"insertedContent"`
	}
)

// SARIF writes the report as one run of SARIF 2.1.0, with the rules that ran and
// the safe fixes.
func SARIF(w io.Writer, r Report, o Options) error {
	rules, index := sarifRules(o.Rules)
	results := make([]sarifResult, 0, len(r.Findings))
	prints := r.Fingerprints()
	for i, d := range r.Findings {
		result := r.sarifResult(d, index)
		result.Fingerprints = map[string]string{"porterLs/v1": prints[i]}
		results = append(results, result)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0",
		Runs: []sarifRun{{
			Tool:       sarifTool{sarifDriver{Name: "porter-ls", Version: numeric(o.Version), InformationURI: Homepage, Rules: rules}},
			ColumnKind: "unicodeCodePoints",
			Results:    results,
			Invocation: invocations(r),
		}},
	})
}

// invocations says what could not be checked, nothing where all was. Readers want
// the folder that paths begin at wherever there is an invocation.
func invocations(r Report) []sarifInvocation {
	if len(r.Failures) == 0 {
		return nil
	}
	run := sarifInvocation{Directory: sarifArtifact{"./"}}
	for _, failure := range r.Failures {
		run.Notifications = append(run.Notifications, sarifNotification{Level: "error", Message: sarifText{failure}})
	}
	return []sarifInvocation{run}
}

// numeric returns a version that begins with a number, as readers compare them,
// "" where it is none.
func numeric(version string) string {
	version = strings.TrimPrefix(version, "v")
	if version == "" || version[0] < '0' || version[0] > '9' {
		return ""
	}
	return version
}

// sarifRules returns the descriptions of rules, and where each is among them.
func sarifRules(rules []*analysis.Analyzer) (out []sarifRule, index map[string]int) {
	out, index = make([]sarifRule, 0, len(rules)), map[string]int{}
	for _, a := range rules {
		summary, rest, _ := strings.Cut(a.Doc, "\n")
		rule := sarifRule{
			ID: a.Name, ShortDescription: sarifText{summary}, HelpURI: analysis.DocsURL(a.Name),
			Configuration: sarifConfiguration{sarifLevel(a.Severity)},
		}
		if rest = strings.TrimSpace(rest); rest != "" {
			rule.FullDescription = &sarifText{rest}
		}
		index[a.Name] = len(out)
		out = append(out, rule)
	}
	return out, index
}

// sarifLevel is the level of a severity: SARIF has three.
func sarifLevel(s analysis.Severity) string {
	switch s {
	case analysis.Error:
		return "error"
	case analysis.Warning:
		return "warning"
	}
	return "note"
}

func (r Report) sarifResult(d analysis.Diagnostic, index map[string]int) sarifResult {
	result := sarifResult{
		RuleID: d.Rule, Level: sarifLevel(d.Severity), Message: sarifText{d.Message},
		Locations:  []sarifLocation{{Physical: r.sarifPhysical(d.File, d.Span)}},
		Properties: sarifProperties{d.Severity.String(), d.Target.String(), d.Porter},
	}
	if i, ok := index[d.Rule]; ok {
		result.RuleIndex = &i
	}
	for i, rel := range d.Related {
		result.Related = append(result.Related, sarifLocation{
			ID: i + 1, Message: &sarifText{rel.Message}, Physical: r.sarifPhysical(rel.File, rel.Span),
		})
	}
	for _, fix := range d.Fixes {
		if changes := r.sarifChanges(fix); !fix.Unsafe && len(fix.Creates) == 0 && len(changes) > 0 {
			result.Fixes = append(result.Fixes, sarifFix{sarifText{fix.Title}, changes})
		}
	}
	return result
}

// sarifChanges returns the edits of a fix by file, nil where the text of one of
// the files is not known.
func (r Report) sarifChanges(fix analysis.SuggestedFix) []sarifChange {
	var changes []sarifChange
	for _, e := range fix.Edits {
		region := r.sarifRegion(e.File, e.Edit.Span)
		if region == nil {
			return nil
		}
		artifact := sarifArtifact{fileURI(e.File)}
		if n := len(changes); n == 0 || changes[n-1].Artifact != artifact {
			changes = append(changes, sarifChange{Artifact: artifact})
		}
		// What is only taken out has an empty text in its place: readers want one.
		replacement := sarifReplacement{Deleted: *region, Inserted: sarifText{e.Edit.New}}
		last := &changes[len(changes)-1]
		last.Replacements = append(last.Replacements, replacement)
	}
	return changes
}

func (r Report) sarifPhysical(file string, span text.Span) sarifPhysical {
	return sarifPhysical{sarifArtifact{fileURI(file)}, r.sarifRegion(file, span)}
}

func (r Report) sarifRegion(file string, span text.Span) *sarifRegion {
	lines := r.Lines[file]
	if lines == nil {
		return nil
	}
	region := &sarifRegion{ByteOffset: span.Start, ByteLength: span.Len()}
	region.StartLine, region.StartColumn = position(lines, span.Start)
	region.EndLine, region.EndColumn = position(lines, span.End)
	return region
}

// fileURI is a path as SARIF and reviewers of a repository want it: relative as
// it is, with slashes, and absolute ones with a scheme.
func fileURI(path string) string {
	slashed := filepath.ToSlash(path)
	u := url.URL{Path: slashed}
	if filepath.IsAbs(path) {
		if !strings.HasPrefix(slashed, "/") {
			u.Path = "/" + slashed // a drive
		}
		u.Scheme = "file"
	}
	return u.String()
}
