package ide

import (
	"sort"
	"strconv"

	"github.com/porter-ls/porter-ls/schema/manifest"
)

// stepAt returns the action and the index of the step that an offset is in; nil
// where it is in none.
func (v *View) stepAt(off int) (*manifest.Action, int) {
	if !v.Manifest() {
		return nil, 0
	}
	m := v.Document.Manifest
	for i := range m.Actions {
		a := &m.Actions[i]
		j := sort.Search(len(a.Steps), func(j int) bool { return a.Steps[j].Node.Span().Start > off }) - 1
		if j >= 0 && a.Steps[j].Node.Span().Contains(off) {
			return a, j
		}
	}
	return nil, 0
}

// stepNumber is an index as people count.
func stepNumber(i int) string { return strconv.Itoa(i + 1) }
