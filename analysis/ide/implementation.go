package ide

import (
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// Implementation returns what does what stands at an offset: of an argument that
// a script is handed the function, of an action its steps, of an output the steps
// that make it.
func Implementation(v *View, off int) Targets {
	at, ok := v.at(off)
	targets := Targets{Origin: at.span}
	if !ok {
		return targets
	}
	for _, n := range at.names {
		switch {
		case n.kind == ofFunction, n.kind == ofBranch:
			targets.To = append(targets.To, v.definitions(n)...)
		case n.kind == ofSymbol && n.bundle != nil && n.symbol == symbols.Action:
			targets.To = append(targets.To, v.steps(n)...)
		case n.kind == ofSymbol && n.bundle != nil && n.symbol == symbols.Output:
			targets.To = append(targets.To, v.makers(n)...)
		}
	}
	return targets
}

// steps returns the steps of an action.
func (v *View) steps(n name) []Target {
	f := (&collector{View: v}).fileOf(n.bundle)
	a, ok := n.bundle.Manifest.Manifest.Action(n.text)
	if f == nil || !ok {
		return nil
	}
	var targets []Target
	for i := range a.Steps {
		if s := &a.Steps[i]; s.Mixin.Set() {
			targets = append(targets, Target{Location{f.Name, s.Mixin.Node.TextSpan()}, covering(s.Node.Span(), s.Mixin.Node.TextSpan())})
		}
	}
	return targets
}

// makers returns where steps make an output.
func (v *View) makers(n name) []Target {
	f := (&collector{View: v}).fileOf(n.bundle)
	if f == nil {
		return nil
	}
	var targets []Target
	for _, s := range n.bundle.Manifest.Symbols.Symbols {
		if s.Kind == symbols.StepOutput && s.Name == n.text {
			targets = append(targets, Target{Location{f.Name, s.Span}, covering(s.Node.Span(), s.Span)})
		}
	}
	return targets
}

// TypeDefinition returns where the type of what stands at an offset is described:
// of a parameter, an output or a field of an object the schema in the manifest.
func TypeDefinition(v *View, off int) Targets {
	at, ok := v.at(off)
	targets := Targets{Origin: at.span}
	if !ok {
		return targets
	}
	for _, n := range at.names {
		if n.kind != ofSymbol || n.bundle == nil {
			continue
		}
		f := (&collector{View: v}).fileOf(n.bundle)
		if f == nil {
			continue
		}
		for _, s := range n.bundle.Manifest.Symbols.Definitions(symbols.Ref{Kind: n.symbol, Name: n.text}) {
			switch s.Kind {
			case symbols.Parameter, symbols.Output, symbols.Field:
			default:
				continue
			}
			if key, typ := s.Node.Lookup("type"); typ.Kind() == syntax.Scalar || typ.Kind() == syntax.Sequence {
				targets.To = append(targets.To, Target{Location{f.Name, covering(key.Span(), typ.Span())}, covering(s.Node.Span(), key.Span())})
			}
		}
	}
	return targets
}
