package rules

import (
	"fmt"

	"github.com/Masterminds/semver/v3"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/text"
)

func mixinNotInstalled() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "mixin-not-installed",
		Doc: `A mixin that the manifest declares is not installed on this machine.

A build needs the programs of all mixins and fails without them. Install it with "porter mixin install NAME". It is only looked at with leave to ask the installed mixins (--installed-mixins).`,
		Severity: analysis.Information,
		Run:      runMixinNotInstalled,
	}
}

func runMixinNotInstalled(p *analysis.Pass) {
	for _, m := range declaredMixins(p) {
		if version, state := p.Inputs.MixinInstalled(m.Name.Value); state == analysis.Value && version == "" {
			p.Report(m.NameSpan, fmt.Sprintf("the mixin %s is not installed here, and a build needs it: run porter mixin install %s", m.Name.Value, m.Name.Value))
		}
	}
}

func mixinVersionMismatch() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "mixin-version-mismatch",
		Doc: `The installed version of a mixin is none that the manifest asks for.

Porter neither lints nor builds the bundle then. Install a version that fits, or correct the constraint behind the @. A constraint does not take pre-releases: exec@>=1.0 refuses v1.6.1-dev, exec@>=1.0-0 takes it. It is only looked at with leave to ask the installed mixins (--installed-mixins).`,
		Severity: analysis.Error,
		Run:      runMixinVersionMismatch,
	}
}

func runMixinVersionMismatch(p *analysis.Pass) {
	for _, m := range declaredMixins(p) {
		if m.Constraint == "" {
			continue
		}
		constraint, err := semver.NewConstraint(m.Constraint)
		if err != nil {
			continue // Porter does not load that
		}
		installed, state := p.Inputs.MixinInstalled(m.Name.Value)
		version, err := semver.NewVersion(installed)
		if state != analysis.Value || err != nil || constraint.Check(version) {
			continue
		}
		message := fmt.Sprintf("the mixin %s is installed at version %s, but the manifest asks for %s: install one that fits", m.Name.Value, installed, m.Constraint)
		if release, err := version.SetPrerelease(""); err == nil && version.Prerelease() != "" && constraint.Check(&release) {
			message = fmt.Sprintf("the mixin %s is installed at version %s, a pre-release, which %s does not take: install a release, or add -0 to the version in the constraint", m.Name.Value, installed, m.Constraint)
		}
		p.Report(constraintSpan(m), message)
	}
}

// constraintSpan is where the constraint stands, behind the name and its @.
func constraintSpan(m manifest.Mixin) text.Span {
	end := m.Name.Node.Span().End
	if n := m.Name.Node; len(n.Value()) >= len(m.Constraint) {
		return n.MapSpan(text.Span{Start: len(n.Value()) - len(m.Constraint), End: len(n.Value())})
	}
	return text.Span{Start: m.NameSpan.End, End: end}
}

// declaredMixins are the mixins of the manifest that can be relied on.
func declaredMixins(p *analysis.Pass) []manifest.Mixin {
	if silence.Of(p).section("mixins") {
		return nil
	}
	var declared []manifest.Mixin
	for _, m := range p.Bundle.Manifest.Manifest.Mixins {
		if m.Name.Value != "" {
			declared = append(declared, m)
		}
	}
	return declared
}
