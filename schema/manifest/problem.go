package manifest

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Problem is one reason why Porter 1.x does not load a manifest.
type Problem struct {
	Span    text.Span
	Cause   Cause
	Stops   bool   // Porter looks no further than the check that found it
	Masked  bool   // Porter does not get to it until another problem is gone
	Message string // what happens and what to write, without a final stop

	// Field is the field that is wrong, or Missing: not there or empty. It is
	// given where a Cause stands for several.
	Field   string
	Missing bool
	// Node is the step that is wrong, or the value that has another form than
	// Porter reads; the zero Node for other causes.
	Node syntax.Node
}

// Cause says what Porter takes offence at.
type Cause string

// The causes, in the order in which Porter comes by them. Those up to
// NoDockerfileName stop it.
const (
	NotYAML            Cause = "not-yaml"             // the text is no YAML, or has keys twice
	BadMixin           Cause = "bad-mixin"            // an entry of mixins that is no declaration
	BadRequired        Cause = "bad-required"         // an entry of required that is no extension
	BadPattern         Cause = "bad-pattern"          // a pattern that is no regular expression
	WrongType          Cause = "wrong-type"           // a field whose value has another form than Porter reads
	NotSteps           Cause = "not-steps"            // an unknown field that is no list of steps either
	BadTemplate        Cause = "bad-template"         // a template somewhere in the file, comments included
	WrongSchemaType    Cause = "wrong-schema-type"    // another document than a bundle's manifest
	NoSchemaVersion    Cause = "no-schema-version"    // a schemaVersion that is none
	UnknownVersion     Cause = "unknown-version"      // a schemaVersion that Porter does not read
	NoName             Cause = "no-name"              // the bundle has no name
	NoReference        Cause = "no-reference"         // neither registry nor reference
	BadVersion         Cause = "bad-version"          // a version that is none
	BadReference       Cause = "bad-reference"        // registry and name, or reference, name no repository
	NoTag              Cause = "no-tag"               // the reference has no tag and no version to make one of
	BadPersistent      Cause = "bad-persistent"       // persistent beside what it excludes, or where it is not to be had
	BadDockerfileName  Cause = "bad-dockerfile-name"  // the template has the name of what a build writes
	NoMixins           Cause = "no-mixins"            // no mixin is declared
	NoAction           Cause = "no-action"            // install or uninstall is missing
	EmptyStep          Cause = "empty-step"           // a dash with nothing behind it
	NoStepMixin        Cause = "no-step-mixin"        // a step that is an empty map
	MalformedStep      Cause = "malformed-step"       // a step with several keys
	UndeclaredMixin    Cause = "undeclared-mixin"     // a step whose mixin is not declared
	BadStep            Cause = "bad-step"             // a step whose mixin has no map behind it
	BadStepDescription Cause = "bad-step-description" // a step's description that is no text
	Crash              Cause = "crash"                // nothing where Porter is sure of something, and crashes
	BadDependency      Cause = "bad-dependency"       // a dependency without name, or with a wrong or missing reference
	BadOutput          Cause = "bad-output"           // an output without a name, or a file without a path
	BadParameter       Cause = "bad-parameter"        // a parameter without a name, or a file without a path
	BadSchema          Cause = "bad-schema"           // a parameter's or output's JSON schema that is none
	BadDefault         Cause = "bad-default"          // a default that does not fit its own schema
	BadImage           Cause = "bad-image"            // an image whose digest or repository is none
	BadFiles           Cause = "bad-files"            // files that cannot be had, or not put where they should
)

// VersionCheck says how strict Porter is with schemaVersion: its setting
// schema-check.
type VersionCheck uint8

// The checks. ExactVersion is what Porter does unless it is configured.
const (
	ExactVersion VersionCheck = iota
	SameMinor                 // another patch of 1.0 is only worth a warning
	SameMajor                 // another 1.x is only worth a warning
	AnyVersion                // any text is only worth a warning; Porter's runtime in the bundle
)

// Features are Porter's experimental features that are switched on, as a set
// of bits. Porter numbered them and then used the numbers as bits, so that some
// switch others on: FileSources is DependenciesV2 and OptimizedBuild.
type Features uint8

// The features, each as Porter's bits.
const (
	DependenciesV2        Features = 2
	FullControlDockerfile Features = 3
	OptimizedBuild        Features = 4
	PersistentParameters  Features = 5
	FileSources           Features = 6
)

// Has reports whether a feature is on.
func (f Features) Has(feature Features) bool { return f&feature == feature }

// features are the names that Porter's configuration has for them.
func features() map[string]Features {
	return map[string]Features{
		"no-op": 1, "dependencies-v2": DependenciesV2, "full-control-dockerfile": FullControlDockerfile,
		"optimized-bundle-build": OptimizedBuild, "persistent-parameters": PersistentParameters, "file-sources": FileSources,
	}
}

// ParseFeature returns the feature that Porter's configuration calls by a name.
func ParseFeature(name string) (Features, bool) {
	f, ok := features()[name]
	return f, ok
}

// FeatureNames returns the names of all features, sorted.
func FeatureNames() []string { return slices.Sorted(maps.Keys(features())) }

// Options are how Porter is configured.
type Options struct {
	Version  VersionCheck
	Features Features
}

// Validate returns why Porter does not load the manifest, nil where it does.
// The problems are in Porter's order, the first is the one that Porter names
// first; where Porter has no order of its own they are in source order. What
// Porter says at once is not Masked. They are complete as far as they are
// independent: of a text that is no YAML, or that does not have the form of a
// manifest, nothing else is said.
func Validate(m *Manifest, o Options) []Problem {
	v := newValidator(m, o)
	if v.notYAML(); len(v.found) > 0 {
		return v.found
	}
	if root := m.Root; isNull(root) && (root.Style() != syntax.Missing || v.hasMarker()) {
		v.stop(Crash, root.Span(), "the manifest is nothing, and Porter crashes at it: write schemaVersion: %s", DefaultSchemaVersion)
		return v.found
	}
	if v.forms(); len(v.found) > 0 {
		return v.found
	}
	if v.customActions(); len(v.found) > 0 {
		return v.found
	}
	v.templates()
	v.metadata()
	v.persistent()
	v.dockerfile()
	v.collected()
	v.crash()
	return v.found
}

// collected makes the checks of which Porter says everything that they find.
func (v *validator) collected() {
	v.mixins()
	v.actions()
	v.dependencies()
	v.outputs()
	v.parameters()
	v.images()
	v.files()
}

// crash puts a crash of Porter's first: nobody hears of what it found before.
func (v *validator) crash() {
	i := slices.IndexFunc(v.found, func(p Problem) bool { return p.Cause == Crash && !p.Masked })
	if i < 0 {
		return
	}
	crash := v.found[i]
	v.found = slices.Insert(slices.Delete(v.found, i, i+1), 0, crash)
	for i := range v.found[1:] {
		v.found[i+1].Masked = true
	}
}

// validator goes through a manifest as Porter's loader does.
type validator struct {
	m      *Manifest
	o      Options
	r      *reader
	found  []Problem
	whole  bool // all that is wrong is wanted, not what Porter says
	masked bool // Porter has stopped, or is done with the present action

	declared   map[string]bool // the names of the mixins, once steps are looked at
	keysOfStep []syntax.Node   // of the step that is looked at; kept for its memory
}

func newValidator(m *Manifest, o Options) *validator {
	return &validator{m: m, o: o, r: &reader{aliases: syntax.Follower{Root: m.Root}}}
}

// hasMarker reports whether the text says that a document begins, so that there
// is one even where nothing follows.
func (v *validator) hasMarker() bool {
	f := v.m.Root.File()
	return f != nil && bytes.Contains(append([]byte("\n"), f.Source()...), []byte("\n---"))
}

// fail adds a problem at a place.
func (v *validator) fail(cause Cause, span text.Span, format string, args ...any) {
	v.found = append(v.found, Problem{Span: span, Cause: cause, Masked: v.masked, Message: fmt.Sprintf(format, args...)})
}

// stop adds a problem that Porter stops at.
func (v *validator) stop(cause Cause, span text.Span, format string, args ...any) {
	v.fail(cause, span, format, args...)
	v.found[len(v.found)-1].Stops = true
	v.masked = true
}

// lacks adds a problem about a field that is missing or empty.
func (v *validator) lacks(cause Cause, field string, span text.Span, format string, args ...any) {
	v.fail(cause, span, format, args...)
	v.field(field, true)
}

// stopLacks is lacks where Porter stops at it.
func (v *validator) stopLacks(cause Cause, field string, span text.Span, format string, args ...any) {
	v.stop(cause, span, format, args...)
	v.field(field, true)
}

// field says which field the last problem is about.
func (v *validator) field(name string, missing bool) {
	p := &v.found[len(v.found)-1]
	p.Field, p.Missing = name, missing
}

// about says which node the last problem is about.
func (v *validator) about(n syntax.Node) { v.found[len(v.found)-1].Node = n }

// at returns the place of a value, else that of the entry it is missing in.
func at(s String, entry syntax.Node) text.Span {
	if s.Set() {
		return s.Span()
	}
	return head(entry)
}

// head returns the place of a map's first key, or of what is there instead.
func head(n syntax.Node) text.Span {
	if n.Kind() == syntax.Mapping && n.Len() > 0 {
		k, _ := n.Pair(0)
		return k.Span()
	}
	return n.Span()
}

// top returns the place for what is missing in the whole manifest.
func (v *validator) top() text.Span { return head(v.m.Root) }

func (v *validator) notYAML() {
	f := v.m.Root.File()
	if f == nil {
		return
	}
	for _, e := range f.RootErrors() {
		v.stop(NotYAML, e.Span, "%s", e.Message)
	}
}
