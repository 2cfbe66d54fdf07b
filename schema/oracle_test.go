package schema_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	oracle "github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// standard returns our schema of the newest manifest with all built-in mixins as
// one document of plain draft-07: where a key chooses a mixin there are
// properties, one for each mixin. Formats are left out, because the check does
// not judge them.
func standard(t testing.TB) map[string]any {
	read := func(file string) map[string]any {
		doc, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var v map[string]any
		if err := json.Unmarshal(doc, &v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	root := read("manifest.json")
	mixins := map[string]map[string]any{}
	for _, name := range schema.NewLibrary().MixinNames() {
		mixins[name] = read(filepath.Join("mixins", name+".json"))
	}
	rewrite(root, func(m map[string]any) {
		delete(m, "format")
		definition, ok := m[`x-mixin`].(string)
		if !ok {
			return
		}
		patterns := map[string]any{}
		for name, doc := range mixins {
			if _, ok := doc["definitions"].(map[string]any)[definition]; ok {
				patterns["^"+name+"(@|$)"] = map[string]any{"$ref": "#/mixin." + name + "/definitions/" + definition + "/properties/" + name}
			}
		}
		m["patternProperties"] = patterns
	})
	for name, doc := range mixins {
		rewrite(doc, func(m map[string]any) {
			delete(m, "format")
			if ref, ok := m["$ref"].(string); ok {
				m["$ref"] = strings.Replace(ref, "#/", "#/mixin."+name+"/", 1)
			}
		})
		root["mixin."+name] = doc
	}
	return root
}

// rewrite calls f with every map of a tree.
func rewrite(v any, f func(map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		for _, child := range v {
			rewrite(child, f)
		}
		f(v)
	case []any:
		for _, child := range v {
			rewrite(child, f)
		}
	}
}

func compiled(t testing.TB) *oracle.Schema {
	t.Helper()
	c := oracle.NewCompiler()
	if err := c.AddResource("https://example.com/porter.json", standard(t)); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("https://example.com/porter.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asDecoded turns data into what a strict validator has to see to judge it as
// yaml.v3 decodes it. These are all the differences there are meant to be:
//
//   - nothing at all is as if the key or entry were not there, where the schema
//     does not say that it is a value (but it counts where entries or keys are
//     counted, see countsNothing);
//   - any scalar is a text where only a text may stand;
//   - the older words for true and false are booleans where one may stand;
//   - a template in a step, where no text may stand, is left out: nobody knows
//     what it will be.
func asDecoded(f schema.Field, v any, step bool) (any, bool) {
	switch v := v.(type) {
	case nil:
		return nil, len(f.Types) > 0 && f.Fits("null")
	case map[string]any:
		out := map[string]any{}
		for k, child := range v {
			c := f.Child(k)
			if child == nil && c.IsZero() {
				out[k] = nil // the key alone is a mistake
			} else if child, ok := asDecoded(c, child, step || len(c.Types) > 0 && c.Types[0] == "array" && isAction(f, k)); ok {
				out[k] = child
			}
		}
		return out, true
	case []any:
		out := []any{}
		for i, child := range v {
			if child, ok := asDecoded(f.Item(i), child, step); ok {
				out = append(out, child)
			}
		}
		return out, true
	}
	if s, ok := v.(string); ok {
		if f.Fits("boolean") && len(f.Types) > 0 {
			switch s {
			case "y", "Y", "yes", "on":
				return true, true
			case "n", "N", "no", "off":
				return false, true
			}
		}
		if step && strings.Contains(s, "${") && !f.Fits("string") {
			return nil, false
		}
		return s, true
	}
	kind := map[bool]string{true: "boolean", false: "number"}[v == true || v == false]
	if len(f.Types) > 0 && !f.Fits(kind) && !f.Fits("integer") && f.Fits("string") {
		return fmt.Sprint(v), true
	}
	return v, true
}

// isAction reports whether a key of the root has steps.
func isAction(f schema.Field, key string) bool {
	return f.Name == "" && len(f.Keys) > 3 && !slices.Contains([]string{"mixins", "parameters", "credentials", "outputs", "state", "required", "files", "maintainers"}, key)
}

// TestOracle holds the check against a complete validator of JSON Schema, on
// real manifests and on what random changes make of them: they must agree on
// whether a manifest is valid.
func TestOracle(t *testing.T) {
	const changes = 12
	validator, library := compiled(t), schema.NewLibrary()
	random := rand.New(rand.NewPCG(1, 23))
	valid, invalid := 0, 0
	for _, m := range corpus.Some(t, 60) {
		f := syntax.Parse(m.Source, nil)
		original, ok := f.Root().Decode().(map[string]any)
		if len(f.Errors()) > 0 || !ok {
			continue
		}
		original["schemaVersion"] = "1.0.1" // which many have not
		for i := range changes {
			var data any = clone(original)
			for range min(i, 1+i%2) {
				data = mutate(random, data)
			}
			doc, err := json.Marshal(data)
			if err != nil {
				break // a map with keys that are no strings
			}
			tree := syntax.Parse(doc, nil)
			if len(tree.Errors()) > 0 || countsNothing(data) {
				continue
			}
			set := library.Set("1.3.0")
			problems := slices.DeleteFunc(set.Check(tree.Root()), func(p schema.Problem) bool {
				return p.Kind == schema.TooNew || p.Kind == schema.Deprecated
			})
			strict, _ := asDecoded(set.Root(), tree.Root().Decode(), false)
			if strict == nil {
				strict = map[string]any{}
			}
			said := validator.Validate(strict)
			if (said != nil) != (len(problems) > 0) {
				t.Errorf("%s, change %d: the validator says %v\nthe check %v\n%s", m.Name, i, said, problems, doc)
			}
			if said == nil {
				valid++
			} else {
				invalid++
			}
		}
	}
	t.Logf("agreed on %d valid and %d invalid manifests", valid, invalid)
	if valid == 0 || invalid == 0 {
		t.Error("all were the same")
	}
}

// countsNothing reports whether a list, or a map with one or two keys, holds
// nothing at all in one of them: the two would count differently.
func countsNothing(v any) bool {
	switch v := v.(type) {
	case []any:
		return slices.ContainsFunc(v, func(e any) bool {
			m, _ := e.(map[string]any)
			for _, child := range m {
				if child == nil && len(m) <= 2 {
					return true
				}
			}
			return e == nil || countsNothing(e)
		})
	case map[string]any:
		for _, child := range v {
			if countsNothing(child) {
				return true
			}
		}
	}
	return false
}

func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, child := range v {
			out[k] = clone(child)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, child := range v {
			out[i] = clone(child)
		}
		return out
	}
	return v
}

// mutate changes one place of a tree.
func mutate(r *rand.Rand, v any) any {
	fresh := []any{nil, true, "yes", "text", "", 0, -1, 5, 1.5, "1.0.0", "install", []any{}, []any{"a"}, []any{"a", "a"}, map[string]any{}, map[string]any{"name": "a"}, map[string]any{"a": 1, "b": 2}}
	if r.IntN(12) == 0 {
		return fresh[r.IntN(len(fresh))]
	}
	switch v := v.(type) {
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		names := []string{"name", "path", "type", "default", "env", "tag", "version", "description", "outputs", "nosuchkey", "required", "exec"}
		name := names[r.IntN(len(names))]
		if len(keys) == 0 || r.IntN(6) == 0 {
			v[name] = fresh[r.IntN(len(fresh))]
			return v
		}
		k := keys[r.IntN(len(keys))]
		switch r.IntN(6) {
		case 0:
			delete(v, k)
		case 1:
			v[k+"x"] = v[k]
			delete(v, k)
		default:
			v[k] = mutate(r, v[k])
		}
		return v
	case []any:
		if len(v) == 0 {
			return fresh[r.IntN(len(fresh))]
		}
		i := r.IntN(len(v))
		if r.IntN(6) == 0 {
			return append(v, v[i])
		}
		v[i] = mutate(r, v[i])
		return v
	}
	return fresh[r.IntN(len(fresh))]
}
