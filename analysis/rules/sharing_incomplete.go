package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func sharingIncomplete() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "sharing-incomplete",
		Doc: `A dependency is to be shared, and only one of mode and group says so.

With its experimental feature dependencies-v2 Porter shares a dependency with other bundles where mode is true and group has a name. With only one of them it does not run the bundle: "empty sharing group", "empty sharing mode". Without the feature it passes over sharing. Write both, or leave sharing out.`,
		Severity: analysis.Warning,
		Target:   analysis.Porter,
		Run:      runSharingIncomplete,
	}
}

func runSharingIncomplete(p *analysis.Pass) {
	m := p.Bundle.Manifest.Manifest
	if silence.Of(p).section("dependencies") {
		return
	}
	for i := range m.Dependencies {
		d := &m.Dependencies[i]
		s := d.Sharing
		if s.Node.Kind() != syntax.Mapping || d.Node.Repaired() {
			continue
		}
		mode, problems := s.Node.Get("mode"), refused.Of(p)
		if problems.at(mode) || problems.at(s.Node.Get("group")) || problems.at(s.Node.Get("group").Get("name")) {
			continue // what is meant is not known
		}
		switch {
		case s.Mode && s.Group.Value == "":
			p.Report(mode.Span(), fmt.Sprintf("dependency %s is shared with no group, so Porter 1.x does not run the bundle: write group: with a name:", d.Name.Value))
		case !s.Mode && s.Group.Value != "":
			p.Report(spanOf(s.Group), fmt.Sprintf("dependency %s has a group and is not shared, so Porter 1.x does not run the bundle: write mode: true", d.Name.Value))
		}
	}
}
