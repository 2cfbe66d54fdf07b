package cnab

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func definition(t *testing.T, schema string) Definition {
	t.Helper()
	var d Definition
	if err := json.Unmarshal([]byte(schema), &d); err != nil {
		t.Fatalf("%s: %v", schema, err)
	}
	return d
}

func TestConvert(t *testing.T) {
	for _, c := range []struct{ schema, in, want string }{
		{`{}`, " 5 ", `" 5 "`},
		{`{"type":"string"}`, "5", `"5"`},
		{`{"type":"integer"}`, " 42 ", `42`},
		{`{"type":"integer"}`, "1.5", `error "1.5" is not a whole number`},
		{`{"type":"number"}`, "1.5", `1.5`},
		{`{"type":"number"}`, "7", `7`},
		{`{"type":"number"}`, "NaN", `error "NaN" is not a number`},
		{`{"type":"boolean"}`, "True", `true`},
		{`{"type":"boolean"}`, "yes", `error "yes" is neither true nor false`},
		{`{"type":"object"}`, `{"a":[1,"<"]}`, `{"a":[1,"<"]}`},
		{`{"type":"object"}`, `[1]`, `error "[1]" is not a JSON object: json: cannot unmarshal array into Go value of type map[string]interface {}`},
		{`{"type":"array"}`, `[1, "a"]`, `[1,"a"]`},
		{`{"type":"object"}`, `{"a":[9007199254740993,1.50,-1e2]}`, `{"a":[9007199254740993,1.5,-100]}`},
		{`{"type":"object"}`, `null`, `null`},
		{`{"type":"array"}`, `[1] 2`, `error "[1] 2" is not a JSON array: invalid character '2' after top-level value`},
		{`{"type":"array"}`, `[1e999]`, `error "[1e999]" is not a JSON array: json: cannot unmarshal number 1e999 into Go value of type float64`},
		{`{"type":["string","null"]}`, "", `null`},
		{`{"type":["string","integer"]}`, "5", `5`},
		{`{"type":["string","integer"]}`, "x", `"x"`},
		{`{"type":"file"}`, "x", `error "file" is not a type`},
	} {
		v, err := definition(t, c.schema).Convert(c.in)
		got := show(v)
		if err != nil {
			got = "error " + err.Error()
		}
		if got != c.want {
			t.Errorf("%s of %q: got %s, want %s", c.schema, c.in, got, c.want)
		}
	}
}

// A number that no float64 can hold is the same after it was written and read.
func TestWholeNumbers(t *testing.T) {
	d := definition(t, `{"type":"integer","default":9007199254740993}`)
	v, _ := d.Default()
	again, err := Value([]byte(show(v)))
	if got := show(again); err != nil || got != "9007199254740993" {
		t.Errorf("got %s, %v", got, err)
	}
	if v, err := Value([]byte("1 2")); err == nil {
		t.Errorf("two values are %v", v)
	}
}

func TestText(t *testing.T) {
	for want, v := range map[string]any{"a <b>": "a <b>", "5": int64(5), "null": nil, "true": true, `{"a":"<","b":[1.5]}`: map[string]any{"b": []any{1.5}, "a": "<"}} {
		if got, err := Text(v); err != nil || got != want {
			t.Errorf("Text(%v) = %q, %v; want %q", v, got, err, want)
		}
	}
}

func TestValidate(t *testing.T) {
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
	} {
		var v any
		if err := json.Unmarshal([]byte(c.value), &v); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range definition(t, c.schema).Validate(v) {
			got = append(got, e.Error())
		}
		if d := cmp.Diff(c.want, strings.Join(got, "; ")); d != "" {
			t.Errorf("%s of %s (-want +got):\n%s", c.schema, c.value, d)
		}
	}
}

func TestApplies(t *testing.T) {
	b := Bundle{Actions: map[string]Action{"status": {}}}
	got := fmt.Sprint(b.HasAction("install"), b.HasAction("status"), b.HasAction("other"),
		Parameter{}.AppliesTo("x"), Parameter{ApplyTo: []string{"y"}}.AppliesTo("x"), Credential{ApplyTo: []string{"x"}}.AppliesTo("x"), Output{}.AppliesTo("x"))
	if want := "true true false true false true true"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
