// Package schema knows what may stand where in a porter.yaml: our own JSON
// Schema of the manifest by schemaVersion, and the schemas of mixins, built-in
// ones and those that installed mixins print. It knows the other documents that
// Porter reads too: sets, installations, lists of plugins and its own settings.
//
// A [Set] answers what stands at a path (for completion and hover) and what is
// wrong with a tree (for rules). What stands in a step is told by the step's
// key: a step of exec is held against exec's schema and no other. Both questions
// are made for text that is being typed: a path may be half there, and a place
// that could not be read is not judged.
package schema

//go:generate go test . -run TestPages -update

import (
	"iter"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"

	"github.com/porter-ls/porter-ls/schema/jsonschema"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
)

// Set is what one document is held against: for a manifest its schema for its
// schemaVersion, and the mixins' schemas. It is immutable, and making one reads
// nothing.
type Set struct {
	library   *Library
	document  Document
	version   *semver.Version // nil where the manifest's is none
	delims    template.Delims
	installed map[string]*Mixin

	schemaVersion string // of a manifest, as it is written
}

// Set returns the set for manifests of that schemaVersion, as it is written. The
// schema of an installed mixin takes the place of the built-in one; a nil Mixin
// is passed over. Where the version cannot be read, everything that any version
// has is taken for known.
func (l *Library) Set(schemaVersion string, installed ...*Mixin) *Set {
	// A set is remembered longer than the text that the version is cut from.
	s := &Set{library: l, delims: template.DelimsFor(schemaVersion), schemaVersion: strings.Clone(schemaVersion)}
	if v, err := semver.NewVersion(schemaVersion); err == nil {
		s.version = v
	}
	if len(installed) > 0 {
		s.installed = make(map[string]*Mixin, len(installed))
	}
	for _, m := range installed {
		if m != nil {
			s.installed[m.Name] = m
		}
	}
	return s
}

// Document returns which document the set is for.
func (s *Set) Document() Document { return s.document }

// Version returns the schemaVersion that the set is for, as the manifest writes
// it.
func (s *Set) Version() string { return s.schemaVersion }

// DocumentSet returns the set for documents that are no manifests.
func (l *Library) DocumentSet(d Document) *Set {
	return &Set{library: l, document: d, delims: template.DelimsFor(latest)}
}

// latest is a schemaVersion whose templates are written as in Porter's settings.
const latest = "1.0.1"

// Mixin returns what is known of a mixin, nil where nothing is.
func (s *Set) Mixin(name string) *Mixin {
	if m := s.installed[name]; m != nil {
		return m
	}
	return s.library.Mixin(name)
}

// Builtin returns the set without what installed mixins say of themselves.
func (s *Set) Builtin() *Set {
	if len(s.installed) == 0 {
		return s
	}
	builtin := *s
	builtin.installed = nil
	return &builtin
}

// MixinNames returns the mixins that something is known of, sorted.
func (s *Set) MixinNames() []string {
	names := s.library.MixinNames()
	for name := range s.installed {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Root returns the document itself as a field.
func (s *Set) Root() Field {
	f := s.field("", false, s.library.documents[s.document]())
	f.templated = s.document == Config
	return f
}

// At returns what may stand where the steps lead, from the manifest's root; the
// zero Field where nothing is known of that place. The steps may be those of a
// [syntax.Path] into half-typed text.
func (s *Set) At(steps []syntax.Step) Field {
	f := s.Root()
	for _, step := range steps {
		if step.Index >= 0 {
			f = f.Item(step.Index)
		} else {
			f = f.Child(step.Key)
		}
	}
	return f
}

// The keywords that our own schemas have beyond JSON Schema's.
const (
	sinceKeyword   = "x-since"   // the schemaVersion that brought a field
	featureKeyword = "x-feature" // the experimental feature that Porter needs for it
	ignoredKeyword = "x-ignored" // Porter reads the field and does nothing with it
	mixinKeyword   = "x-mixin"   // a map whose key chooses a mixin: the definition in the mixin's schema
)

// referred ranges over a schema and those that its references lead to, in
// order: what explains a value may stand at each of them.
func referred(s *jsonschema.Schema) iter.Seq[*jsonschema.Schema] {
	return func(yield func(*jsonschema.Schema) bool) {
		for range mostSchemas { // they may lead in a circle
			if s == nil || !yield(s) {
				return
			}
			s = s.Next
		}
	}
}

// extra returns a keyword of ours, of a schema or of what it refers to.
func extra(s *jsonschema.Schema, keyword string) string {
	for s := range referred(s) {
		if v, ok := s.Extra[keyword].(string); ok {
			return v
		}
	}
	return ""
}

// deprecated reports whether a schema or what it refers to is deprecated.
func deprecated(s *jsonschema.Schema) bool {
	for s := range referred(s) {
		if s.Deprecated {
			return true
		}
	}
	return false
}

// has reports whether the set's version has what came with another one.
func (s *Set) has(since string) bool {
	if since == "" || s.version == nil {
		return true
	}
	v, err := semver.NewVersion(since)
	return err != nil || !s.version.LessThan(v)
}
