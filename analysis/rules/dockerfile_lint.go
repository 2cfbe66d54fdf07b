package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

func dockerfileLint() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dockerfile-lint",
		Doc: `BuildKit's own checks of a Dockerfile find something in the template.

They are the ones that a build prints as warnings, each with its name in the message and a page at https://docs.docker.com/reference/build-checks/. To switch some of them off, begin the template with BuildKit's own directive, which a build obeys too:

    # check=skip=JSONArgsRecommended,MaintainerDeprecated

With error=true in that directive every one of them fails the build and is an error here.

Left out is what depends on the base image, which is not looked at: variables that the image may define, and its platform. A platform that is written out is not reported either, because a bundle needs one.`,
		Severity: analysis.Warning,
		Run:      runDockerfileLint,
	}
}

func runDockerfileLint(p *analysis.Pass) {
	f := templateFile(p)
	if f == nil {
		return
	}
	result := linted.Of(f)
	for _, found := range result.Findings {
		if found.Check == "" {
			continue
		}
		d := analysis.Diagnostic{
			File: f.Name, Span: found.Span, Severity: severityOfCheck(found.Check),
			Message: fmt.Sprintf("%s (BuildKit's check %s)", lowerFirst(found.Message), found.Check),
		}
		if found.Check == "UndefinedVar" && strings.Contains(found.Message, "'$BUNDLE_") {
			d.Message = fmt.Sprintf("%s: a build defines it at # PORTER_INIT, for what is below that in the same stage (BuildKit's check %s)", lowerFirst(found.Message), found.Check)
		}
		if result.Strict {
			d.Severity = analysis.Error
		}
		if fix, ok := casing(f, found.Check, found.Message, found.Span); ok {
			d.Fixes = fix
		}
		p.ReportDiagnostic(d)
	}
}

// severityOfCheck is a hint for what is a matter of style and changes nothing in
// the image.
func severityOfCheck(check string) analysis.Severity {
	switch check {
	case "StageNameCasing", "FromAsCasing", "ConsistentInstructionCasing", "ExposeProtoCasing",
		"JSONArgsRecommended", "MaintainerDeprecated", "LegacyKeyValueFormat", "RedundantTargetPlatform",
		"InvalidDefaultArgInFrom", "InvalidDefinitionDescription":
		return analysis.Hint
	}
	return analysis.Warning
}

// lowerFirst begins a sentence in lower case, but for a word that is all in
// upper case.
func lowerFirst(s string) string {
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'a' && s[1] <= 'z' {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// casing is the fix of a word that should be written in the other case.
func casing(f *analysis.File, check, message string, span text.Span) ([]analysis.SuggestedFix, bool) {
	word := string(f.Content()[span.Start:span.End])
	right := word
	switch check {
	case "ExposeProtoCasing":
		right = strings.ToLower(word)
	case "FromAsCasing":
		right = strings.ToUpper(word)
		if strings.Contains(message, "'from'") {
			right = strings.ToLower(word)
		}
	case "ConsistentInstructionCasing":
		right = strings.ToUpper(word)
		if strings.Contains(message, "(lowercase)") {
			right = strings.ToLower(word)
		}
	}
	if right == word || strings.ContainsAny(word, " \t") {
		return nil, false
	}
	return []analysis.SuggestedFix{{
		Title: fmt.Sprintf("Change to %q", right),
		Edits: []analysis.FileEdit{{File: f.Name, Edit: text.Edit{Span: span, New: right}}},
	}}, true
}
