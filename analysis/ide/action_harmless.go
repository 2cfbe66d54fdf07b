package ide

import (
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

// harmless holds the last action to what comes of it: it is not made where it
// would bring an error.
func (a *acting) harmless() {
	last := &a.found[len(a.found)-1]
	edit := last.edit
	last.edit = func() (ActionEdit, bool) {
		e, ok := edit()
		if !ok || a.Check == nil {
			return e, ok
		}
		now := analysis.Texts{}
		var edits []text.Edit
		for _, one := range e.Edits {
			edits = append(edits, one.Edit)
		}
		slices.SortStableFunc(edits, func(a, b text.Edit) int { return a.Span.Start - b.Span.Start })
		after, err := text.Apply(a.Source(), edits)
		if err != nil {
			return ActionEdit{}, false
		}
		now[a.File.Name] = analysis.Text{Content: after}
		for _, d := range analysis.Beyond(append(a.unreadable(nil), a.Check(nil)...), append(a.unreadable(now), a.Check(now)...)) {
			if d.Severity == analysis.Error || d.Severity == 0 {
				return ActionEdit{}, false
			}
		}
		return e, true
	}
}
