package rules

import (
	"fmt"
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
)

// missingFolders reports the folders of the bundle that steps are to run in and
// that are not there. What a step before made is there only when they run, so
// behind others it is a warning. It returns the steps with such a folder, by
// their place among those of exec.
func missingFolders(p *analysis.Pass) map[int]bool {
	found := map[int]bool{}
	for i, prog := range programs.Of(p) {
		if prog.Dir == "" || prog.Node.Repaired() {
			continue
		}
		in, ok := exec.Local(prog.Dir, ".", p.Bundle.Manifest.Manifest.Delims)
		if !ok || !p.Bundle.LacksFolder(in) {
			continue
		}
		others := besides(p.Bundle.Files, in)
		if !slices.ContainsFunc(others, func(name string) bool { return !isYAML(name) }) || mayAppear(p, &exec.Program{Row: prog.Row, Invocation: &exec.Invocation{Local: in}}, i) {
			continue
		}
		found[prog.Index] = true
		d := analysis.Diagnostic{
			Span:    execSteps.Of(p).Step(prog.Index).Dir.Span(),
			Message: fmt.Sprintf("there is no folder %q in the bundle's folder for the step to run in, so it fails", in),
		}
		if prog.At > 0 {
			d.Severity = analysis.Warning
			d.Message = fmt.Sprintf("there is no folder %q in the bundle's folder for the step to run in; unless a step before makes it the step fails", in)
		}
		p.ReportDiagnostic(d)
	}
	return found
}
