package schema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// argued are problems of manifests that Porter loads, each with the reason why
// it is one all the same. A * stands for an index.
var argued = map[string]string{
	"missing  schemaVersion":                        "loads only where the check of the version is turned off, or in the bundle",
	"missing choice credentials[*]: env, path":      "Porter's runtime refuses it when the bundle is run: a credential must have one of the two",
	"too new dependencies.provides provides: 1.1.0": "read, and left out of the bundle by every version without the experimental feature",
	"unknown credentials[*].sensitive sensitive":    "credentials have no such field, they are always secret; Porter passes over it",
	"unknown credentials[*].type type":              "credentials have no type; Porter passes over it",
	"unknown images.kagent.imagetype imagetype":     "the field is imageType; Porter passes over this one",
	"unknown images.kagent.name name":               "images are named by their key; Porter passes over the field",
	"unknown dependencies.requires[*].bundle.id id": "the id is one of the interface, a level deeper; Porter passes over it here",

	`no match schemaVersion schemaVersion: ^v?[*]+(\.[*]+){0,2}([*][*]+)?$`: "loads only where the check of the version is turned off",
	"deprecated dependencies.mysql mysql":                                   "a form of before 1.0, which Porter reads as no dependency",
	"deprecated invocationImage invocationImage":                            "a field of before 1.0, which Porter ignores with a word",
	"deprecated tag tag":                                                    "a field of before 1.0, which Porter ignores with a word",
	"unknown parameters[*].x-unit x-unit":                                   "a note of the author's own; Porter passes over it",
}

// TestCorpus holds the schema of the manifest to what Porter says: of a manifest
// that it loads, nothing but what is argued may be found outside of what mixins
// read.
func TestCorpus(t *testing.T) {
	library := schema.NewLibrary()
	seen := map[string]bool{}
	for _, m := range corpus.Listed(t) {
		if m.Says != nil && !m.Says.Loads() {
			continue
		}
		f := syntax.Parse(m.Source, nil)
		set := library.Set(f.Root().Get("schemaVersion").Value())
		for _, p := range set.Check(f.Root()) {
			if inStep(p.Path) {
				continue
			}
			key := withoutIndices(p)
			if argued[key] == "" {
				line, _ := f.Lines().Position(p.Node.Span().Start, text.UTF8)
				t.Errorf("%s:%d: %s", m.Name, line+1, p)
			}
			seen[key] = true
		}
	}
	t.Logf("argued and found: %d", len(seen))
}

// inStep reports whether a path leads into what a mixin reads.
func inStep(path []syntax.Step) bool {
	if len(path) == 0 {
		return false
	}
	first := path[0].Key
	return len(path) > 2 && (manifest.IsCoreAction(first) || !manifest.IsField(first) || first == "mixins")
}

func withoutIndices(p schema.Problem) string {
	var b strings.Builder
	s := p.String()
	for i := 0; i < len(s); i++ {
		b.WriteByte(s[i])
		if s[i] == '[' {
			b.WriteByte('*')
			i += strings.IndexByte(s[i:], ']')
			b.WriteByte(']')
		}
	}
	return b.String()
}

// TestRefused checks that of manifests that Porter refuses for a wrong type or a
// missing field, the check finds that too.
func TestRefused(t *testing.T) {
	for _, tt := range []struct {
		src  string
		kind schema.Kind
	}{
		{"name: [a]\n", schema.WrongType},
		{"custom: [a]\n", schema.WrongType},
		{"parameters: {a: {}}\n", schema.WrongType},
		{"parameters: [a]\n", schema.WrongType},
		{"parameters: [{name: a, sensitive: 'true'}]\n", schema.WrongType},
		{"parameters: [{name: a, applyTo: install}]\n", schema.WrongType},
		{"parameters: [{name: a, type: foo}]\n", schema.NotAllowed},
		{"parameters: [{type: string}]\n", schema.Missing},
		{"parameters: [{name: a, type: file}]\n", schema.Missing},
		{"parameters: [{name: a, required: true}]\n", schema.WrongType},
		{"parameters: [{name: a, properties: {b: true}}]\n", schema.WrongType},
		{"parameters: [{name: a, not: true}]\n", schema.WrongType},
		{"parameters: [{name: a, oneOf: {}}]\n", schema.WrongType},
		{"parameters: [{name: a, additionalProperties: x}]\n", schema.WrongType},
		{"parameters: [{name: a, items: 5}]\n", schema.WrongType},
		{"parameters: [{name: a, minLength: '1'}]\n", schema.WrongType},
		{"parameters: [{name: a, enum: 5}]\n", schema.WrongType},
		{"parameters: [{name: a, properties: {b: {type: file}}}]\n", schema.NotAllowed},
		{"parameters: [{name: a, type: [string, file]}]\n", schema.NotAllowed},
		{"outputs: [{path: a}]\n", schema.Missing},
		{"credentials: {a: {}}\n", schema.WrongType},
		{"credentials: [{name: a, required: maybe}]\n", schema.WrongType},
		{"dependencies: [a]\n", schema.WrongType},
		{"dependencies: {requires: [{name: a, bundle: {}}]}\n", schema.Missing},
		{"dependencies: {requires: [{bundle: {reference: a}}]}\n", schema.Missing},
		{"images: {a: {tag: b}}\n", schema.Missing},
		{"images: {a: {repository: b, digest: c}}\n", schema.NoMatch},
		{"images: [a]\n", schema.WrongType},
		{"maintainers: {name: a}\n", schema.WrongType},
		{"mixins: exec\n", schema.WrongType},
		{"mixins: []\n", schema.WrongSize},
		{"mixins: [a@b@c]\n", schema.NoMatch},
		{"mixins: [{a: {}, b: {}}]\n", schema.WrongSize},
		{"required: [{a: {}, b: {}}]\n", schema.WrongSize},
		{"schemaVersion: x\n", schema.NoMatch},
		{"schemaType: Bunle\n", schema.NoMatch},
		{"dockerfile: Dockerfile\n", schema.Refused},
		{"install: {exec: {}}\n", schema.WrongType},
		{"upgrade: [exec]\n", schema.WrongType},
		{"version: abc\n", schema.NoMatch},
		{"x: 5\n", schema.WrongType},
	} {
		f := syntax.Parse([]byte(tt.src), nil)
		problems := schema.NewLibrary().Set("1.0.1").Check(f.Root())
		if !slices.ContainsFunc(problems, func(p schema.Problem) bool { return p.Kind == tt.kind && p.Node != f.Root() }) {
			t.Errorf("%q: no %q among %v", tt.src, tt.kind, problems)
		}
	}
}

// TestFields holds the schema's top-level fields against those that the typed
// manifest knows.
func TestFields(t *testing.T) {
	want := manifest.Fields()
	var got []string
	for _, f := range schema.NewLibrary().Set("1.3.0").Root().Children() {
		got = append(got, f.Name)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the manifest's fields (-) and the schema's (+):\n%s", diff)
	}
}
