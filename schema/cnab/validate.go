package cnab

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// ValueError says why a value does not fit its definition. At is the path into
// the value, such as ".list[0]"; "" where it is the whole value.
type ValueError struct{ At, Message string }

// Error formats the error as one message.
func (e *ValueError) Error() string {
	if e.At == "" {
		return e.Message
	}
	return e.At + " " + e.Message
}

// Validate returns what is wrong with a value, all of it, nil where it fits.
// It knows types, enum, const, the bounds, pattern, and the items and
// properties of arrays and objects, to any depth; other keywords are not
// looked at.
func (d Definition) Validate(v any) []*ValueError {
	var c checker
	c.check("", d, v)
	return c.errs
}

type checker struct{ errs []*ValueError }

func (c *checker) fail(at, format string, args ...any) {
	c.errs = append(c.errs, &ValueError{at, fmt.Sprintf(format, args...)})
}

func (c *checker) check(at string, d Definition, v any) {
	if types := d.Types(); len(types) > 0 && !slices.ContainsFunc(types, func(t string) bool { return hasType(v, t) }) {
		c.fail(at, "should be %s, is %s", strings.Join(types, " or "), typeOf(v))
		return
	}
	if enum, ok := d["enum"].([]any); ok && !slices.ContainsFunc(enum, func(e any) bool { return equal(e, v) }) {
		c.fail(at, "should be one of %s", show(enum))
	}
	if want, ok := d["const"]; ok && want != nil && !equal(want, v) {
		c.fail(at, "should be %s", show(want))
	}
	switch v := v.(type) {
	case string:
		c.text(at, d, v)
	case []any:
		c.array(at, d, v)
	case map[string]any:
		c.object(at, d, v)
	default:
		if n, ok := number(v); ok {
			c.number(at, d, n)
		}
	}
}

func (c *checker) number(at string, d Definition, n float64) {
	c.bound(at, d, "minimum", "should be at least %s", func(b float64) bool { return n >= b })
	c.bound(at, d, "maximum", "should be at most %s", func(b float64) bool { return n <= b })
	c.bound(at, d, "exclusiveMinimum", "should be more than %s", func(b float64) bool { return n > b })
	c.bound(at, d, "exclusiveMaximum", "should be less than %s", func(b float64) bool { return n < b })
	c.bound(at, d, "multipleOf", "should be a multiple of %s", func(b float64) bool {
		q := n / b
		return b <= 0 || math.Abs(q-math.Round(q)) < 1e-9
	})
}

// bound fails where the definition has the keyword and ok denies it.
func (c *checker) bound(at string, d Definition, keyword, message string, ok func(float64) bool) {
	if b, has := number(d[keyword]); has && !ok(b) {
		c.fail(at, message, show(d[keyword]))
	}
}

// size checks a count against two keywords; unit is what is counted.
func (c *checker) size(at string, d Definition, least, most, unit string, n int) {
	c.bound(at, d, least, "should have at least %s "+unit, func(b float64) bool { return float64(n) >= b })
	c.bound(at, d, most, "should have at most %s "+unit, func(b float64) bool { return float64(n) <= b })
}

func (c *checker) text(at string, d Definition, s string) {
	c.size(at, d, "minLength", "maxLength", "characters", utf8.RuneCountInString(s))
	if pattern, ok := d["pattern"].(string); ok {
		// A pattern that only other dialects of regular expressions have is
		// not judged.
		if re, err := regexp.Compile(pattern); err == nil && !re.MatchString(s) {
			c.fail(at, "should match %s", pattern)
		}
	}
	if d["contentEncoding"] == "base64" {
		if _, err := base64.StdEncoding.DecodeString(s); err != nil {
			c.fail(at, "should be base64")
		}
	}
}

func (c *checker) array(at string, d Definition, list []any) {
	c.size(at, d, "minItems", "maxItems", "items", len(list))
	if d["uniqueItems"] == true {
		seen := map[string]bool{}
		for i, v := range list {
			if key := show(v); seen[key] {
				c.fail(fmt.Sprintf("%s[%d]", at, i), "is there twice")
			} else {
				seen[key] = true
			}
		}
	}
	if items, ok := d["items"].(map[string]any); ok {
		for i, v := range list {
			c.check(fmt.Sprintf("%s[%d]", at, i), items, v)
		}
	}
}

func (c *checker) object(at string, d Definition, m map[string]any) {
	c.size(at, d, "minProperties", "maxProperties", "properties", len(m))
	if required, ok := d["required"].([]any); ok {
		for _, name := range required {
			if name, ok := name.(string); ok {
				if _, has := m[name]; !has {
					c.fail(at, "should have the property %s", name)
				}
			}
		}
	}
	properties, _ := d["properties"].(map[string]any)
	patterns, _ := d["patternProperties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(m)) {
		below := at + "." + name
		switch property, declared := properties[name]; {
		case declared:
			if schema, ok := property.(map[string]any); ok {
				c.check(below, schema, m[name])
			}
		case len(patterns) > 0:
		case d["additionalProperties"] == false:
			c.fail(below, "is not a property")
		default:
			if schema, ok := d["additionalProperties"].(map[string]any); ok {
				c.check(below, schema, m[name])
			}
		}
	}
}

func hasType(v any, t string) bool {
	switch got := typeOf(v); t {
	case "number":
		return got == "number" || got == "integer"
	default:
		return got == t
	}
}

// typeOf returns the JSON schema type of plain Go data. A whole number is an
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
	s, err := Text(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	if _, ok := v.(string); ok {
		quoted, err := json.Marshal(v)
		if err == nil {
			return string(quoted)
		}
	}
	return s
}
