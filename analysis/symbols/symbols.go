// Package symbols indexes what a manifest defines and where it is used:
// parameters, credentials, outputs, images, dependencies, mixins, actions and
// what else has a name, with the place and the order of steps in which a name
// has a value.
package symbols

import (
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Kind says what a symbol names.
type Kind uint8

// The kinds of symbol.
const (
	Parameter Kind = iota
	Credential
	Output     // of the bundle, also the one that a persistent parameter brings with it
	StepOutput // of a step
	State
	Image
	Dependency
	Mixin
	Action
	Custom           // a key of custom, to any depth: "app.version"
	Field            // a property of an object parameter, to any depth: "config.port"
	DependencyOutput // "db.host"; it is defined in the dependency's bundle
	Extension        // an entry of required
	Builtin          // what Porter gives every template, by its whole name: "installation.id", "env.HOME"
)

// String returns what the kind is called in messages.
func (k Kind) String() string {
	return [...]string{
		"parameter", "credential", "output", "step output", "state variable", "image", "dependency", "mixin",
		"action", "custom value", "field", "dependency output", "extension", "built-in variable",
	}[k]
}

// Symbol is one definition.
type Symbol struct {
	Kind Kind
	Name string
	// Span is that of the name where it is defined, without quotes; of a Custom
	// or Field that of its last part.
	Span text.Span
	// Node is the entry that defines it: of a parameter the item of the list, of
	// an image, action, field or custom value what stands behind its key.
	Node syntax.Node
	// Type is the JSON schema type of its value, "" where that is not known or
	// it has none.
	Type   string
	Action string // of a StepOutput: the action it is made in
	Step   int    // and the index of the step that makes it

	entry int // which parameter or credential of the manifest it is
}

// Ref is one place where a name stands. It may name what is not defined.
type Ref struct {
	Kind    Kind // Output for whatever bundle.outputs names
	Name    string
	Span    text.Span // of the name, without quotes; of Custom, Field, DependencyOutput and Builtin that of its last part
	Action  string    // the action that it stands in, "" outside of steps
	Step    int       // the step's index in that action
	Defines bool      // it is the definition's own place
}

func (s Symbol) ref() Ref { return Ref{s.Kind, s.Name, s.Span, s.Action, s.Step, true} }
