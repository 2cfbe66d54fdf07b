package schema

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/porter-ls/porter-ls/schema/jsonschema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// fits reports whether a node has one of JSON Schema's types, for yaml.v3 where
// it decodes into a field of that type; only that it cuts off what stands behind
// the point of a number is not what anybody means. A type that is none refuses
// nothing.
func fits(n syntax.Node, kind string) bool {
	isScalar := n.Kind() == syntax.Scalar
	t := n.Type()
	switch kind {
	case "object":
		return n.Kind() == syntax.Mapping || isScalar && t == syntax.Null
	case "array":
		return n.Kind() == syntax.Sequence || isScalar && t == syntax.Null
	case "string":
		return isScalar
	case "null":
		return isScalar && t == syntax.Null
	case "boolean":
		_, is := n.Bool()
		return is
	case "integer":
		if t == syntax.Int {
			return true
		}
		f, is := numeric(n)
		return is && f == math.Trunc(f) && !math.IsInf(f, 0)
	case "number":
		return t == syntax.Int || t == syntax.Float
	}
	return true
}

// mostCandidates bounds what is told of a long list of values.
const mostCandidates = 200

// value holds a node against the values that a schema lists.
func (c *checker) value(n syntax.Node, s *jsonschema.Schema) []Problem {
	keyword, values := "enum", s.Enum
	if s.HasConst {
		keyword, values = "const", []any{s.Const}
	}
	c.left -= len(values) / 8
	if values == nil || slices.ContainsFunc(values, func(v any) bool { return c.equal(n, v) }) {
		return nil
	}
	p := c.problem(NotAllowed, n, keyword, c.name())
	for _, v := range values {
		if c.trying || len(p.Candidates) == mostCandidates {
			break
		}
		p.Candidates = append(p.Candidates, fmt.Sprint(v))
	}
	return []Problem{p}
}

// scalar holds a scalar against the schema's keywords for texts and numbers.
func (c *checker) scalar(n syntax.Node, s *jsonschema.Schema) []Problem {
	if number, is := numeric(n); is && !onlyString(s) {
		if !bounded(s) {
			return nil
		}
		return c.bounds(n, s, number)
	}
	if n.Type() == syntax.String || len(s.Types) > 0 && slices.Contains(s.Types, "string") {
		return c.text(n, s)
	}
	return nil
}

// onlyString reports whether a number would be taken as a text.
func onlyString(s *jsonschema.Schema) bool {
	return slices.Contains(s.Types, "string") && !slices.Contains(s.Types, "number") && !slices.Contains(s.Types, "integer")
}

func (c *checker) text(n syntax.Node, s *jsonschema.Schema) []Problem {
	if s.Pattern != nil {
		c.left -= s.Pattern.Steps(n.Value()) / stepsPerVisit
		switch found, known := s.Pattern.Match(n.Value()); {
		case !known:
			c.unsure = true
		case !found:
			return []Problem{c.problem(NoMatch, n, "pattern", c.name(), s.Pattern.String())}
		}
	}
	return c.size(n, s.MinLength, s.MaxLength, "minLength", "maxLength", utf8.RuneCountInString(n.Value()))
}

// bounded reports whether a schema has a keyword for numbers.
func bounded(s *jsonschema.Schema) bool {
	return s.Minimum != nil || s.Maximum != nil || s.ExclusiveMinimum != nil || s.ExclusiveMaximum != nil || s.MultipleOf != nil
}

func (c *checker) bounds(n syntax.Node, s *jsonschema.Schema, got float64) []Problem {
	for _, b := range []struct {
		keyword string
		bound   *float64
		fits    func(bound float64) bool
	}{
		{"minimum", s.Minimum, func(b float64) bool { return got >= b }},
		{"maximum", s.Maximum, func(b float64) bool { return got <= b }},
		{"exclusiveMinimum", s.ExclusiveMinimum, func(b float64) bool { return got > b }},
		{"exclusiveMaximum", s.ExclusiveMaximum, func(b float64) bool { return got < b }},
		{"multipleOf", s.MultipleOf, func(b float64) bool {
			q := got / b
			return b <= 0 || math.Abs(q-math.Round(q)) < 1e-9
		}},
	} {
		if b.bound != nil && !b.fits(*b.bound) {
			return []Problem{c.problem(OutOfBounds, n, b.keyword, c.name(), strconv.FormatFloat(*b.bound, 'g', -1, 64))}
		}
	}
	return nil
}

// equal reports whether a node is a value of an enum; a scalar also as the text
// or boolean that it can be decoded to.
func (c *checker) equal(n syntax.Node, v any) bool {
	if n.Kind() == syntax.Alias {
		n = c.target(n)
	}
	if n.Kind() == syntax.Scalar {
		return equalScalar(n, v)
	}
	if c.left--; c.left < 0 {
		return false
	}
	switch v := v.(type) {
	case []any:
		if n.Kind() != syntax.Sequence || n.Len() != len(v) {
			return false
		}
		for i, entry := range n.Items() {
			if !c.equal(entry, v[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		pairs, _ := c.pairs(n)
		for _, p := range pairs {
			if want, has := v[p.key.Value()]; !has || !c.equal(p.value, want) {
				return false
			}
		}
		return n.Kind() == syntax.Mapping && len(pairs) == len(v)
	}
	return false
}

func equalScalar(n syntax.Node, v any) bool {
	switch v := v.(type) {
	case nil:
		return n.Type() == syntax.Null
	case string:
		return n.Value() == v
	case bool:
		b, is := n.Bool()
		return is && b == v
	case int:
		number, is := numeric(n)
		return is && number == float64(v)
	case float64:
		number, is := numeric(n)
		return is && number == v
	}
	return false
}

func numeric(n syntax.Node) (float64, bool) {
	if t := n.Type(); t != syntax.Int && t != syntax.Float {
		return 0, false
	}
	switch v := n.Data().(type) {
	case int:
		return float64(v), true
	case uint64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}
