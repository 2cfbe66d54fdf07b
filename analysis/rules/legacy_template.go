package rules

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
)

func legacyTemplate() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "legacy-template",
		Doc: `A template is written with the delimiters of another version of the manifest.

Templates are written ` + "`${ }` since schemaVersion 1.0.0, and `{{ }}`" + ` before. The other ones are text for Porter, which hands them on to the mixin as they are. Only names that begin with bundle, installation, env or outputs are reported: ` + "`{{ .Values.image }}` may well be meant for Helm, and `${HOME}`" + ` in an old manifest for a shell.`,
		Severity: analysis.Warning,
		Run:      runLegacyTemplate,
	}
}

func runLegacyTemplate(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	silent := silence.Of(p)
	if !doc.Manifest.SchemaVersion.Set() || silent.section("schemaVersion") {
		return // which delimiters are right is not known
	}
	right, wrong := template.Dollar, template.Braces
	if doc.Manifest.Delims != template.Dollar {
		right, wrong = wrong, right
	}
	if !bytes.Contains(doc.File.Source(), []byte(wrong.Open)) {
		return
	}
	for i := range doc.Manifest.Actions {
		a := &doc.Manifest.Actions[i]
		if silent.section(a.Name.Value) {
			continue
		}
		for j := range a.Steps {
			uses, _ := template.ScanNode(a.Steps[j].Node, wrong)
			for _, u := range uses {
				if isPorters(u) && !raw(doc.File.Source(), u) {
					reportLegacy(p, u, right, wrong)
				}
			}
		}
	}
}

// isPorters reports whether a tag can be meant for nothing but Porter.
func isPorters(u template.Use) bool {
	if !u.Closed || !u.Reads() || u.Node.IsZero() || len(u.Path) < 2 {
		return false
	}
	for _, s := range u.Path {
		if s.Name == "" || strings.ContainsAny(s.Name, " \t\"'|()") {
			return false
		}
	}
	switch u.Path[0].Name {
	case "bundle", "installation", "env", "outputs":
		return true
	}
	return false
}

// raw reports whether a tag is the inner part of a right one: ${{ name }}.
func raw(src []byte, u template.Use) bool {
	return u.Span.Start > 0 && src[u.Span.Start-1] == '$'
}

func reportLegacy(p *analysis.Pass, u template.Use, right, wrong template.Delims) {
	doc := p.Bundle.Manifest
	src := doc.File.Source()
	name := u.Name.Of(src)
	to := right.Open + " " + name + " " + right.Close
	d := analysis.Diagnostic{
		Span:    u.Span,
		Message: fmt.Sprintf("this is handed on as text, because templates are written %s with this schemaVersion; write %s", right.Open+" "+right.Close, to),
	}
	if but := lacking(p, u); but != "" {
		d.Message += but
		p.ReportDiagnostic(d)
		return // as a template it would fail the step
	}
	written := u.Span.Of(src)
	plainTag := strings.HasPrefix(written, wrong.Open) && strings.HasSuffix(written, wrong.Close) &&
		strings.TrimSpace(written[len(wrong.Open):len(written)-len(wrong.Close)]) == name
	// A plain scalar cannot begin with a brace, nor have one within brackets.
	plain := u.Node.Style() == syntax.Plain && right == template.Braces
	if plainTag && u.Kind == template.Variable && !plain {
		d.Fixes = []analysis.SuggestedFix{change(doc, "Write "+to, u.Span, to)}
	}
	p.ReportDiagnostic(d)
}

// lacking says why a name could be none of a template; nothing where it can, or
// that cannot be told.
func lacking(p *analysis.Pass, u template.Use) string {
	if u.Path[0].Name != "bundle" {
		return ""
	}
	section := u.Path[1].Name
	var kinds []symbols.Kind
	switch section {
	case "parameters":
		kinds = []symbols.Kind{symbols.Parameter}
	case "credentials":
		kinds = []symbols.Kind{symbols.Credential}
	case "images":
		kinds = []symbols.Kind{symbols.Image}
	case "dependencies":
		kinds = []symbols.Kind{symbols.Dependency}
	case "outputs":
		kinds = []symbols.Kind{symbols.Output, symbols.StepOutput}
	case "name", "version", "description", "installerImage", "custom":
		return ""
	default:
		return fmt.Sprintf(", with the right name, because bundle has no %q", section)
	}
	if len(u.Path) < 3 || silence.Of(p).section(section) {
		return ""
	}
	name := u.Path[2].Name
	for _, kind := range kinds {
		for _, n := range p.Bundle.Manifest.Symbols.Names(kind) {
			if n == name || strings.HasPrefix(n, name+".") {
				return ""
			}
		}
	}
	return fmt.Sprintf(", and declare the %s %q, which there is not", kinds[0], name)
}
