package analysis

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/desired"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// DocumentKind says what a document is.
type DocumentKind uint8

// The kinds of document. Foreign is one of another product, or none that
// anything is known about: every rule is silent about it, save for Config.Named.
const (
	BundleManifest DocumentKind = iota
	Foreign
	CredentialSet
	ParameterSet
	Installation
	PluginList   // the plugins that Porter is to install
	PorterConfig // the settings of Porter itself
)

// Document is one parsed file. It is immutable.
type Document struct {
	Name     string // as the user names it: a path, or an address in an editor
	Kind     DocumentKind
	File     *syntax.File
	Manifest *manifest.Manifest
	Symbols  *symbols.Index
	Desired  *desired.Document // nil unless it is a set, an installation or a list of plugins
	Legacy   bool              // a manifest for Porter before 1.0.0, see [manifest.Manifest.Legacy]
}

// Known says whether an Input is a value, still being fetched or not to be had.
type Known uint8

// The states of knowledge. Unknown and Pending never lead to a finding.
const (
	Unknown Known = iota
	Pending
	Value
)

// Inputs answer for the world outside the bundle. Every method answers at once.
type Inputs interface {
	// MixinInstalled returns the version of the mixin of that name that is at
	// hand, "" where it is known that there is none.
	MixinInstalled(name string) (version string, state Known)
	// MixinSchema returns the JSON Schema that a mixin prints of its steps, and
	// the mixin's version. The bytes must not be changed.
	MixinSchema(name string) (schema []byte, version string, state Known)
	// Dependency returns the bundle that a dependency's reference stands for. It
	// must not be changed.
	Dependency(reference string) (bundle *cnab.Bundle, state Known)
	// Neighbour returns the bundle among the manifests around this one that a
	// dependency asks for, as Workspace.Published finds it.
	Neighbour(reference, versions string) (n *Neighbour, state Known)
}

// Neighbour is a bundle whose manifest is in the same workspace.
type Neighbour struct {
	Reference string // that it would be published as
	Manifest  *Document
}

// Offline is an Inputs that knows nothing.
type Offline struct{}

// MixinInstalled answers Unknown.
func (Offline) MixinInstalled(string) (string, Known) { return "", Unknown }

// MixinSchema answers Unknown.
func (Offline) MixinSchema(string) ([]byte, string, Known) { return nil, "", Unknown }

// Dependency answers Unknown.
func (Offline) Dependency(string) (*cnab.Bundle, Known) { return nil, Unknown }

// Neighbour answers Unknown.
func (Offline) Neighbour(string, string) (*Neighbour, Known) { return nil, Unknown }

// Config says which rules run and how.
type Config struct {
	Target Target    // Both reports what fails under either runtime
	Rules  Selection // which of the rules are run, and how severe they are

	// Features are those of Porter's experimental features that are on where the
	// bundle is built.
	Features manifest.Features

	// Library holds the schemas. Who checks more than once gives every check the
	// same one, which then reads each schema once; nil stands for a new one.
	Library *schema.Library

	// Named says that the user called this file a manifest, rather than that it
	// was come across. What is neither a bundle's nor readable YAML is then
	// reported, not taken for another product's.
	Named bool

	// PropagatePanics lets a rule's panic through instead of making a finding of
	// it. Tests set it.
	PropagatePanics bool
}

// Key returns a text that two Configs share only if checks of the same bundle
// find the same with both. It is stable from run to run.
func (c Config) Key() string {
	c.Library, c.PropagatePanics = nil, false
	return fmt.Sprintf("%+v", c) // prints maps in order of their keys
}

// Begun returns a document as the manifest that it may become, where that is all
// it can be told to be: no rule says anything about it yet, but its author wants
// to know what a manifest may have. It returns nil for any other.
func (d *Document) Begun() *Document {
	if d.Kind != Foreign || !manifest.MayBecomeBundle(d.File.Root()) || Binary(d.File) {
		return nil
	}
	begun := *d
	begun.Kind = BundleManifest
	begun.Legacy = len(begun.Manifest.Legacy()) > 0
	return &begun
}
