package ide

import (
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
)

// programAt returns what the step runs that an offset of the manifest is in, nil
// where it is in none, or that runs nothing that is understood.
func (v *View) programAt(off int) *exec.Program {
	a, i := v.stepAt(off)
	if a == nil || a.Steps[i].Mixin.Value != "exec" {
		return nil
	}
	table := exec.Steps(v.Document.Manifest, func(action string) bool { return action != a.Name.Value })
	j := slices.IndexFunc(table.Rows, func(r exec.Row) bool { return r.Node == a.Steps[i].Node })
	if j < 0 {
		return nil
	}
	table.Rows = table.Rows[j : j+1]
	for _, p := range exec.Programs(v.Bundle(), table) {
		return p
	}
	return nil
}

// calls returns the steps of the view's bundle that hand a script the name of a
// function first.
func (v *View) calls(file *analysis.File, function string) (steps []exec.Row) {
	b := v.Bundle()
	if b == nil {
		return nil
	}
	for _, p := range exec.Programs(b, exec.Steps(b.Manifest.Manifest, nil)) {
		if word, ok := p.First(); ok && p.File != nil && p.File.Name == file.Name && word.Text == function {
			steps = append(steps, p.Row)
		}
	}
	return steps
}
