package jsonschema_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porter-ls/porter-ls/schema/jsonschema"
)

func Example() {
	s, err := jsonschema.Parse([]byte(`{
		"properties": {"port": {"$ref": "#/definitions/port", "description": "Where it listens."}},
		"definitions": {"port": {"type": "integer", "description": "A port."}}
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	port := s.Property("port")
	fmt.Println(port.Description, port.Resolve().Description, port.Resolve().Types)
	// Output: Where it listens. A port. [integer]
}

func TestParseFails(t *testing.T) {
	for name, doc := range map[string]string{
		"nothing":         "",
		"no JSON":         "type: object",
		"cut off":         `{"type": "object"`,
		"a list":          `[]`,
		"a text":          `"object"`,
		"null":            `null`,
		"text behind it":  `{} {}`,
		"too deep":        strings.Repeat(`{"not":`, 100_000),
		"too deep a list": strings.Repeat(`[`, 5_000) + strings.Repeat(`]`, 5_000),
		"too large":       `{"a": "` + strings.Repeat("x", jsonschema.Largest) + `"}`,
	} {
		if s, err := jsonschema.Parse([]byte(doc)); err == nil {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// TestKeywords checks what is read of keywords that say something and of those
// that make no sense.
func TestKeywords(t *testing.T) {
	s, err := jsonschema.Parse([]byte(`{
		"type": "object", "required": ["a", 5, "b"], "default": {"a": [1, 2.5, null]}, "deprecated": true,
		"properties": {"b": true, "a": false, "b": {"title": "the last one"}, "c": 5},
		"minProperties": 1, "maxProperties": -1, "minLength": 1.0, "maximum": 1e400, "minimum": "1",
		"$defs": {"d": {"type": ["string", "null"]}}, "x-own": {"a": 1}
	}`))
	if err != nil {
		t.Fatal(err)
	}
	type facts struct {
		Types, Required, Properties []string
		Default                     any
		Deprecated, Never           bool
		MinProperties, MinLength    int
		Ignored                     bool
		Defs                        []string
		Extra                       any
	}
	var names []string
	for _, p := range s.Properties {
		names = append(names, p.Name+":"+p.Schema.Title)
	}
	got := facts{
		s.Types, s.Required, names, s.Default, s.Deprecated, s.Property("a").Never, *s.MinProperties, *s.MinLength,
		s.MaxProperties == nil && s.Minimum == nil, s.Definition("d").Types, s.Extra["x-own"],
	}
	want := facts{
		[]string{"object"}, []string{"a", "b"}, []string{"a:", "b:the last one"},
		map[string]any{"a": []any{1, 2.5, nil}}, true, true, 1, 1, true, []string{"string", "null"}, map[string]any{"a": 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestReferences checks where references lead.
func TestReferences(t *testing.T) {
	s, err := jsonschema.Parse([]byte(`{
		"definitions": {
			"chain": {"$ref": "#/definitions/link"}, "link": {"$ref": "#/definitions/end"}, "end": {"title": "end"},
			"self": {"$ref": "#/definitions/self"}, "there": {"$ref": "#/definitions/back"}, "back": {"$ref": "#/definitions/there"},
			"root": {"$ref": "#"}, "away": {"$ref": "other.json#/a"}, "nowhere": {"$ref": "#/definitions/none"},
			"noschema": {"$ref": "#/definitions/end/title"}, "anchor": {"$ref": "#end"},
			"list": {"$ref": "#/allOf/0"}, "beyond": {"$ref": "#/allOf/7"}, "sign": {"$ref": "#/allOf/-1"},
			"hidden": {"$ref": "#/x-place/deep"}, "escapes": {"$ref": "#/definitions/a~1b%25~0"}, "a/b%~": {"title": "escaped"}
		},
		"allOf": [{"title": "first"}], "title": "root", "x-place": {"deep": {"title": "found", "not": {"$ref": "#/definitions/end"}}}
	}`))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, d := range s.Definitions {
		if d.Schema.Ref == "" {
			continue
		}
		got[d.Name] = "nothing"
		if to := d.Schema.Resolve(); to != nil {
			got[d.Name] = to.Title
		}
	}
	want := map[string]string{
		"chain": "end", "link": "end", "self": "nothing", "there": "nothing", "back": "nothing", "root": "root",
		"away": "nothing", "nowhere": "nothing", "noschema": "nothing", "anchor": "nothing",
		"list": "first", "beyond": "nothing", "sign": "nothing", "hidden": "found", "escapes": "escaped",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if to := s.Definition("hidden").Resolve().Not.Resolve(); to == nil || to.Title != "end" {
		t.Error("a reference that only another one leads to is not resolved")
	}
}

// TestLongChain follows references as long as there are any, in time that grows
// with them.
func TestLongChain(t *testing.T) {
	const long = 3000
	var b strings.Builder
	b.WriteString(`{"definitions": {"d0": {"title": "end"}`)
	for i := 1; i < long; i++ {
		fmt.Fprintf(&b, `, "d%d": {"$ref": "#/definitions/d%d"}`, i, i-1)
	}
	b.WriteString(`}}`)
	s, err := jsonschema.Parse([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if to := s.Definition(fmt.Sprintf("d%d", long-1)).Resolve(); to == nil || to.Title != "end" {
		t.Errorf("the chain leads to %v", to)
	}
}

func TestPattern(t *testing.T) {
	s, err := jsonschema.Parse([]byte(`{"properties": {"a": {"pattern": "^x"}, "b": {"pattern": "(?<=y)x"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	a, b := s.Property("a").Pattern, s.Property("b").Pattern
	matches := func(p *jsonschema.Pattern, s string) string {
		found, known := p.Match(s)
		return fmt.Sprint(found, known)
	}
	if matches(a, "xy") != "true true" || matches(a, "yx") != "false true" || a.String() != "^x" || a.Steps("xxxx") < 4 {
		t.Error("^x does not match as it should")
	}
	for what, p := range map[string]*jsonschema.Pattern{
		"another dialect":   b,
		"long":              pattern(t, strings.Repeat("a", 5000)),
		"many instructions": pattern(t, strings.Repeat("(a?){1000}", 50)),
		"nested":            pattern(t, strings.Repeat("(((a?){10}){10}){10}", 50)),
	} {
		if got := matches(p, "aaa"); got != "false false" || p.Steps("aaa") != 1 {
			t.Errorf("%s: %s in %d steps", what, got, p.Steps("aaa"))
		}
	}
	// A pattern is matched with a text that is not too long for it.
	repeated := pattern(t, "^(a?){1000}$")
	if short, long := matches(repeated, "aaa"), matches(repeated, strings.Repeat("a", 100_000)); short != "true true" || long != "false false" {
		t.Errorf("with a short text %s, with a long one %s", short, long)
	}
}

func pattern(t *testing.T, text string) *jsonschema.Pattern {
	t.Helper()
	s, err := jsonschema.Parse([]byte(fmt.Sprintf(`{"pattern": %q}`, text)))
	if err != nil {
		t.Fatal(err)
	}
	return s.Pattern
}

// References to every level of a deep value do not copy it for each.
func TestReferencesShareValues(t *testing.T) {
	const deep, wide = 300, 20_000
	var refs, open strings.Builder
	for i := range deep {
		fmt.Fprintf(&refs, `{"$ref": "#%s"}, `, strings.Repeat("/default", i+1))
		open.WriteString(`{"title": "", "default": `)
	}
	doc := `{"allOf": [` + refs.String() + `true], "default": ` + open.String() + "[" + strings.Repeat("1,", wide) + "1]" + strings.Repeat("}", deep) + "}"
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s, err := jsonschema.Parse([]byte(doc))
	runtime.ReadMemStats(&after)
	if err != nil || !s.AllOf[deep-1].Resolve().HasDefault {
		t.Fatalf("the schema was not read: %v", err)
	}
	if per := (after.TotalAlloc - before.TotalAlloc) / uint64(len(doc)); per > 200 {
		t.Errorf("%d bytes are allocated for each byte of the document", per)
	}
}

func TestOnlyRequires(t *testing.T) {
	for doc, want := range map[string]bool{
		`{"required": ["a"]}`:                             true,
		`{"required": ["a"], "type": "object"}`:           true,
		`{"required": ["a"], "type": "string"}`:           false,
		`{"required": ["a"], "properties": {"a": true}}`:  false,
		`{"required": []}`:                                false,
		`{"required": ["a"], "not": {"required": ["b"]}}`: false,
		`true`: false,
		`{"required": ["a"], "description": "explains it"}`: true,
	} {
		s, err := jsonschema.Parse([]byte(doc))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.OnlyRequires(); got != want {
			t.Errorf("%s: %t", doc, got)
		}
	}
}

// FuzzParse reads anything and demands that references end.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"$ref": "#/definitions/a", "definitions": {"a": {"$ref": "#"}}}`))
	f.Add([]byte(`{"items": [{"$ref": "#/items/0"}], "properties": {"a": {"$ref": "#/properties"}}}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		s, err := jsonschema.Parse(doc)
		if err != nil {
			return
		}
		for _, p := range append(s.Properties, s.Definitions...) {
			if to := p.Schema.Resolve(); to != nil && to.Ref != "" {
				t.Errorf("%s leads to a reference", p.Name)
			}
		}
	})
}
