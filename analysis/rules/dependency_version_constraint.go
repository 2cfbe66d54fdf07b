package rules

import (
	"fmt"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/distribution/reference"
	"github.com/porter-ls/porter-ls/analysis"
)

func dependencyVersionConstraint() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dependency-version-constraint",
		Doc: `The version of a dependency's bundle is none that Porter can work with, or one that it passes over.

Porter builds the bundle without reading it. When the bundle is installed, it depends on the setting dependencies.version-strategy, which is exact unless somebody changes it:

| reference | exact | max-patch, max-minor, min |
|---|---|---|
| with a tag | that tag, whatever the version says | a tag that the version allows |
| without a tag | fails | a tag that the version allows |

So write the tag into the reference, and a version beside it only for those who use another strategy. A version that is no range of semantic versions, such as "1.2.x" or ">=1.2.0 <2.0.0", fails with every other strategy, and without a tag always.`,
		Severity: analysis.Warning,
		Target:   analysis.Porter,
		Run:      runDependencyVersionConstraint,
	}
}

func runDependencyVersionConstraint(p *analysis.Pass) {
	for _, d := range dependencyWiring.Of(p).all {
		if d.Version.Value == "" {
			continue
		}
		named, err := reference.ParseNormalizedNamed(d.Reference.Value)
		if err != nil {
			continue
		}
		bare := reference.IsNameOnly(named)
		report := analysis.Diagnostic{Span: d.Version.Node.TextSpan()}
		constraint, err := semver.NewConstraint(d.Version.Value)
		switch {
		case err != nil && bare:
			report.Severity = analysis.Error
			report.Message = fmt.Sprintf("%q is no range of versions, so the dependency cannot be found when the bundle is installed: write a tag in its reference", d.Version.Value)
		case err != nil:
			report.Message = fmt.Sprintf("%q is no range of versions, such as 1.2.x: Porter passes over it, but fails with any version strategy other than exact", d.Version.Value)
		case bare:
			report.Message = "without a tag in the reference, installing fails unless dependencies.version-strategy is set to max-patch, max-minor or min: write the tag that is meant there too"
		default:
			tagged, ok := named.(reference.Tagged)
			if !ok {
				continue
			}
			version, err := semver.NewVersion(strings.ReplaceAll(tagged.Tag(), "_", "+"))
			if err != nil || constraint.Check(version) || version.Prerelease() != "" {
				continue
			}
			report.Message = fmt.Sprintf("the reference has the tag %s, which is not in this range; Porter takes the tag unless another version strategy is set", tagged.Tag())
			report.Related = []analysis.Related{{File: p.Bundle.Manifest.Name, Span: d.Reference.Span(), Message: "the reference"}}
		}
		p.ReportDiagnostic(report)
	}
}
