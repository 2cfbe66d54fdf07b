package jsonschema

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// Parse reads a schema document. It fails where the text is no JSON, is too
// large or too deep, or is neither an object nor true nor false. A keyword whose
// value makes no sense is passed over.
func Parse(doc []byte) (*Schema, error) {
	v, err := parse(doc)
	if err != nil {
		return nil, fmt.Errorf("reading a JSON schema: %w", err)
	}
	if v.kind != '{' && v.kind != 't' && v.kind != 'f' {
		return nil, errors.New("reading a JSON schema: it is no object")
	}
	r := &reader{root: v, names: map[*value]map[string]*value{}, plain: map[*value]any{}}
	root := r.schema(v)
	r.resolve()
	return root, nil
}

// reader builds the schemas of one document, each once.
type reader struct {
	root  *value
	refs  []*Schema                    // those with a reference, also ones that resolving finds
	names map[*value]map[string]*value // the members of large objects that were asked for one
	plain map[*value]any               // what data has made of objects and arrays
}

// schema returns the schema that a value is, nil where it is none.
func (r *reader) schema(v *value) *Schema {
	if v == nil {
		return nil
	}
	if v.schema != nil {
		return v.schema
	}
	s := &Schema{}
	switch v.kind {
	case '{':
	case 't':
		return s
	case 'f':
		s.Never = true
		return s
	default:
		return nil
	}
	v.schema = s
	for i := range v.within {
		r.keyword(s, v.within[i].name, &v.within[i].value)
	}
	if s.Ref != "" {
		r.refs = append(r.refs, s)
	}
	if len(s.Properties) > 8 {
		s.index = make(map[string]*Schema, len(s.Properties))
		for _, p := range s.Properties {
			s.index[p.Name] = p.Schema
		}
	}
	return s
}

func (r *reader) keyword(s *Schema, name string, v *value) {
	switch name {
	case "$ref":
		s.Ref = v.str()
	case "title":
		s.Title = v.str()
	case "description":
		s.Description = v.str()
	case "format":
		s.Format = v.str()
	case "contentEncoding":
		s.ContentEncoding = v.str()
	case "pattern":
		if v.kind == '"' {
			s.Pattern = newPattern(v.text)
		}
	case "default":
		s.Default, s.HasDefault = r.data(v), true
	case "const":
		s.Const, s.HasConst = r.data(v), true
	case "enum":
		s.Enum, _ = r.data(v).([]any)
	case "examples":
		s.Examples, _ = r.data(v).([]any)
	case "deprecated":
		s.Deprecated = v.kind == 't'
	case "uniqueItems":
		s.UniqueItems = v.kind == 't'
	case "type":
		s.Types = v.strings()
		if v.kind == '"' {
			s.Types = []string{v.text}
		}
	case "required":
		s.Required = v.strings()
	case "$schema", "$id", "$comment", "id":
	case "definitions", "$defs":
		s.Definitions = append(s.Definitions, r.properties(v)...)
	default:
		if !r.subschema(s, name, v) && !bound(s, name, v) {
			if s.Extra == nil {
				s.Extra = map[string]any{}
			}
			s.Extra[name] = r.data(v)
		}
	}
}

// mostPatterns is how many patternProperties of a schema are looked at: every
// key of a map is held against each.
const mostPatterns = 200

// subschema reads a keyword whose value holds schemas.
func (r *reader) subschema(s *Schema, name string, v *value) bool {
	switch name {
	case "properties":
		s.Properties = r.properties(v)
	case "patternProperties":
		all := r.properties(v)
		for _, p := range all[:min(len(all), mostPatterns)] {
			s.PatternProperties = append(s.PatternProperties, PatternProperty{newPattern(p.Name), p.Schema})
		}
	case "additionalProperties":
		s.Additional = r.schema(v)
	case "propertyNames":
		s.PropertyNames = r.schema(v)
	case "items":
		s.Items = r.schema(v)
		s.TupleItems = r.list(v)
	case "additionalItems":
		s.AdditionalItems = r.schema(v)
	case "contains":
		s.Contains = r.schema(v)
	case "allOf":
		s.AllOf = r.list(v)
	case "anyOf":
		s.AnyOf = r.list(v)
	case "oneOf":
		s.OneOf = r.list(v)
	case "not":
		s.Not = r.schema(v)
	case "if":
		s.If = r.schema(v)
	case "then":
		s.Then = r.schema(v)
	case "else":
		s.Else = r.schema(v)
	default:
		return false
	}
	return true
}

// properties reads an object of schemas; of those with the same name the last
// one counts.
func (r *reader) properties(v *value) []Property {
	if v.kind != '{' {
		return nil
	}
	out := make([]Property, 0, len(v.within))
	seen := make(map[string]bool, len(v.within))
	for i := len(v.within) - 1; i >= 0; i-- {
		m := &v.within[i]
		if s := r.schema(&m.value); s != nil && !seen[m.name] {
			seen[m.name] = true
			out = append(out, Property{m.name, s})
		}
	}
	slices.Reverse(out)
	return out
}

func (r *reader) list(v *value) []*Schema {
	if v.kind != '[' {
		return nil
	}
	var out []*Schema
	for i := range v.within {
		if s := r.schema(&v.within[i].value); s != nil {
			out = append(out, s)
		}
	}
	return out
}

// bound reads a keyword whose value is a number.
func bound(s *Schema, name string, v *value) bool {
	if to := numberKeyword(s, name); to != nil {
		if f, err := strconv.ParseFloat(v.text, 64); err == nil && v.kind == '0' {
			*to = &f
		}
		return true
	}
	if to := countKeyword(s, name); to != nil {
		if f, err := strconv.ParseFloat(v.text, 64); err == nil && v.kind == '0' && f >= 0 && f < 1<<31 {
			i := int(f)
			*to = &i
		}
		return true
	}
	return false
}

func numberKeyword(s *Schema, name string) **float64 {
	switch name {
	case "minimum":
		return &s.Minimum
	case "maximum":
		return &s.Maximum
	case "exclusiveMinimum":
		return &s.ExclusiveMinimum
	case "exclusiveMaximum":
		return &s.ExclusiveMaximum
	case "multipleOf":
		return &s.MultipleOf
	}
	return nil
}

func countKeyword(s *Schema, name string) **int {
	switch name {
	case "minLength":
		return &s.MinLength
	case "maxLength":
		return &s.MaxLength
	case "minItems":
		return &s.MinItems
	case "maxItems":
		return &s.MaxItems
	case "minProperties":
		return &s.MinProperties
	case "maxProperties":
		return &s.MaxProperties
	}
	return nil
}

func (v *value) str() string {
	if v.kind == '"' {
		return v.text
	}
	return ""
}

// strings returns those items of an array that are strings.
func (v *value) strings() []string {
	if v.kind != '[' {
		return nil
	}
	var out []string
	for i := range v.within {
		if item := &v.within[i].value; item.kind == '"' {
			out = append(out, item.text)
		}
	}
	return out
}
