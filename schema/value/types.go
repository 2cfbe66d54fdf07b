package value

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Types returns the types that a schema allows; none where any will do.
func Types(schema map[string]any) []string {
	switch t := schema["type"].(type) {
	case string:
		return []string{t}
	case []any:
		var out []string
		for _, v := range t {
			if s, ok := v.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// IsType reports whether JSON schema has a type of that name.
func IsType(t string) bool {
	switch t {
	case "string", "integer", "number", "boolean", "object", "array", "null":
		return true
	}
	return false
}

func (c *checker) hasType(v any, t string) bool {
	switch got := c.typeOf(v); t {
	case "number":
		return got == "number" || got == "integer"
	case "boolean":
		if s, ok := v.(string); ok && c.porter {
			_, err := strconv.ParseBool(s)
			return err == nil
		}
		return got == "boolean"
	default:
		return got == t
	}
}

// typeOf is [typeOf], save that Porter does not see a number that is too large
// for an int64 to be whole.
func (c *checker) typeOf(v any) string {
	if n, ok := number(v); ok && c.porter && math.Abs(n) >= 1<<63 {
		return "number"
	}
	return typeOf(v)
}

// typeOf returns the JSON schema type of plain data. A whole number is an
// integer however it is written.
func typeOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	default:
		if n, ok := number(v); ok && n == math.Trunc(n) {
			return "integer"
		}
		return "number"
	}
}

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case uint64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

func equal(a, b any) bool {
	x, isX := number(a)
	y, isY := number(b)
	if isX && isY {
		return x == y
	}
	return isX == isY && show(a) == show(b)
}

// show writes a value as JSON, with sorted keys.
func show(v any) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
