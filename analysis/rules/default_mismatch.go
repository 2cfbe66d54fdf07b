package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
	"github.com/porter-ls/porter-ls/schema/value"
)

func defaultMismatch() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "default-mismatch",
		Doc: `A default does not fit the schema that it stands in.

The default of a parameter or output has the type that the schema names, is one of enum, and keeps to its bounds and pattern. The default of a file is its content in base64. Porter checks that when it loads the manifest, and refuses it.

Without quotes, 5 and 1.19 are numbers and not strings: put them in quotes. A boolean is true or false; yes, no, on and off are strings.`,
		Severity: analysis.Error,
		Run:      runDefaultMismatch,
	}
}

func runDefaultMismatch(p *analysis.Pass) {
	for _, problem := range refused.Of(p).of("default-mismatch") {
		fixes := rewriteDefault(p, problem)
		if len(fixes) > 0 {
			title := fixes[0].Title
			problem.Message += "; " + strings.ToLower(title[:1]) + title[1:]
		}
		reportProblem(p, problem, fixes...)
	}
}

// rewriteDefault is the fix that writes a default so that it has the type of its
// schema, where it means the same then.
func rewriteDefault(p *analysis.Pass, problem manifest.Problem) []analysis.SuggestedFix {
	doc := p.Bundle.Manifest
	_, section := sectionAround(doc, problem.Span.Start)
	entry := childAround(section, problem.Span.Start)
	n, typ := entry.Get("default"), entry.Get("type")
	if n.Kind() != syntax.Scalar || n.Span() != problem.Span || n.Tag() != "" || n.Anchor() != "" || typ.Kind() != syntax.Scalar {
		return nil
	}
	schema, ok := entry.Decode().(map[string]any)
	fits := func(v any) bool {
		return ok && value.Unusable(schema) == nil && len(value.CheckLikePorter(schema, v)) == 0
	}
	switch typ.Value() {
	case "string":
		if fits(n.Value()) {
			return quote(doc, n)
		}
	case "boolean":
		meant, known := map[string]bool{"yes": true, "y": true, "on": true, "no": false, "n": false, "off": false}[strings.ToLower(n.Value())]
		if known && n.Style() == syntax.Plain && fits(meant) {
			return editFix(doc, fmt.Sprintf("Write %t", meant), text.Edit{Span: n.Span(), New: fmt.Sprint(meant)})
		}
	case "integer", "number":
		if n.Style() != syntax.Plain && fits(syntax.PlainData(n.Value())) {
			return unquote(doc, n, typ.Value())
		}
	}
	return nil
}
