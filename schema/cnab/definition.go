package cnab

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/porter-ls/porter-ls/schema/value"
)

// Definition is the JSON schema of a parameter or output.
type Definition map[string]any

// Types returns the types that a value may have; none where any will do.
func (d Definition) Types() []string { return value.Types(d) }

// IsFile reports whether the value is a file's content as base64.
func (d Definition) IsFile() bool {
	types := d.Types()
	return len(types) == 1 && types[0] == "string" && d["contentEncoding"] == "base64"
}

// Sensitive reports whether the value must not be shown.
func (d Definition) Sensitive() bool { return d["writeOnly"] == true }

// Default returns the default, false where there is none.
func (d Definition) Default() (any, bool) {
	v := d["default"]
	return v, v != nil
}

// Convert reads text, such as a value from the command line, as the
// definition's type. A string stays as it is, and so does anything where the
// definition has no type. The result is not validated.
func (d Definition) Convert(s string) (any, error) {
	types := d.Types()
	if len(types) == 0 {
		return s, nil
	}
	var first error
	for _, t := range order(types) {
		v, err := convert(s, t)
		if err == nil {
			return v, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// order puts string last: any text is one.
func order(types []string) []string {
	var out []string
	for _, t := range types {
		if t != "string" {
			out = append(out, t)
		}
	}
	if len(out) < len(types) {
		out = append(out, "string")
	}
	return out
}

func convert(s, to string) (any, error) {
	trimmed := strings.TrimSpace(s)
	switch to {
	case "string":
		return s, nil
	case "null":
		if trimmed == "" || trimmed == "null" {
			return nil, nil
		}
		return nil, fmt.Errorf("%q is not null", s)
	case "boolean":
		switch strings.ToLower(trimmed) {
		case "true":
			return true, nil
		case "false":
			return false, nil
		}
		return nil, fmt.Errorf("%q is neither true nor false", s)
	case "integer":
		if v, err := strconv.ParseInt(trimmed, 10, 64); err == nil {
			return v, nil
		}
		return nil, fmt.Errorf("%q is not a whole number", s)
	case "number":
		if v, err := strconv.ParseInt(trimmed, 10, 64); err == nil {
			return v, nil
		}
		if v, ok := finite(trimmed); ok {
			return v, nil
		}
		return nil, fmt.Errorf("%q is not a number", s)
	case "object":
		var v map[string]any
		if err := decode([]byte(s), &v); err != nil {
			return nil, fmt.Errorf("%q is not a JSON object: %w", s, err)
		}
		return v, nil
	case "array":
		var v []any
		if err := decode([]byte(s), &v); err != nil {
			return nil, fmt.Errorf("%q is not a JSON array: %w", s, err)
		}
		return v, nil
	}
	return nil, fmt.Errorf("%q is not a type", to)
}

// finite reads a number that JSON can hold.
func finite(s string) (float64, bool) {
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && v-v == 0
}

// Text returns how a value is handed to a bundle: a string as it is, anything
// else as compact JSON.
func Text(v any) (string, error) {
	if s, ok := v.(string); ok {
		return s, nil
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", fmt.Errorf("writing a value as JSON: %w", err)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// Value reads JSON, as Text writes it. Whole numbers stay whole, however large:
// they are int64, other numbers float64.
func Value(doc []byte) (v any, err error) {
	if err := decode(doc, &v); err != nil {
		return nil, fmt.Errorf("reading a value: %w", err)
	}
	return v, nil
}

// UnmarshalJSON reads the definition as [Value] does.
func (d *Definition) UnmarshalJSON(doc []byte) error { return decode(doc, (*map[string]any)(d)) }

// decode reads JSON into an any, a map or a list of such.
func decode[T any](doc []byte, into *T) error {
	// First as it is: the decoder below takes more than one value, and numbers
	// that no float64 can hold.
	if err := json.Unmarshal(doc, into); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	var v T
	if err := d.Decode(&v); err != nil {
		return err
	}
	if whole, ok := numbers(v).(T); ok { // not where it is null
		v = whole
	}
	*into = v
	return nil
}

// numbers replaces the json.Numbers in a tree.
func numbers(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, child := range v {
			v[k] = numbers(child)
		}
	case []any:
		for i, child := range v {
			v[i] = numbers(child)
		}
	case json.Number:
		if i, err := v.Int64(); err == nil {
			return i
		}
		f, _ := v.Float64() // that it is one was seen before
		return f
	}
	return v
}

// File decodes the value of a definition that is a file.
func File(value string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		return nil, fmt.Errorf("reading a file's content: %w", err)
	}
	return raw, nil
}
