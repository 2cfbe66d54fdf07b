package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// repeat joins what f makes of 0 to n-1 with commas.
func repeat(n int, f func(i int) string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = f(i)
	}
	return strings.Join(parts, ",")
}

// TestHostile checks with schemas and texts that branch or go in circles, or
// that are large: all of it must come to an end, in time that does not multiply.
func TestHostile(t *testing.T) {
	const many = 20_000
	numbered := func(format string) func(int) string {
		return func(i int) string {
			return strings.ReplaceAll(strings.ReplaceAll(format, "NEXT", fmt.Sprint(i+1)), "THIS", fmt.Sprint(i))
		}
	}
	list := func(n int, s string) string { return "[" + repeat(n, numbered(s)) + "]" }
	for name, tt := range map[string]struct{ definitions, body string }{
		"doubling":          {`"body": {"$ref": "#/definitions/d0"}, ` + repeat(60, numbered(`"dTHIS": {"anyOf": [{"$ref": "#/definitions/dNEXT"}, {"$ref": "#/definitions/dNEXT"}]}`)) + `, "d60": false`, "a"},
		"tripling":          {`"body": {"$ref": "#/definitions/d0"}, ` + repeat(60, numbered(`"dTHIS": {"allOf": [{"$ref": "#/definitions/dNEXT"}, {"not": {"$ref": "#/definitions/dNEXT"}}, {"if": {"$ref": "#/definitions/dNEXT"}, "then": {"$ref": "#/definitions/dNEXT"}}]}`)) + `, "d60": true`, "{a: b}"},
		"doubling downward": {`"body": {"additionalProperties": {"oneOf": [{"$ref": "#/definitions/body"}, {"$ref": "#/definitions/body"}]}}`, strings.Repeat("{a: ", 60) + "b" + strings.Repeat("}", 60)},
		"itself":            {`"body": {"oneOf": [{"$ref": "#/definitions/body"}, {"$ref": "#/definitions/body"}], "properties": {"a": {"$ref": "#/definitions/body"}}}`, "{a: {a: {a: 1}}}"},
		"long chain":        {`"body": {"$ref": "#/definitions/d0"}, ` + repeat(many, numbered(`"dTHIS": {"$ref": "#/definitions/dNEXT"}`)), "a"},
		"many keys":         {`"body": {"additionalProperties": false, "properties": {` + repeat(many, numbered(`"kTHIS": true`)) + `}}`, "{" + repeat(3000, numbered("uTHIS: 1")) + "}"},
		"many required":     {`"body": {"required": [` + repeat(many, numbered(`"kTHIS"`)) + `]}`, "{" + repeat(3000, numbered("uTHIS: 1")) + "}"},
		"many patterns":     {`"body": {"patternProperties": {` + repeat(many, numbered(`"^a+(b|c)*THIS$": false`)) + `}}`, "{" + repeat(3000, numbered("aaaaaaTHIS: 1")) + "}"},
		"large pattern":     {`"body": {"pattern": "` + strings.Repeat("(a|b){900}", 20_000) + `"}`, "aaab"},
		"slow patterns":     {`"body": {"anyOf": [` + repeat(100, numbered(`{"pattern": "(a?){900}(b?){900}THIS$"}`)) + `]}`, strings.Repeat("a", 20_000)},
		"slow and many":     {`"body": {"additionalProperties": {"anyOf": [` + repeat(100, numbered(`{"pattern": "(a?){900}THIS$"}`)) + `]}}`, "{" + repeat(300, numbered("kTHIS: "+strings.Repeat("a", 100))) + "}"},
		"patterns of parts": {`"body": {"properties": {` + repeat(2000, numbered(`"aaaaabbbbbTHIS": true`)) + `}, "allOf": [` + repeat(250, numbered(`{"patternProperties": {`+repeat(200, func(i int) string { return fmt.Sprintf(`"^(a|b)*%dxTHIS$": true`, i) })+`}}`)) + `]}`, "{" + repeat(3000, numbered("aaaaaaTHIS: 1")) + "}"},
		"many values":       {`"body": {"items": {"enum": [` + repeat(many, numbered(`THIS`)) + `]}}`, list(3000, "aTHIS")},
		"many entries":      {`"body": {"uniqueItems": true}`, list(many, "THIS")},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := schema.ParseMixin("m", "", []byte(`{"definitions": {"installStep": {"properties": {"m": {"$ref": "#/definitions/body"}}}, `+tt.definitions+`}}`))
			if err != nil {
				t.Fatal(err)
			}
			set := schema.NewLibrary().Set("1.0.1", m)
			file := syntax.Parse([]byte("install: [{m: "+tt.body+"}]\n"), nil)
			if errs := file.Errors(); len(errs) > 0 {
				t.Fatal(errs)
			}
			set.Check(file.Root())
			for range set.At([]syntax.Step{{Key: "install", Index: -1}, {}, {Key: "m", Index: -1}}).Children() {
			}
		})
	}
	for name, src := range map[string]string{
		"aliases that multiply": "custom:\n  a0: &a0 [x]\n" + strings.ReplaceAll(repeat(30, numbered("  aNEXT: &aNEXT [*aTHIS, *aTHIS]\n")), ",  ", "  ") + "parameters: *a30\n",
		"merges that multiply":  "custom:\n  a0: &a0 {x: y}\n" + strings.ReplaceAll(repeat(30, numbered("  aNEXT: &aNEXT {<<: [*aTHIS, *aTHIS]}\n")), ",  ", "  ") + "images: *a30\n",
		"an alias to itself":    "parameters: &a [{default: 1, <<: *a}, *a]\n",
	} {
		t.Run(name, func(t *testing.T) {
			schema.NewLibrary().Set("1.0.1").Check(syntax.Parse([]byte(src), nil).Root())
		})
	}
}
