package rules

import "github.com/porter-ls/porter-ls/schema/syntax"

// scalarWalk visits the scalars that are values, in source order.
type scalarWalk struct {
	// path leads to the value that is visited; visit must not keep it.
	path  []syntax.Step
	visit func(n syntax.Node)
}

func (w *scalarWalk) walk(n syntax.Node) {
	switch n.Kind() {
	case syntax.Mapping:
		for k, v := range n.Pairs() {
			w.in(syntax.Step{Key: k.Value(), Index: -1}, v)
		}
	case syntax.Sequence:
		for i, item := range n.Items() {
			w.in(syntax.Step{Index: i}, item)
		}
	case syntax.Scalar:
		w.visit(n)
	}
}

// in walks over what a step of the path leads to.
func (w *scalarWalk) in(step syntax.Step, n syntax.Node) {
	w.path = append(w.path, step)
	w.walk(n)
	w.path = w.path[:len(w.path)-1]
}
