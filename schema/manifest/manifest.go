// Package manifest is the typed porter.yaml: every field that Porter reads,
// each with the node it stands at, and the defaults that Porter derives.
//
// It is decoded from the tolerant tree, so a half-typed file has a manifest
// with what can be read of it.
package manifest

import (
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Largest is how many bytes a file may have to be read as a manifest. The
// largest real one known has a thousandth of it.
const Largest = 16 << 20

// String is a text value and where it stands. The zero String is one that the
// manifest does not have.
type String struct {
	Value string
	Node  syntax.Node
}

// Set reports whether the manifest has the value.
func (s String) Set() bool { return !s.Node.IsZero() }

// Span returns where the value stands.
func (s String) Span() text.Span { return s.Node.Span() }

// Manifest is one porter.yaml.
type Manifest struct {
	Root syntax.Node

	SchemaType    String
	SchemaVersion String
	Name          String
	Version       String
	Description   String
	Registry      String
	Reference     String
	Dockerfile    String
	Maintainers   []Maintainer
	Mixins        []Mixin
	Parameters    []Parameter
	Credentials   []Credential
	Outputs       []Output
	State         []StateVar
	Images        []Image
	Dependencies  []Dependency
	Required      []Required
	CustomActions []CustomAction
	Custom        syntax.Node
	Actions       []Action // in source order: install, upgrade, uninstall and the custom ones

	Delims template.Delims // by SchemaVersion

	// Files and Provides are of Porter's experimental features.
	Files    []File
	Provides Provides

	// MixinsNode and DependenciesNode are what stands at mixins and
	// dependencies, in whatever form.
	MixinsNode, DependenciesNode syntax.Node

	// Tag and InvocationImage are fields from before 1.0.0 that Porter passes
	// over with a warning. LegacyDependencies are those of a map of names,
	// which it passes over without one, and those of a list, which it refuses.
	Tag, InvocationImage String
	LegacyDependencies   []LegacyDependency
}

// Maintainer is an entry of maintainers.
type Maintainer struct {
	Node             syntax.Node
	Name, Email, URL String
}

// Mixin is an entry of mixins: NAME, NAME@CONSTRAINT or a map of either to its
// configuration. Name is not set where it is none of these.
type Mixin struct {
	Node       syntax.Node // the whole entry
	Name       String      // without the constraint; its node is the scalar it is part of
	NameSpan   text.Span   // just the name
	Constraint string      // "" where none
	Config     syntax.Node
}

// Schema is the JSON schema of a parameter or output, whose keywords the
// manifest writes among the fields of the parameter or output itself.
type Schema struct {
	Node     syntax.Node
	Type     String      // not set where absent or a list
	Types    []String    // where type is a list
	Default  syntax.Node // zero where absent
	Enum     syntax.Node
	Keywords []Keyword // every one, those above too, in source order
}

// Keyword is one keyword of a JSON schema as the manifest has it.
type Keyword struct{ Key, Value syntax.Node }

// Name returns the keyword.
func (k Keyword) Name() string { return k.Key.Value() }

// Keyword returns the value of a keyword, the zero Node where the schema has
// none of that name.
func (s Schema) Keyword(name string) syntax.Node {
	for _, k := range s.Keywords {
		if k.Name() == name {
			return k.Value
		}
	}
	return syntax.Node{}
}

// Parameter is an entry of parameters.
type Parameter struct {
	Node        syntax.Node
	Name        String
	Description String
	Schema      Schema
	Env, Path   String
	ApplyTo     []String
	Sensitive   bool
	Persistent  bool // an experimental feature: its value is kept as an output of the same name
	Source      Source

	// LegacyDestination is what stands at destination: before 1.0.0 a map of
	// env and path, which Porter now passes over.
	LegacyDestination syntax.Node

	strayed bool // read through an alias
}

// Source says which output feeds a parameter.
type Source struct {
	Node               syntax.Node
	Dependency, Output String
}

// Credential is an entry of credentials.
type Credential struct {
	Node        syntax.Node
	Name        String
	Description String
	Env, Path   String
	ApplyTo     []String
	Required    bool // true where the manifest does not say

	strayed bool
}

// Output is an entry of outputs.
type Output struct {
	Node        syntax.Node
	Name        String
	Description String
	Schema      Schema
	Path        String
	ApplyTo     []String
	Sensitive   bool

	strayed bool
}

// StateVar is an entry of state.
type StateVar struct {
	Node                    syntax.Node
	Name, Path              String
	Description, Mixin, Env String // Porter uses neither Mixin nor Env
}

// Image is an entry of images; Key is its name in templates.
type Image struct {
	Node                               syntax.Node
	Key                                String
	Description, ImageType, Repository String
	Digest, Tag, MediaType             String
	Size                               uint64
	Labels                             []Pair

	// Legacy is what stands at image, a field from before 1.0.0 in whose place
	// there is repository now; Porter passes over it.
	Legacy String
}

// Dependency is an entry of dependencies.requires.
type Dependency struct {
	Node      syntax.Node
	Name      String
	Bundle    syntax.Node // what stands at bundle
	Reference String
	Version   String
	Interface Interface
	Sharing   Sharing

	Mappings
	// Misplaced are the mappings that stand within bundle, where the notes on
	// file format 1.1.0 put them. Porter passes over them there.
	Misplaced Mappings
}

// Mappings say what a dependency gets and what becomes of its outputs.
type Mappings struct{ Parameters, Credentials, Outputs []Pair }

// Pair is an entry of a map of strings.
type Pair struct{ Key, Value String }

// LegacyDependency is an entry of dependencies as it was before 1.0.0: with a
// name as its key or field, and its reference at tag or reference.
type LegacyDependency struct {
	Node            syntax.Node
	Name, Reference String
	Parameters      []Pair
}

// Interface is the bundle interface that a dependency must have, one of the
// experimental features.
type Interface struct {
	Node          syntax.Node
	ID, Reference String
	Document      Document
}

// Document is an interface that is written out where it is wanted.
type Document struct {
	Node        syntax.Node
	Parameters  []Parameter
	Credentials []Credential
	Outputs     []Output
}

// Sharing says whether a dependency's installation is shared with others, one
// of the experimental features. Porter reads a bool; its file format has group
// and none in their place.
type Sharing struct {
	Node  syntax.Node
	Mode  bool   // true and group are true
	Text  String // the mode as written
	Group String // the group's name
}

// Provides is dependencies.provides: the interface that the bundle has itself.
type Provides struct {
	Node        syntax.Node
	InterfaceID String
}

// File is an entry of files: what a build downloads into the bundle directory.
type File struct {
	Node             syntax.Node
	URL, Destination String
}

// Required is an entry of required: an extension and its configuration. Name is
// not set where the entry is neither a name nor a map of one.
type Required struct {
	Node   syntax.Node
	Name   String
	Config syntax.Node
}

// CustomAction is an entry of customActions.
type CustomAction struct {
	Node        syntax.Node
	Name        String
	Description String
	Modifies    bool
	Stateless   bool
}

// Action is install, upgrade, uninstall or a custom action with its steps.
type Action struct {
	Name  String // its node is the key
	Node  syntax.Node
	Steps []Step
}

// Step is one item of an action. Mixin is the zero String where the item is
// not a map with exactly one key.
type Step struct {
	Node        syntax.Node // the item
	Index       int
	Mixin       String      // its node is the key
	Body        syntax.Node // what stands behind the key
	Description String
	Outputs     []StepOutput

	strayed bool
}

// StepOutput is an entry of a step's outputs.
type StepOutput struct {
	Node syntax.Node
	Name String
}
