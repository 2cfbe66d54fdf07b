package rules

import (
	"fmt"
	"strings"

	"github.com/distribution/reference"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

func invalidVersion() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "invalid-version",
		Doc: `The bundle's version is none.

A version is a semantic version: three numbers, and perhaps a pre-release and build metadata, such as 0.1.0 or 1.2.3-beta.1. The tag of the bundle is made of it, so it must not be too long for one either. Porter refuses the manifest.`,
		Severity: analysis.Error,
		Run:      runRefused("invalid-version", nil),
	}
}

func invalidReference() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "invalid-reference",
		Doc: `A reference names no repository that a registry could have.

A repository is written in lower case letters, digits and single . _ - between them, in parts with / between them: example.com/org/name, without https:// before it. That holds for what registry and name make together, for reference, for the references of dependencies and for the repositories of images. Porter refuses the manifest.`,
		Severity: analysis.Error,
		Run:      runInvalidReference,
	}
}

func runInvalidReference(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	for _, problem := range refused.Of(p).of("invalid-reference") {
		d := analysis.Diagnostic{Span: problem.Span, Message: problem.Message, Fixes: lowerCase(p, problem)}
		n := doc.File.NodeAt(problem.Span.Start)
		if scheme, rest, ok := strings.Cut(n.Value(), "://"); ok && n.Kind() == syntax.Scalar {
			d.Message = fmt.Sprintf("a registry is named without %s://, so Porter refuses the manifest: write %s", scheme, rest)
			if _, err := reference.ParseNormalizedNamed(strings.TrimSuffix(rest, "/")); err == nil && n.Style() == syntax.Plain && n.Span() == problem.Span {
				d.Fixes = rename(doc, problem.Span, rest)
			}
		}
		p.ReportDiagnostic(d)
	}
}

// lowerCase is the fix for a reference that is wrong only in its capitals.
func lowerCase(p *analysis.Pass, problem manifest.Problem) []analysis.SuggestedFix {
	doc := p.Bundle.Manifest
	n := doc.File.NodeAt(problem.Span.Start)
	lower := strings.ToLower(n.Value())
	if n.Kind() != syntax.Scalar || n.Style() != syntax.Plain || lower == n.Value() || n.Span() != problem.Span {
		return nil
	}
	if _, err := reference.ParseNormalizedNamed(lower); err != nil {
		return nil
	}
	return rename(doc, problem.Span, lower)
}

func referenceWithDigest() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "reference-with-digest",
		Doc: `The bundle's reference has a digest.

A digest is what a registry makes of the bundle when it is published, so a bundle cannot be published under one: Porter refuses the manifest. Write the repository alone, which gets the bundle's version as its tag, or a tag of your own.`,
		Severity: analysis.Error,
		Run:      runRefused("reference-with-digest", withoutDigest),
	}
}

// withoutDigest is the fix that leaves the repository of a reference, where
// there is a version to make its tag of.
func withoutDigest(p *analysis.Pass, problem manifest.Problem) []analysis.SuggestedFix {
	doc := p.Bundle.Manifest
	n := doc.Manifest.Reference.Node
	i := strings.IndexByte(n.Value(), '@')
	if version, err := doc.Manifest.SemVer(); err != nil || version == "" || i < 0 || n.Kind() != syntax.Scalar || n.Span() != problem.Span {
		return nil
	}
	return editFix(doc, "Remove the digest", text.Edit{Span: n.MapSpan(text.Span{Start: i, End: len(n.Value())})})
}

func registryAndReference() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "registry-and-reference",
		Doc: `The manifest has both a registry and a reference.

Each says where the bundle is published, and reference wins: Porter passes over registry with a warning. Remove one of them.`,
		Severity: analysis.Warning,
		Run:      runRegistryAndReference,
	}
}

func runRegistryAndReference(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	m, silent := doc.Manifest, silence.Of(p)
	if m.Registry.Value == "" || m.Reference.Value == "" || silent.section("registry") || silent.section("reference") {
		return
	}
	key, value := m.Root.Lookup("registry")
	if key.IsZero() {
		return
	}
	d := analysis.Diagnostic{
		Span:    key.Span(),
		Message: "registry is passed over, because reference says where the bundle is published: remove one of them",
		Related: []analysis.Related{{File: doc.Name, Span: m.Reference.Span(), Message: "this is where it is published"}},
	}
	if e, ok := removeField(doc, m.Root, key, value); ok && value.Anchor() == "" {
		d.Fixes = editFix(doc, "Remove registry", e)
	}
	p.ReportDiagnostic(d)
}
