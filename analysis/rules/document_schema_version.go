package rules

import (
	"fmt"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/text"
)

func documentSchemaVersion() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "document-schema-version",
		Doc: `A set, an installation or a list of plugins has no schemaVersion, or one that Porter does not take.

Each kind of document has versions of its own, which are not those of porter.yaml, and Porter compares them exactly unless its setting ` + "`schema-check`" + ` is turned down:

| document | schemaVersion |
|---|---|
| CredentialSet | 1.0.1 |
| ParameterSet | 1.0.1, or 1.1.0 for values that are no text |
| Installation | 1.0.2 |
| Plugins | 1.0.0 |

The fix writes the newest one.`,
		Severity:  analysis.Error,
		Target:    analysis.Porter,
		Documents: append(valuedKinds(), analysis.PluginList),
		Run:       runDocumentSchemaVersion,
	}
}

func runDocumentSchemaVersion(p *analysis.Pass) {
	for _, problem := range shapeProblems.Of(p) {
		if !isSchemaVersion(problem) {
			continue
		}
		field := p.Schema().Root().Child("schemaVersion")
		takes := enumWords(field.Enum)
		newest, _ := field.Default.(string)
		what := documentName(p.Document.Kind)
		if problem.Kind == schema.Missing {
			p.ReportDiagnostic(analysis.Diagnostic{
				Span:    lackingSpan(problem),
				Message: fmt.Sprintf("%s needs a schemaVersion, or Porter refuses it: write schemaVersion: %s", what, newest),
			})
			continue
		}
		given := problem.Node.Value()
		if p.Document.Kind != analysis.PluginList && takesVersion(takes, given) {
			continue
		}
		d := analysis.Diagnostic{
			Span:    problem.Node.Span(),
			Message: fmt.Sprintf("Porter refuses schemaVersion %s for %s: write %s", given, what, strings.Join(takes, " or ")),
		}
		// One that Porter has never had is of a format that is not known.
		if problem.Kind == schema.NotAllowed {
			d.Fixes = replaceScalar(p.Document, problem.Node.Span(), newest)
		}
		p.ReportDiagnostic(d)
	}
}

// isSchemaVersion reports whether a problem is one of the document's
// schemaVersion.
func isSchemaVersion(problem schema.Problem) bool {
	return len(problem.Path) == 1 && isBelow(problem, "schemaVersion") ||
		len(problem.Path) == 0 && problem.Kind == schema.Missing && problem.Name == "schemaVersion"
}

// takesVersion reports whether one of the versions is the same as the one given,
// which may have a v before it.
func takesVersion(takes []string, given string) bool {
	v, err := semver.NewVersion(given)
	if err != nil {
		return false
	}
	for _, t := range takes {
		if have, err := semver.NewVersion(t); err == nil && have.Equal(v) {
			return true
		}
	}
	return false
}

// enumWords returns the texts among values.
func enumWords(values []any) []string {
	var out []string
	for _, v := range values {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// replaceScalar is the fix that writes another text in the place of a scalar, in
// the quotes that it has.
func replaceScalar(doc *analysis.Document, span text.Span, value string) []analysis.SuggestedFix {
	now := span.Of(doc.File.Source())
	quoted := value
	if len(now) > 1 && (now[0] == '"' || now[0] == '\'') {
		quoted = now[:1] + value + now[:1]
	}
	fixes := rename(doc, span, quoted)
	fixes[0].Title = fmt.Sprintf("Change to %q", value)
	return fixes
}
