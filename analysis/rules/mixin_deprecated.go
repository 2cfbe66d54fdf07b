package rules

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema"
)

// mixinDeprecated reports what a mixin's schema calls deprecated. It is a warning
// where an output would be missed.
func mixinDeprecated(p *analysis.Pass) {
	for _, m := range misfits.Of(p) {
		if m.Kind != schema.Deprecated || m.mixin == "" {
			continue
		}
		d := analysis.Diagnostic{Span: m.Node.TextSpan(), Severity: analysis.Information}
		if m.Name == "outputs" {
			d.Severity = analysis.Warning
		}
		d.Message = fmt.Sprintf("%s does nothing with %q", m.reader(), m.Name)
		if why := clause(p.Schema().At(m.Path).Doc); why != "" {
			d.Message = fmt.Sprintf("%q of %s: %s", m.Name, m.mixin, why)
		}
		p.ReportDiagnostic(d)
	}
}

// clause makes a clause of a schema's description: plain words that begin small
// and do not end with a stop.
func clause(doc string) string {
	doc = strings.TrimSuffix(strings.TrimSpace(strings.ReplaceAll(doc, "`", "")), ".")
	doc, _, _ = strings.Cut(doc, "\n")
	doc = strings.ReplaceAll(doc, ". ", "; ")
	first, size := utf8.DecodeRuneInString(doc)
	second, _ := utf8.DecodeRuneInString(doc[size:])
	if unicode.IsUpper(second) { // an abbreviation
		return doc
	}
	return string(unicode.ToLower(first)) + doc[size:]
}
