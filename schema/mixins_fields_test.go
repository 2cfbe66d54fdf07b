package schema_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestMixinFields holds the schemas to what the mixins' programs read: every
// field that is used is there and has the type that the program decodes it to,
// it is required if it is needed, every other one is marked as deprecated or left
// out, and none is invented.
func TestMixinFields(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("testdata", "mixin-fields.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	files := mixinFiles(t)
	rows := map[string]bool{}
	for line := range strings.Lines(string(doc)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) != 5 || !slices.Contains([]string{"needed", "used", "unused", "stale"}, cells[4]) {
			t.Fatalf("this row is not mixin, definition, field, type and use: %q", line)
		}
		mixin, definition, name, kind, use := cells[0], cells[1], cells[2], cells[3], cells[4]
		at := mixin + "/" + definition + "/" + name
		rows[at] = true
		useful := use == "needed" || use == "used"
		s := fieldsOf(files[mixin], mixin, definition)
		field, declared := s.fields[name]
		switch {
		case !declared && useful:
			t.Errorf("%s is missing", at)
		case slices.Contains(s.required, any(name)) != (use == "needed"):
			t.Errorf("%s is %s, and required are %v", at, use, s.required)
		case declared && (field["deprecated"] == true) == useful:
			t.Errorf("%s is %s, and deprecated: %v", at, use, field["deprecated"])
		case declared && use != "stale" && !slices.Contains(typesOf(field), kind):
			t.Errorf("%s is read as %s, and has the type %v", at, kind, field["type"])
		}
	}
	for mixin, root := range files {
		for definition := range object(root["definitions"]) {
			for name := range fieldsOf(root, mixin, definition).fields {
				if at := mixin + "/" + definition + "/" + name; !rows[at] && !strings.HasSuffix(definition, "Step") {
					t.Errorf("%s is read by no program", at)
				}
			}
		}
	}
}

// mixinFields are the properties of a definition, references followed, and those
// of them that are required.
type mixinFields struct {
	fields   map[string]map[string]any
	required []any
}

// fieldsOf returns the fields of a definition, those of the settings themselves
// where it is that of the configuration.
func fieldsOf(root map[string]any, mixin, definition string) mixinFields {
	definitions := object(root["definitions"])
	s := object(definitions[definition])
	if definition == "config" {
		s = object(object(s["properties"])[mixin])
	}
	fields := map[string]map[string]any{}
	for name, v := range object(s["properties"]) {
		field := object(v)
		if ref, ok := field["$ref"].(string); ok {
			field = object(definitions[strings.TrimPrefix(ref, "#/definitions/")])
		}
		fields[name] = field
	}
	required, _ := s["required"].([]any)
	return mixinFields{fields, required}
}

// typesOf returns the types that a schema asks for.
func typesOf(s map[string]any) []string {
	if one, ok := s["type"].(string); ok {
		return []string{one}
	}
	list, _ := s["type"].([]any)
	types := make([]string, len(list))
	for i, v := range list {
		types[i] = v.(string)
	}
	return types
}
