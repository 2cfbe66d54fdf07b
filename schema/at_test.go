package schema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// at returns what may stand at the ‸ of a text, and the keys of that.
func at(set *schema.Set, marked string) (field schema.Field, keys []string) {
	before, after, _ := strings.Cut(marked, "‸")
	f := syntax.Parse([]byte(before+after), nil)
	field = set.At(f.PathAt(len(before)).Steps)
	for _, c := range field.Children() {
		keys = append(keys, c.Name)
	}
	return field, keys
}

func TestAt(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		types      string
		keys       string // those there must be among others: some of them
		not        string // those there must not be
	}{
		{"root", "‸", "object", "schemaVersion name install parameters", "files tag2"},
		{"a field", "name: ‸", "string", "", ""},
		{"half-typed key", "name: x\nparam‸", "object", "parameters", ""},
		{"an entry", "parameters:\n  - ‸", "object", "name type default env minimum $id", "persistent"},
		{"behind the first line of an entry", "parameters:\n  - name: a\n    ‸", "object", "type sensitive", ""},
		{"a keyword of JSON Schema", "parameters:\n  - name: a\n    type: ‸", "string array", "", ""},
		{"nested schemas", "parameters:\n  - name: a\n    properties:\n      port:\n        ‸", "object", "type minimum properties", "env"},
		{"a schema that may be true", "parameters:\n  - name: a\n    additionalProperties:\n      ‸", "boolean object", "type minimum properties", "env"},
		{"output", "outputs:\n  - ‸", "object", "name path applyTo type", "env source"},
		{"credential", "credentials:\n  - ‸", "object", "name env path required", "type"},
		{"image", "images:\n  web:\n    ‸", "object", "repository digest", ""},
		{"dependency", "dependencies:\n  requires:\n    - name: a\n      bundle:\n        ‸", "object", "reference version", "interface"},
		{"extension", "required:\n  - docker:\n      ‸", "object", "privileged", ""},
		{"step", "install:\n  - ‸", "object", "exec", "command"},
		{"body", "install:\n  - exec:\n      ‸", "object", "command arguments flags", ""},
		{"half-typed body", "install:\n  - exec:\n      com‸\n      arguments: []\n", "object", "command", ""},
		{"custom action", "status:\n  - exec:\n      ‸", "object", "command", ""},
		{"flow step", "install: [{exec: {‸", "object", "command", ""},
		{"in a mixin's list", "install:\n  - exec:\n      outputs:\n        - ‸", "object", "name jsonPath regex path", ""},
		{"mixins", "mixins:\n  - ‸", "string object", "az", "exec"},
		{"mixin's settings", "mixins:\n  - az:\n      ‸", "object", "clientVersion", ""},
		{"settings of a version", "mixins:\n  - az@>=1.0:\n      ‸", "object", "clientVersion", ""},
		{"nothing is known", "install:\n  - nosuchmixin:\n      ‸", "", "", ""},
		{"a list where a map belongs", "name:\n  - ‸", "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			field, keys := at(schema.NewLibrary().Set("1.0.1"), tt.text)
			if got := strings.Join(field.Types, " "); got != tt.types {
				t.Errorf("types %q, want %q", got, tt.types)
			}
			for _, want := range strings.Fields(tt.keys) {
				if !slices.Contains(keys, want) {
					t.Errorf("no key %s among %q", want, keys)
				}
			}
			for _, not := range strings.Fields(tt.not) {
				if slices.Contains(keys, not) {
					t.Errorf("the key %s is among the keys", not)
				}
			}
		})
	}
}

// TestVersions checks what each version adds to the keys that are offered.
func TestVersions(t *testing.T) {
	keys := func(version, text string) []string {
		_, keys := at(schema.NewLibrary().Set(version), text)
		return keys
	}
	places := []struct{ text, key string }{
		{"dependencies:\n  ‸", "provides"},
		{"dependencies:\n  requires:\n    - ‸", "sharing"},
		{"dependencies:\n  requires:\n    - ‸", "outputs"},
		{"parameters:\n  - ‸", "persistent"},
		{"‸", "files"},
	}
	got := map[string]string{}
	for _, version := range []string{"1.0.0-alpha.1", "1.0.0", "1.0.1", "v1.0.1", "1.1", "1.1.0", "1.2.0", "1.3.0", "2.0.0", "", "x"} {
		for _, p := range places {
			if slices.Contains(keys(version, p.text), p.key) {
				got[version] += " " + p.key
			}
		}
	}
	want := map[string]string{
		"1.1":   " provides sharing outputs",
		"1.1.0": " provides sharing outputs",
		"1.2.0": " provides sharing outputs persistent",
		"1.3.0": " provides sharing outputs persistent files",
		"2.0.0": " provides sharing outputs persistent files",
		"":      " provides sharing outputs persistent files",
		"x":     " provides sharing outputs persistent files",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	f := schema.NewLibrary().Set("1.0.1").Root().Child("files")
	if f.IsZero() || f.Available || f.Since != "1.3.0" || f.Feature != "file-sources" {
		t.Errorf("files of 1.3.0 is told as %+v", f)
	}
}

// TestField checks what a field says beside its types.
func TestField(t *testing.T) {
	set := schema.NewLibrary().Set("1.0.1")
	root := set.Root()
	type facts struct {
		Required, Open, Deprecated, Ignored bool
		Default                             any
		Keys                                []string
		Choices                             [][]string
		Enum                                []any
	}
	list := func(name string) schema.Field { return root.Child(name).Item(0) }
	for _, tt := range []struct {
		name  string
		field schema.Field
		want  facts
	}{
		{"root", root, facts{Open: true, Keys: []string{"schemaVersion", "name", "mixins", "install", "uninstall"}, Choices: [][]string{{"registry", "reference"}}}},
		{"required", root.Child("install"), facts{Required: true, Open: true}},
		{"optional", root.Child("upgrade"), facts{Open: true}},
		{"deprecated", root.Child("tag"), facts{Open: true, Deprecated: true}},
		{"choices", list("credentials"), facts{Keys: []string{"name"}, Choices: [][]string{{"env", "path"}}}},
		{"default", list("credentials").Child("required"), facts{Open: true, Default: true}},
		{"ignored", list("parameters").Child("maxItems"), facts{Open: true, Ignored: true}},
		{"values of one of several types", list("parameters").Child("type"), facts{Open: true, Enum: []any{"string", "integer", "number", "boolean", "object", "array", "null", "file"}}},
		{"step", list("install"), facts{Open: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := tt.field
			got := facts{f.Required, f.Open, f.Deprecated, f.Ignored, f.Default, f.Keys, f.Choices, f.Enum}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	if a, b := list("parameters").Child("type").Doc, list("outputs").Child("type").Doc; a == b || a == "" || b == "" {
		t.Errorf("what stands beside a reference does not explain the field: %q and %q", a, b)
	}
}

// TestInstalledWins checks that an installed mixin's own schema takes the place
// of the built-in one, and that others are known too.
func TestInstalledWins(t *testing.T) {
	parse := func(name string) *schema.Mixin {
		m, err := schema.ParseMixin(name, "1.0.0", []byte(`{"definitions": {
			"installStep": {"$ref": "#/definitions/step"},
			"step": {"properties": {"`+name+`": {"$ref": "#/definitions/body"}}},
			"body": {"type": "object", "properties": {"own": {"type": "integer"}}, "additionalProperties": false}}}`))
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	set := schema.NewLibrary().Set("1.0.1", parse("exec"), nil, parse("acme"))
	for _, name := range []string{"exec", "acme"} {
		if _, keys := at(set, "install:\n  - "+name+":\n      ‸"); !slices.Equal(keys, []string{"own"}) {
			t.Errorf("%s: %q", name, keys)
		}
		if f, _ := at(set, "upgrade:\n  - "+name+":\n      ‸"); !f.IsZero() {
			t.Errorf("%s: something is known of an action that the schema does not define", name)
		}
	}
	if _, keys := at(set, "install:\n  - ‸"); !slices.Contains(keys, "acme") || !slices.Contains(keys, "az") {
		t.Errorf("a step may be of %q", keys)
	}
}

// TestAtEverywhere asks at many places of real manifests, whole and cut off
// there: wherever that is, all keys that are offered have names, and in the whole
// ones the fields at the top are explained.
func TestAtEverywhere(t *testing.T) {
	library, known := schema.NewLibrary(), 0
	for _, m := range corpus.Some(t, 60) {
		f := syntax.Parse(m.Source, nil)
		set := library.Set(f.Root().Get("schemaVersion").Value())
		for off := 0; off <= len(m.Source); off += 1 + len(m.Source)/20 {
			steps := f.PathAt(off).Steps
			for _, c := range set.At(steps).Children() {
				if c.Name == "" {
					t.Fatalf("%s:%d: a key without a name", m.Name, off)
				}
			}
			half := syntax.Parse(m.Source[:off], nil)
			set.At(half.PathAt(off).Steps)
			if len(steps) > 0 && len(f.Errors()) == 0 && slices.ContainsFunc(set.Root().Children(), func(c schema.Field) bool { return c.Name == steps[0].Key }) {
				known++
				if field := set.At(steps[:1]); field.Name != steps[0].Key || field.Doc == "" {
					t.Errorf("%s:%d: of %s is known %+v", m.Name, off, steps[0].Key, field)
				}
			}
		}
	}
	if known == 0 {
		t.Error("no place was asked about")
	}
}
