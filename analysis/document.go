package analysis

import (
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// DocumentKind says what a document is.
type DocumentKind uint8

// The kinds of document. Foreign is a porter.yaml of another product, about
// which every rule is silent, save for Config.Named.
const (
	BundleManifest DocumentKind = iota
	Foreign
)

// Document is one parsed file of a bundle. It is immutable.
type Document struct {
	Name     string // as the user names it: a path, or an address in an editor
	Kind     DocumentKind
	File     *syntax.File
	Manifest *manifest.Manifest
	Symbols  *symbols.Index
}

// Bundle is a manifest and the files beside it, as one check sees them.
type Bundle struct {
	Manifest *Document
	Files    FS // nil where only the manifest is known
}

// FS reads the files beside the manifest, by slash path relative to its
// folder. An implementation records every read and every miss.
type FS interface {
	// ReadFile returns the file's content, or fs.ErrNotExist wrapped.
	ReadFile(name string) ([]byte, error)
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
	// MixinInstalled reports whether a mixin of that name is at hand, and its
	// version.
	MixinInstalled(name string) (version string, state Known)
}

// Offline is an Inputs that knows nothing.
type Offline struct{}

// MixinInstalled answers Unknown.
func (Offline) MixinInstalled(string) (string, Known) { return "", Unknown }

// Config says which rules run and how.
type Config struct {
	Target Target // Both reports what fails under either runtime

	// Named says that the user called this file a manifest, rather than that it
	// was come across. What is neither a bundle's nor readable YAML is then
	// reported, not taken for another product's.
	Named bool

	// PropagatePanics lets a rule's panic through instead of making a finding of
	// it. Tests set it.
	PropagatePanics bool
}
