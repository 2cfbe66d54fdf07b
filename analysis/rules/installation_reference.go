package rules

import (
	"fmt"

	"github.com/distribution/reference"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema"
)

func installationReference() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "installation-reference",
		Doc: `An installation does not say which bundle it is one of.

Porter pulls ` + "`repository`" + ` with one of digest, version and tag, of which the first in this order counts. It refuses an installation without a repository, without any of the three, or with one of them that cannot be read; the version must be a semantic version, and anything else is a tag.

The repository has no tag in it: write the tag behind ` + "`tag`" + `.`,
		Severity:  analysis.Error,
		Target:    analysis.Porter,
		Documents: []analysis.DocumentKind{analysis.Installation},
		Run:       runInstallationReference,
	}
}

func runInstallationReference(p *analysis.Pass) {
	none := false
	for _, problem := range shapeProblems.Of(p) {
		none = none || problem.Kind == schema.Missing && problem.Name == "repository"
	}
	for _, problem := range shapeProblems.Of(p) {
		if !isReferenceProblem(problem) || none && problem.Kind == schema.MissingChoice {
			continue
		}
		switch {
		case problem.Kind == schema.Missing && problem.Name == "bundle":
			p.Report(lackingSpan(problem), "an installation needs a bundle, or Porter refuses it: write bundle: with repository: and version: below it")
		case problem.Kind == schema.Missing || problem.Kind == schema.WrongSize:
			p.Report(lackingSpan(problem), "the bundle has no repository, and Porter refuses the installation: write repository: and where the bundle is published")
		case problem.Kind == schema.MissingChoice:
			p.Report(lackingSpan(problem), "the bundle has neither version, digest nor tag, and Porter refuses the installation: write version: and the one to install")
		case problem.Kind == schema.NoMatch:
			reportReferencePart(p, problem)
		}
	}
	repository := p.Document.Desired.Bundle.Repository
	if repository.Value == "" || repository.Node.Repaired() {
		return
	}
	ref, err := reference.ParseNormalizedNamed(repository.Value)
	if err != nil {
		p.Report(repository.Span(), fmt.Sprintf("%q is no repository, and Porter refuses the installation: %v", repository.Value, err))
		return
	}
	if !reference.IsNameOnly(ref) {
		p.ReportDiagnostic(analysis.Diagnostic{
			Span: repository.Span(), Severity: analysis.Warning,
			Message: fmt.Sprintf("the repository has a tag or digest of its own, which does not count: write %s here and the rest behind tag, version or digest", reference.FamiliarName(ref)),
		})
	}
}

// isReferenceProblem reports whether a problem is about which bundle it is, other than
// a key or a type that does not belong there.
func isReferenceProblem(problem schema.Problem) bool {
	if len(problem.Path) == 0 {
		return problem.Kind == schema.Missing && problem.Name == "bundle"
	}
	if !isBelow(problem, "bundle") {
		return false
	}
	switch problem.Kind {
	case schema.Missing, schema.MissingChoice, schema.NoMatch, schema.WrongSize:
		return true
	}
	return false
}

func reportReferencePart(p *analysis.Pass, problem schema.Problem) {
	wants := map[string]string{
		"version": "a semantic version such as 0.1.0; anything else goes behind tag",
		"digest":  "a digest such as sha256: and 64 hexadecimal digits",
		"tag":     "a tag, which is letters, digits, dots, dashes and underscores",
	}
	key := problem.Path[len(problem.Path)-1].Key
	counts := p.Document.Desired.Bundle
	d := analysis.Diagnostic{
		Span:    problem.Node.Span(),
		Message: fmt.Sprintf("%q cannot be read, and Porter refuses the installation: write %s", problem.Node.Value(), wants[key]),
	}
	before := counts.Digest.Value != "" && key != "digest" || counts.Version.Value != "" && key == "tag"
	if before {
		d.Severity, d.Message = analysis.Information, fmt.Sprintf("%q cannot be read; it does not count beside the others: write %s", problem.Node.Value(), wants[key])
	}
	p.ReportDiagnostic(d)
}
