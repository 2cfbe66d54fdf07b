package symbols

import "strings"

// Scope says whether a name has a value at a place.
type Scope uint8

// The scopes.
const (
	// Undefined is a name that the manifest does not define.
	Undefined Scope = iota
	// Visible is a name that has its value there.
	Visible
	// EarlierRun is an output of the bundle that no earlier step makes: it has
	// the value of the last run, and none in the first.
	EarlierRun
	// NotYet is an output of this or a later step of the action and of nothing
	// before.
	NotYet
	// OtherAction is a parameter or credential whose applyTo leaves the action
	// out, or an output that only steps of other actions make.
	OtherAction
)

// Scope returns whether what a reference names has a value where it stands.
// Outside of steps there is no order: what the bundle has is Visible.
func (x *Index) Scope(r Ref) Scope {
	switch r.Kind {
	case Parameter, Credential:
		s, ok := x.Lookup(r.Kind, r.Name)
		return x.applies(s, ok, r)
	case Field:
		for name := r.Name; ; {
			i := strings.LastIndexByte(name, '.')
			if i < 0 {
				return Undefined
			}
			name = name[:i]
			if s, ok := x.Lookup(Parameter, name); ok {
				return x.applies(s, ok, r)
			}
		}
	case Output, StepOutput:
		return x.output(r)
	case DependencyOutput:
		name, _, _ := strings.Cut(r.Name, ".")
		for i := range r.Name { // the dependency's name may have dots
			if r.Name[i] == '.' && x.has(Dependency, r.Name[:i]) {
				name = r.Name[:i]
			}
		}
		return visible(x.has(Dependency, name))
	case Builtin:
		return Visible
	}
	return visible(x.has(r.Kind, r.Name))
}

func visible(ok bool) Scope {
	if ok {
		return Visible
	}
	return Undefined
}

func (x *Index) applies(s Symbol, ok bool, r Ref) Scope {
	if !ok || r.Action == "" {
		return visible(ok)
	}
	applies := false
	if s.Kind == Parameter {
		applies = x.manifest.Parameters[s.entry].AppliesTo(r.Action)
	} else {
		applies = x.manifest.Credentials[s.entry].AppliesTo(r.Action)
	}
	if !applies {
		return OtherAction
	}
	return Visible
}

// output looks for the steps that make an output and for the bundle's own.
func (x *Index) output(r Ref) Scope {
	if r.Action == "" {
		return visible(x.has(Output, r.Name))
	}
	scope := Undefined
	i, ok := x.names.last[key{StepOutput, r.Name}]
	for ; ok && i >= 0; i = x.names.before[i] {
		switch s := &x.Symbols[i]; {
		case s.Action == r.Action && s.Step < r.Step:
			return Visible
		case s.Action == r.Action:
			scope = NotYet
		case scope == Undefined:
			scope = OtherAction
		}
	}
	if x.has(Output, r.Name) {
		return EarlierRun
	}
	return scope
}

// Visible returns the symbols that a template in a step can name and find a
// value for, be it that of an earlier run, in source order, each name once.
func (x *Index) Visible(action string, step int) []Symbol {
	var out []Symbol
	for i, s := range x.Symbols {
		if x.names.last[key{s.Kind, s.Name}] != int32(i) {
			continue
		}
		switch s.Kind {
		case State, Mixin, Action, Extension:
			continue
		case StepOutput:
			if x.has(Output, s.Name) {
				continue
			}
		}
		switch x.Scope(Ref{Kind: s.Kind, Name: s.Name, Action: action, Step: step}) {
		case Visible, EarlierRun:
			out = append(out, s)
		}
	}
	return out
}
