package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
)

func statePathMissing() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "state-path-missing",
		Doc: `A state variable has no path, no name, or a folder as its path.

A state variable is a file that is kept from one action to the next under the variable's name. Porter checks none of this when it builds. Without a path nothing is kept, and under Porter 1.x every action fails at its end: "error reading state file". A folder cannot be kept; let a step pack it into a file. Without a name Porter 1.x cannot put the file back where it was, and the action after the first fails.`,
		Severity: analysis.Error,
		Run:      runStatePathMissing,
	}
}

func runStatePathMissing(p *analysis.Pass) {
	m := p.Bundle.Manifest.Manifest
	if silence.Of(p).section("state") {
		return
	}
	for i := range m.State {
		s := &m.State[i]
		span := nameOf(s.Name, s.Node)
		switch {
		case s.Node.Repaired():
		case s.Path.Value == "" && s.Name.Value == "":
			p.Report(span, "this state variable has neither name nor path: write both")
		case s.Path.Value == "":
			p.Report(span, fmt.Sprintf("the state variable %q has no path, so nothing is kept, and under Porter 1.x every action fails at its end: write path: and the file's place", s.Name.Value))
		case s.Name.Value == "":
			p.Report(spanOf(s.Path), "this state variable has no name, so its file cannot be put back in the next action: write name:")
		case strings.HasSuffix(s.Path.Value, "/"):
			p.ReportDiagnostic(analysis.Diagnostic{
				Span: spanOf(s.Path), Severity: analysis.Warning,
				Message: fmt.Sprintf("the path of the state variable %q is a folder, and only a file can be kept: let a step pack it into one", s.Name.Value),
			})
		}
	}
}
