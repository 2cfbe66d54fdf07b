package cnab

import (
	"encoding/json"
	"fmt"
	"strconv"
	"testing"
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
	if errs := definition(t, `{"type":"integer"}`).Validate("x"); len(errs) != 1 || errs[0].Error() != "should be integer, is string" {
		t.Errorf("got %v", errs)
	}
}

func show(v any) string {
	out, err := Text(v)
	if s, ok := v.(string); ok {
		return strconv.Quote(s)
	}
	if err != nil {
		return err.Error()
	}
	return out
}

func TestApplies(t *testing.T) {
	b := Bundle{Actions: map[string]Action{"status": {}}}
	got := fmt.Sprint(b.HasAction("install"), b.HasAction("status"), b.HasAction("other"),
		Parameter{}.AppliesTo("x"), Parameter{ApplyTo: []string{"y"}}.AppliesTo("x"), Credential{ApplyTo: []string{"x"}}.AppliesTo("x"), Output{}.AppliesTo("x"))
	if want := "true true false true false true true"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
