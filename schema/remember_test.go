package schema

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/jsonschema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// places writes problems with their places and paths.
func places(problems []Problem) []string {
	var all []string
	for _, p := range problems {
		all = append(all, fmt.Sprintf("%s at %v: %v", p, p.Node.Span(), p.Candidates))
	}
	return all
}

// unknownEntries counts the steps and parameters of which nothing is remembered.
func unknownEntries(f *syntax.File) int {
	n := 0
	for _, section := range []string{"parameters", "credentials", "outputs", "install", "upgrade", "uninstall"} {
		for _, item := range f.Root().Get(section).Items() {
			if !entries.Has(item) {
				n++
			}
		}
	}
	return n
}

// An edit leaves one entry to look at, and what is found is what is found in the
// same text afresh.
func TestCheckRemembers(t *testing.T) {
	library := NewLibrary()
	src := corpus.Large(500)
	src = bytes.Replace(src, []byte("namespace: services"), []byte("namespac: services"), 1)
	f := syntax.Parse(src, nil)
	if n := unknownEntries(f); n == 0 {
		t.Fatal("something is remembered before anything was found out")
	}
	check := func(f *syntax.File, l *Library, version string) []string {
		return places(l.Set(version).Check(f.Root()))
	}
	if len(check(f, library, "1.0.1")) == 0 || unknownEntries(f) != 0 {
		t.Fatalf("%d entries are not remembered", unknownEntries(f))
	}
	for _, edit := range []struct{ old, new string }{
		{"minimum: 1\n", "minimum: one\n"},
		{"host-3 }", "host-4 }"},
		{"- helm3:", "- helm4:"},
		{"secret: service-4", "sekret: service-4"},
		{"parameters:\n", "# one line more\nparameters:\n"},
		{"      set:\n        host", "      sets:\n        host"},
	} {
		src = bytes.Replace(src, []byte(edit.old), []byte(edit.new), 1)
		f = syntax.Parse(src, f)
		if n := unknownEntries(f); n > 1 {
			t.Errorf("%q: %d entries are to be looked at again", edit.new, n)
		}
		for _, version := range []string{"1.0.1", "1.0.0-alpha.1"} {
			if diff := cmp.Diff(check(syntax.Parse(src, nil), library, version), check(f, library, version)); diff != "" {
				t.Errorf("%q with %s: -fresh +edited\n%s", edit.new, version, diff)
			}
		}
	}
}

// What is remembered is that of equal sets only.
func TestSetEqual(t *testing.T) {
	library := NewLibrary()
	mixin := &Mixin{Name: "exec", root: &jsonschema.Schema{}}
	all := []*Set{
		library.Set("1.0.1"), library.Set("1.1.0"), library.Set("1.0.1", mixin), library.Set("1.0.1", &Mixin{Name: "exec"}),
		NewLibrary().Set("1.0.1"), library.DocumentSet(Config),
	}
	for i, a := range all {
		for j, b := range all {
			if a.Equal(b) != (i == j) {
				t.Errorf("%d and %d: %t", i, j, a.Equal(b))
			}
		}
	}
	if !library.Set("1.0.1", mixin).Equal(library.Set("1.0.1", mixin)) {
		t.Error("the same set, made twice")
	}
}
