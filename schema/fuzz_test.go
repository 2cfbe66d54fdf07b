package schema_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// FuzzAt asks for a place of any text and for what can stand there, to the
// bottom of the first way down.
func FuzzAt(f *testing.F) {
	for _, m := range corpus.Own(f) {
		f.Add(string(m.Source), len(m.Source)/2)
	}
	f.Add("install:\n  - exec:\n      outputs:\n        - ", 44)
	f.Add("parameters: [{properties: {a: {properties: {", 44)
	set := schema.NewLibrary().Set("1.3.0")
	f.Fuzz(func(t *testing.T, text string, off int) {
		file := syntax.Parse([]byte(text), nil)
		field := set.At(file.PathAt(off).Steps)
		for range 20 {
			children := field.Children()
			if len(children) == 0 {
				field = field.Item(0)
				continue
			}
			field = children[off&0xff%len(children)]
		}
	})
}

// FuzzCheck checks any text: it must end, every problem must be at a node of
// the text, and the same problem is told once.
func FuzzCheck(f *testing.F) {
	for _, m := range corpus.Own(f) {
		f.Add(string(m.Source))
	}
	f.Add("a: &a [*a]\nparameters: *a\n<<: *a\n")
	f.Add("parameters: &p\n  - <<: *p\n  - &q {<<: U*q, *")
	f.Add("parameters: &p\n  - <<: *p\n  - &q {<<: [*q, *p]}\n")
	set := schema.NewLibrary().Set("1.0.1")
	f.Fuzz(func(t *testing.T, text string) {
		file := syntax.Parse([]byte(text), nil)
		seen := map[string]bool{}
		for _, p := range set.Check(file.Root()) {
			if p.Node.IsZero() || p.Node.File() != file {
				t.Fatalf("%v is nowhere", p)
			}
			if p.Node.Repaired() && p.Node.Kind() == syntax.Scalar && p.Kind != schema.Missing {
				t.Fatalf("%v is about what could not be read", p)
			}
			key := p.String() + p.Node.Span().String()
			if seen[key] {
				t.Fatalf("%v is told twice", p)
			}
			seen[key] = true
		}
	})
}

// FuzzParseMixin takes any text for the schema that a mixin prints, asks what
// may stand in a step of it, and checks one.
func FuzzParseMixin(f *testing.F) {
	files, err := filepath.Glob("mixins/*.json")
	if err != nil || len(files) == 0 {
		f.Fatal("no built-in schemas", err)
	}
	for _, name := range files[:3] {
		doc, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(doc, "command: a\n")
	}
	for _, s := range []string{
		`{"definitions": {"installStep": {"$ref": "#/definitions/installStep"}}}`,
		`{"definitions": {"installStep": {"properties": {"m": {"$ref": "#"}}}, "anyOf": [{"$ref": "#"}, {"$ref": "#"}]}}`,
		`{"definitions": {"installStep": {"properties": {"m": {"allOf": [{"$ref": "#/definitions/a"}, {"$ref": "#/definitions/a"}]}}}, "a": {"oneOf": [{"$ref": "#/definitions/installStep/properties/m"}, {"not": {"$ref": "#/definitions/a"}}]}}}`,
		`{"definitions": {"installStep": {"properties": {"m": {"patternProperties": {"(": false, "a*": {"type": ["x", 5]}}, "items": [true, false], "additionalItems": false}}}}}`,
		`[]`, `true`, `"x"`, `{"definitions": []}`, `{"definitions": {"installStep": false}}`,
	} {
		f.Add([]byte(s), "{a: [1, {b: c}], d: {a: 1}}")
	}
	library := schema.NewLibrary()
	f.Fuzz(func(t *testing.T, doc []byte, body string) {
		m, err := schema.ParseMixin("m", "", doc)
		if err != nil {
			return
		}
		set := library.Set("1.0.1", m)
		step := []syntax.Step{{Key: "install", Index: -1}, {Index: 0}, {Key: "m", Index: -1}}
		field := set.At(step)
		for range 5 {
			for _, c := range field.Children() {
				field = c
			}
			field = field.Item(0)
		}
		file := syntax.Parse([]byte("install:\n- m: "+body), nil)
		set.Check(file.Root())
		set.At(step).Check(file.Root().Get("install").Item(0))
	})
}
