// Package symbols indexes what a manifest defines and where it is used:
// parameters, credentials, outputs, images, dependencies, mixins and actions.
package symbols

import "github.com/porter-ls/porter-ls/schema/text"

// Kind says what a symbol names.
type Kind uint8

// The kinds of symbol.
const (
	Parameter Kind = iota
	Credential
	Output     // of the bundle
	StepOutput // of a step only
	State
	Image
	Dependency
	Mixin
	Action
	Custom // a key of custom, to any depth: "app.version"
)

// Symbol is one definition.
type Symbol struct {
	Kind   Kind
	Name   string
	Span   text.Span // of the name where it is defined
	Action string    // of a StepOutput: the action it is made in
	Step   int       // and the index of the step that makes it
}

// Ref is one use of a name, whether or not it is defined.
type Ref struct {
	Kind   Kind
	Name   string
	Span   text.Span // of the name where it is used
	Action string    // the action it is used in, "" outside of steps
	Step   int       // the step's index in that action
}
