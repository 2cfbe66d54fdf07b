package value

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func plain(t *testing.T, doc string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(doc), &v); err != nil {
		t.Fatalf("%s: %v", doc, err)
	}
	return v
}

func schema(t *testing.T, doc string) map[string]any {
	t.Helper()
	s, ok := plain(t, doc).(map[string]any)
	if !ok {
		t.Fatalf("%s is no schema", doc)
	}
	return s
}

func join(errs []*Error) string {
	var out []string
	for _, e := range errs {
		out = append(out, e.Error())
	}
	return strings.Join(out, "; ")
}

func TestCheck(t *testing.T) {
	for _, c := range []struct{ schema, value, want string }{
		{`{}`, `{"a":1}`, ""},
		{`{"type":"integer"}`, `5`, ""},
		{`{"type":"integer"}`, `5.0`, ""},
		{`{"type":"integer"}`, `5.5`, "should be integer, is number"},
		{`{"type":"number"}`, `5`, ""},
		{`{"type":["string","null"]}`, `null`, ""},
		{`{"type":["string","null"]}`, `true`, "should be string or null, is boolean"},
		{`{"enum":["a",1]}`, `1`, ""},
		{`{"enum":["a",1]}`, `"1"`, `should be one of ["a",1]`},
		{`{"const":{"a":1}}`, `{"a":2}`, `should be {"a":1}`},
		{`{"minimum":1,"maximum":3}`, `0`, "should be at least 1"},
		{`{"minimum":1,"maximum":3}`, `4`, "should be at most 3"},
		{`{"exclusiveMinimum":1,"exclusiveMaximum":3}`, `1`, "should be more than 1"},
		{`{"exclusiveMinimum":1,"exclusiveMaximum":3}`, `3`, "should be less than 3"},
		{`{"multipleOf":0.1}`, `0.3`, ""},
		{`{"multipleOf":2}`, `3`, "should be a multiple of 2"},
		{`{"multipleOf":0}`, `3`, ""},
		{`{"minLength":2}`, `"ü"`, "should have at least 2 characters"},
		{`{"maxLength":1}`, `"ü"`, ""},
		{`{"pattern":"^a+$"}`, `"b"`, "should match ^a+$"},
		{`{"pattern":"(?=a)"}`, `"b"`, ""},
		{`{"type":"string","contentEncoding":"base64"}`, `"%"`, "should be base64"},
		{`{"minItems":1}`, `[]`, "should have at least 1 items"},
		{`{"maxItems":1,"uniqueItems":true,"items":{"type":"integer"}}`, `[1,1,"a"]`,
			"should have at most 1 items; [1] is there twice; [2] should be integer, is string"},
		{`{"required":["a"],"properties":{"b":{"type":"string"}},"additionalProperties":false}`, `{"b":1,"c":2}`,
			"should have the property a; .b should be string, is integer; .c is not a property"},
		{`{"additionalProperties":{"type":"array","items":{"minimum":5}}}`, `{"x":[4]}`, ".x[0] should be at least 5"},
		{`{"maxProperties":1}`, `{"a":1,"b":2}`, "should have at most 1 properties"},
		{`{"minimum":"x","pattern":5,"enum":"no","required":"a","items":[]}`, `{"a":[1]}`, ""},
		{`{"allOf":[{"minimum":2},{"maximum":1}]}`, `3`, "should be at most 1"},
		{`{"anyOf":[{"type":"null"},{"maximum":1}]}`, `3`, "fits none of the 2 schemas of anyOf"},
		{`{"anyOf":[{"type":"null"},{"maximum":1}]}`, `1`, ""},
		{`{"oneOf":[{"minimum":1},{"minimum":2}]}`, `2`, "should fit one of the 2 schemas of oneOf, fits 2"},
		{`{"not":{"type":"string"}}`, `"a"`, `should not be "a"`},
		{`{"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":5}}`, `"a"`, "should have at least 2 characters"},
		{`{"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":5}}`, `4`, "should be at least 5"},
		{`{"items":[{"type":"string"}],"additionalItems":false}`, `["a",1]`, "[1] is not allowed"},
		{`{"contains":{"const":1}}`, `[2]`, `should contain an item that fits {"const":1}`},
		{`{"patternProperties":{"^a":{"type":"string"}},"additionalProperties":false}`, `{"ab":1,"b":1}`, ".ab should be string, is integer; .b is not a property"},
		{`{"propertyNames":{"maxLength":1}}`, `{"ab":1}`, ".ab is no name that a property can have"},
		{`{"properties":{"a":false}}`, `{"a":1}`, ".a is not allowed"},
	} {
		if d := cmp.Diff(c.want, join(Check(schema(t, c.schema), plain(t, c.value)))); d != "" {
			t.Errorf("%s of %s (-want +got):\n%s", c.schema, c.value, d)
		}
	}
}

// Porter's loader judges a few things otherwise.
func TestCheckLikePorter(t *testing.T) {
	for _, c := range []struct{ schema, value, want string }{
		{`{"type":"boolean"}`, `"true"`, ""},
		{`{"type":"boolean"}`, `"yes"`, "should be boolean, is string"},
		{`{"multipleOf":0.1}`, `0.3`, "should be a multiple of 0.1"},
		{`{"multipleOf":0}`, `3`, "should be a multiple of 0"},
		{`{"type":"integer"}`, `18446744073709551615`, "should be integer, is number"},
		{`{"type":"number"}`, `18446744073709551615`, ""},
		{`{"contentEncoding":"gzip"}`, `"a"`, "has the encoding gzip, and only base64 is known"},
		{`{"$ref":"#/definitions/a"}`, `"a"`, "is described by #/definitions/a, which cannot be found"},
		{`{"format":"date-time"}`, `"2020-01-02T03:04:05z"`, ""},
		{`{"format":"date"}`, `"2020-1-2"`, "should have the format date"},
		{`{"format":"time"}`, `"03:04:05Z"`, ""},
		{`{"format":"email"}`, `"a"`, "should have the format email"},
		{`{"format":"email"}`, `"a@example.com"`, ""},
		{`{"format":"hostname"}`, `"a_b"`, "should have the format hostname"},
		{`{"format":"ipv4"}`, `"1.2.3.256"`, "should have the format ipv4"},
		{`{"format":"ipv4"}`, `"1.2.3.4"`, ""},
		{`{"format":"ipv6"}`, `"::ffff:1.2.3.4"`, ""},
		{`{"format":"ipv6"}`, `"1:2:3:4:5:6:7:8"`, ""},
		{`{"format":"ipv6"}`, `"1:2:3"`, "should have the format ipv6"},
		{`{"format":"ipv6"}`, `"1:2:3:4:5:6:7:8:9"`, "should have the format ipv6"},
		{`{"format":"uri"}`, `"/only/a/path"`, "should have the format uri"},
		{`{"format":"uri"}`, `"https://example.com/%20"`, ""},
		{`{"format":"uri"}`, `"https://example.com/%2"`, "should have the format uri"},
		{`{"format":"regex"}`, `"("`, "should have the format regex"},
		{`{"format":"json-pointer"}`, `"/a~2"`, "should have the format json-pointer"},
		{`{"format":"uuid"}`, `"123e4567-e89b-12d3-a456-426614174000"`, ""},
		{`{"format":"uuid"}`, `"123e4567"`, "should have the format uuid"},
		{`{"format":"unheard-of"}`, `"a"`, ""},
		{`{"format":"ipv4"}`, `5`, ""},
	} {
		if d := cmp.Diff(c.want, join(CheckLikePorter(schema(t, c.schema), plain(t, c.value)))); d != "" {
			t.Errorf("%s of %s (-want +got):\n%s", c.schema, c.value, d)
		}
	}
}

func TestUnusable(t *testing.T) {
	for doc, want := range map[string]string{
		`{"type":"string","unknown":5,"enum":[1],"items":true,"maxLength":null}`: "",
		`{"type":["string","null"],"required":["a"],"minimum":1.5}`:              "",
		`{"type":"directory"}`:                     `type cannot be "directory": a type is string, integer, number, boolean, object, array or null`,
		`{"type":["file"]}`:                        `type cannot be "file": a type is string, integer, number, boolean, object, array or null`,
		`{"items":{"type":null}}`:                  "items.type should be a type, or a list of types",
		`{"type":5}`:                               "type should be a type, or a list of types",
		`{"minimum":"1"}`:                          "minimum should be a number",
		`{"maxLength":1.5}`:                        "maxLength should be a whole number",
		`{"title":5}`:                              "title should be text",
		`{"pattern":"("}`:                          "pattern should be a regular expression",
		`{"uniqueItems":1}`:                        "uniqueItems should be true or false",
		`{"enum":"a"}`:                             "enum should be a list",
		`{"required":true}`:                        "required should be a list of names",
		`{"items":5}`:                              "items should be a schema: a map of keywords, or true or false",
		`{"items":[{"type":"string"},5]}`:          "items[1] should be a schema: a map of keywords, or true or false",
		`{"anyOf":{}}`:                             "anyOf should be a list of schemas",
		`{"not":{"type":"a"}}`:                     `not.type cannot be "a": a type is string, integer, number, boolean, object, array or null`,
		`{"properties":[]}`:                        "properties should be a map of schemas",
		`{"properties":{"a":{"pattern":"["}}}`:     "properties.a.pattern should be a regular expression",
		`{"patternProperties":{"(":{}}}`:           "patternProperties.( should be named by a regular expression",
		`{"definitions":{"a":5},"dependencies":5}`: "",
	} {
		got := ""
		if e := Unusable(schema(t, doc)); e != nil {
			got = e.Error()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", doc, got, want)
		}
	}
}
