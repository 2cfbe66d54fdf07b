package schema_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porter-ls/porter-ls/schema"
)

// indexed are the mixins of Porter's public index, by the names that manifests
// call them by: the one listed as powershell is used as pwsh.
var indexed = []string{
	"ansible", "arm", "aws", "az", "brig", "cowsay", "docker", "docker-compose",
	"exec", "gcloud", "helm2", "helm3", "kubernetes", "packer", "pwsh", "terraform",
}

func TestMixinNames(t *testing.T) {
	if diff := cmp.Diff(indexed, schema.NewLibrary().MixinNames()); diff != "" {
		t.Errorf("the built-in schemas are not those of the index (-want +got):\n%s", diff)
	}
}

// unsupported are the actions that a mixin's program does not know.
var unsupported = map[string][]string{"arm": {"upgrade", "invoke"}}

// TestMixinShape holds every built-in schema to the shape that mixins print, so
// that it may stand in for one that cannot be asked.
func TestMixinShape(t *testing.T) {
	for name, root := range mixinFiles(t) {
		t.Run(name, func(t *testing.T) {
			if root["$schema"] != "http://json-schema.org/draft-07/schema#" {
				t.Errorf("the schema is of %v", root["$schema"])
			}
			if comment, _ := root["$comment"].(string); !strings.HasPrefix(comment, "What the mixin reads: ") {
				t.Errorf("$comment does not say which version of the mixin the facts are from: %q", comment)
			}
			definitions := object(root["definitions"])
			for _, action := range []string{"install", "upgrade", "uninstall", "invoke"} {
				step, ok := definitions[action+"Step"]
				if supported := !slices.Contains(unsupported[name], action); ok != supported {
					t.Errorf("%sStep: there is one: %t; the mixin supports it: %t", action, ok, supported)
				}
				if ok {
					checkWrapper(t, action+"Step", name, object(step))
				}
			}
			if config, ok := definitions["config"]; ok {
				checkWrapper(t, "config", name, object(config))
			}
			if definitions[name] == nil {
				t.Errorf("no definition is called %s", name)
			}
		})
	}
}

// checkWrapper checks that a definition is of a map from the mixin's name to
// what stands behind it.
func checkWrapper(t *testing.T, definition, name string, s map[string]any) {
	t.Helper()
	properties := slices.Collect(maps.Keys(object(s["properties"])))
	if !slices.Equal(properties, []string{name}) || s["additionalProperties"] != false ||
		!cmp.Equal(s["required"], []any{name}) {
		t.Errorf("%s is not of a map with %s and nothing else", definition, name)
	}
}

// TestMixinTexts checks what the schemas say to people: every place has a
// description, every reference leads somewhere, every definition is used, and
// what is shown as a default or an example has the type that is asked for.
func TestMixinTexts(t *testing.T) {
	for name, root := range mixinFiles(t) {
		t.Run(name, func(t *testing.T) {
			w := walker{t: t, definitions: object(root["definitions"]), used: map[string]bool{"config": true}}
			for _, action := range []string{"install", "upgrade", "uninstall", "invoke"} {
				w.used[action+"Step"] = true
			}
			w.schema("#", root)
			for definition := range w.definitions {
				if !w.used[definition] {
					t.Errorf("nothing refers to the definition %s", definition)
				}
			}
		})
	}
}

// walker visits every schema of a document.
type walker struct {
	t           *testing.T
	definitions map[string]any
	used        map[string]bool // definitions that are referred to
}

func (w *walker) schema(at string, v any) {
	if _, ok := v.(bool); ok {
		return
	}
	s := object(v)
	if ref, ok := s["$ref"].(string); ok {
		definition, local := strings.CutPrefix(ref, "#/definitions/")
		if !local || w.definitions[definition] == nil || len(s) != 1 {
			w.t.Errorf("%s: a reference to %s, which is not there, or with something beside it", at, ref)
		}
		w.used[definition] = true
		return
	}
	if d, _ := s["description"].(string); !strings.HasSuffix(d, ".") || len(d) > 420 {
		w.t.Errorf("%s: no description, or one that is no sentence or too long for a hover: %q", at, d)
	}
	if s["additionalProperties"] == nil && slices.Contains(typesOf(s), "object") {
		w.t.Errorf("%s: not said whether there may be other keys", at)
	}
	for keyword, value := range s {
		switch keyword {
		case "properties", "definitions":
			for name, sub := range object(value) {
				w.schema(at+"/"+keyword+"/"+name, sub)
			}
		case "items", "additionalProperties":
			w.schema(at+"/"+keyword, value)
		case "anyOf", "oneOf":
			for _, choice := range value.([]any) {
				if c := object(choice); len(c) != 1 || c["required"] == nil {
					w.t.Errorf("%s: %s is more than a choice between properties", at, keyword)
				}
			}
			w.declared(at, s, keyword)
		case "required":
			w.declared(at, s, "")
		case "default":
			w.typed(at, s, value)
		case "examples":
			for _, example := range value.([]any) {
				w.typed(at, s, example)
			}
		case "description", "type", "title", "deprecated", "$schema", "$comment":
		default:
			w.t.Errorf("%s: the keyword %s", at, keyword)
		}
	}
}

// declared checks that what is required, outright or by one of the choices, is
// among the properties.
func (w *walker) declared(at string, s map[string]any, keyword string) {
	sets := []any{s}
	if keyword != "" {
		sets = s[keyword].([]any)
	}
	for _, set := range sets {
		for _, name := range object(set)["required"].([]any) {
			if object(s["properties"])[name.(string)] == nil {
				w.t.Errorf("%s: %s is required and not declared", at, name)
			}
		}
	}
}

// typed checks that a value has one of the types that the schema asks for.
func (w *walker) typed(at string, s map[string]any, value any) {
	types, is := typesOf(s), typeOf(value)
	if !slices.Contains(types, is) && (is != "integer" || !slices.Contains(types, "number")) {
		w.t.Errorf("%s: %v, a %s, where %v is asked for", at, value, is, types)
	}
}

// typeOf returns the JSON Schema type of a decoded value.
func typeOf(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case float64:
		if v == float64(int64(v)) {
			return "integer"
		}
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	default:
		return "object"
	}
}

// mixinFiles reads the built-in schemas as plain JSON, by the mixin's name.
func mixinFiles(t *testing.T) map[string]map[string]any {
	t.Helper()
	paths, err := filepath.Glob("mixins/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatal("there are no built-in schemas", err)
	}
	all := map[string]map[string]any{}
	for _, path := range paths {
		doc, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var root map[string]any
		if err := json.Unmarshal(doc, &root); err != nil {
			t.Fatal(fmt.Errorf("%s: %w", path, err))
		}
		all[strings.TrimSuffix(filepath.Base(path), ".json")] = root
	}
	return all
}

// object returns a decoded value as an object, empty where it is none.
func object(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}
