// Package value checks plain data against JSON schemas.
//
// Data and schemas are what JSON decodes to: nil, bool, a number of any Go type,
// string, []any and map[string]any.
package value

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Error says why a value does not fit its schema. At is the path into the
// value, such as ".list[0]"; "" where it is the whole value.
type Error struct{ At, Message string }

// Error formats the error as one message.
func (e *Error) Error() string {
	if e.At == "" {
		return e.Message
	}
	return e.At + " " + e.Message
}

// Check returns what is wrong with a value, all of it, nil where it fits. A
// keyword whose own value makes no sense is not looked at, see [Unusable];
// formats and references to other schemas are not looked at either.
func Check(schema map[string]any, v any) []*Error {
	var c checker
	c.check("", schema, v)
	return c.errs
}

// CheckLikePorter is Check with the judgement of Porter's loader, which takes
// the text "true" for a bool, knows no tolerance between fractions, reads
// formats, and finds nothing that a reference could lead to.
func CheckLikePorter(schema map[string]any, v any) []*Error {
	c := checker{porter: true}
	c.check("", schema, v)
	return c.errs
}

type checker struct {
	porter bool
	errs   []*Error
}

func (c *checker) fail(at, format string, args ...any) {
	c.errs = append(c.errs, &Error{at, fmt.Sprintf(format, args...)})
}

// fits reports whether a value has no errors of its own.
func (c *checker) fits(schema, v any) bool {
	inner := checker{porter: c.porter}
	inner.sub("", schema, v)
	return len(inner.errs) == 0
}

// sub checks against what stands where a schema is wanted: a map of keywords,
// or false where nothing fits. Anything else says nothing.
func (c *checker) sub(at string, schema, v any) {
	switch s := schema.(type) {
	case map[string]any:
		c.check(at, s, v)
	case bool:
		if !s {
			c.fail(at, "is not allowed")
		}
	}
}

func (c *checker) check(at string, s map[string]any, v any) {
	if types := Types(s); len(types) > 0 && !slices.ContainsFunc(types, func(t string) bool { return c.hasType(v, t) }) {
		c.fail(at, "should be %s, is %s", strings.Join(types, " or "), c.typeOf(v))
		return
	}
	if enum, ok := s["enum"].([]any); ok && !slices.ContainsFunc(enum, func(e any) bool { return equal(e, v) }) {
		c.fail(at, "should be one of %s", show(enum))
	}
	if want, ok := s["const"]; ok && want != nil && !equal(want, v) {
		c.fail(at, "should be %s", show(want))
	}
	if ref, ok := s["$ref"].(string); ok && c.porter && ref != "#" {
		c.fail(at, "is described by %s, which cannot be found", ref)
	}
	c.combined(at, s, v)
	switch v := v.(type) {
	case string:
		c.text(at, s, v)
	case []any:
		c.array(at, s, v)
	case map[string]any:
		c.object(at, s, v)
	default:
		if n, ok := number(v); ok {
			c.number(at, s, n)
		}
	}
}

// combined checks the keywords that put schemas together.
func (c *checker) combined(at string, s map[string]any, v any) {
	for _, one := range schemas(s["allOf"]) {
		c.sub(at, one, v)
	}
	fitting := func(keyword string) (all, fit int) {
		list := schemas(s[keyword])
		for _, one := range list {
			if c.fits(one, v) {
				fit++
			}
		}
		return len(list), fit
	}
	if all, fit := fitting("anyOf"); all > 0 && fit == 0 {
		c.fail(at, "fits none of the %d schemas of anyOf", all)
	}
	if all, fit := fitting("oneOf"); all > 0 && fit != 1 {
		c.fail(at, "should fit one of the %d schemas of oneOf, fits %d", all, fit)
	}
	if not, ok := s["not"]; ok && isSchema(not) && c.fits(not, v) {
		c.fail(at, "should not be %s", show(v))
	}
	if cond, ok := s["if"]; ok && isSchema(cond) {
		if c.fits(cond, v) {
			c.sub(at, s["then"], v)
		} else {
			c.sub(at, s["else"], v)
		}
	}
}

func schemas(v any) []any {
	list, _ := v.([]any)
	return list
}

func isSchema(v any) bool {
	switch v.(type) {
	case map[string]any, bool:
		return true
	}
	return false
}

func (c *checker) number(at string, s map[string]any, n float64) {
	c.bound(at, s, "minimum", "should be at least %s", func(b float64) bool { return n >= b })
	c.bound(at, s, "maximum", "should be at most %s", func(b float64) bool { return n <= b })
	c.bound(at, s, "exclusiveMinimum", "should be more than %s", func(b float64) bool { return n > b })
	c.bound(at, s, "exclusiveMaximum", "should be less than %s", func(b float64) bool { return n < b })
	c.bound(at, s, "multipleOf", "should be a multiple of %s", func(b float64) bool {
		q := n / b
		if c.porter {
			return q == math.Trunc(q) && math.Abs(q) < 1<<63
		}
		return b <= 0 || math.Abs(q-math.Round(q)) < 1e-9
	})
}

// bound fails where the schema has the keyword and ok denies it.
func (c *checker) bound(at string, s map[string]any, keyword, message string, ok func(float64) bool) {
	if b, has := number(s[keyword]); has && !ok(b) {
		c.fail(at, message, show(s[keyword]))
	}
}

// size checks a count against two keywords; unit is what is counted.
func (c *checker) size(at string, s map[string]any, least, most, unit string, n int) {
	c.bound(at, s, least, "should have at least %s "+unit, func(b float64) bool { return float64(n) >= b })
	c.bound(at, s, most, "should have at most %s "+unit, func(b float64) bool { return float64(n) <= b })
}

func (c *checker) array(at string, s map[string]any, list []any) {
	c.size(at, s, "minItems", "maxItems", "items", len(list))
	if s["uniqueItems"] == true {
		seen := map[string]bool{}
		for i, v := range list {
			if key := show(v); seen[key] {
				c.fail(fmt.Sprintf("%s[%d]", at, i), "is there twice")
			} else {
				seen[key] = true
			}
		}
	}
	switch items := s["items"].(type) {
	case map[string]any, bool:
		for i, v := range list {
			c.sub(fmt.Sprintf("%s[%d]", at, i), items, v)
		}
	case []any: // one schema for each place, and one for those behind
		for i, v := range list {
			schema := s["additionalItems"]
			if i < len(items) {
				schema = items[i]
			}
			c.sub(fmt.Sprintf("%s[%d]", at, i), schema, v)
		}
	}
	if contains, ok := s["contains"]; ok && isSchema(contains) {
		if !slices.ContainsFunc(list, func(v any) bool { return c.fits(contains, v) }) {
			c.fail(at, "should contain an item that fits %s", show(contains))
		}
	}
}

func (c *checker) object(at string, s map[string]any, m map[string]any) {
	c.size(at, s, "minProperties", "maxProperties", "properties", len(m))
	if required, ok := s["required"].([]any); ok {
		for _, name := range required {
			if name, ok := name.(string); ok {
				if _, has := m[name]; !has {
					c.fail(at, "should have the property %s", name)
				}
			}
		}
	}
	properties, _ := s["properties"].(map[string]any)
	patterns, _ := s["patternProperties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(m)) {
		below := at + "." + name
		if !c.fits(s["propertyNames"], name) {
			c.fail(below, "is no name that a property can have")
		}
		property, declared := properties[name]
		if declared {
			c.sub(below, property, m[name])
		}
		for _, pattern := range slices.Sorted(maps.Keys(patterns)) {
			if re := compile(pattern); re != nil && re.MatchString(name) {
				declared = true
				c.sub(below, patterns[pattern], m[name])
			}
		}
		switch {
		case declared:
		case s["additionalProperties"] == false:
			c.fail(below, "is not a property")
		default:
			c.sub(below, s["additionalProperties"], m[name])
		}
	}
}
