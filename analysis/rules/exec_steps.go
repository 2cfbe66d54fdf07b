package rules

import (
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/schema/template"
)

// execSteps are the steps of exec in actions that can be read, in source order.
var execSteps = analysis.NewFact(func(p *analysis.Pass) *execTable {
	return &execTable{exec.Steps(p.Bundle.Manifest.Manifest, silence.Of(p).section)}
})

// execTable lists the steps of exec.
type execTable struct{ *exec.Table }

// each reports what a rule finds in the single steps of exec. find must look at
// nothing but the step.
func (t *execTable) each(p *analysis.Pass, found *analysis.Remembered[template.Delims], find func(*analysis.Pass, *exec.Step)) {
	for i := range t.Rows {
		found.Report(p, t.Rows[i].Node, p.Bundle.Manifest.Manifest.Delims, func(p *analysis.Pass) { find(p, t.Step(i)) })
	}
}

// programs are what the steps of exec run, in source order.
var programs = analysis.NewFact(func(p *analysis.Pass) []*exec.Program {
	return exec.Programs(p.Bundle, execSteps.Of(p).Table)
})
