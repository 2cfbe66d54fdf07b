package value

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// Unusable returns what makes a schema none that Porter's loader can use: a
// keyword whose value has the wrong form. It is nil where there is nothing; At
// is the path into the schema. Keywords that nobody knows are fine.
func Unusable(schema any) *Error { return unusable("", schema) }

func unusable(at string, schema any) *Error {
	m, ok := schema.(map[string]any)
	if !ok {
		if _, isBool := schema.(bool); isBool || schema == nil {
			return nil
		}
		return &Error{at, "should be a schema: a map of keywords, or true or false"}
	}
	for _, keyword := range slices.Sorted(maps.Keys(m)) {
		below := keyword
		if at != "" {
			below = at + "." + keyword
		}
		if e := badKeyword(below, keyword, m[keyword]); e != nil {
			return e
		}
	}
	return nil
}

// badKeyword says what is wrong with a keyword's value.
func badKeyword(at, keyword string, v any) *Error {
	switch keyword {
	case "type":
		return badType(at, v)
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf":
		_, ok := number(v)
		return unless(ok || v == nil, at, "a number")
	case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains":
		n, ok := number(v)
		return unless(ok && n == math.Trunc(n) || v == nil, at, "a whole number")
	case "$schema", "$id", "$ref", "$anchor", "$comment", "title", "description", "format", "contentEncoding":
		_, ok := v.(string)
		return unless(ok || v == nil, at, "text")
	case "pattern":
		s, ok := v.(string)
		return unless(ok && compile(s) != nil || v == nil, at, "a regular expression")
	case "readOnly", "writeOnly", "uniqueItems":
		_, ok := v.(bool)
		return unless(ok || v == nil, at, "true or false")
	case "enum", "examples":
		_, ok := v.([]any)
		return unless(ok || v == nil, at, "a list")
	case "required":
		return unless(isTexts(v), at, "a list of names")
	case "allOf", "anyOf", "oneOf":
		return badSchemas(at, v)
	case "items":
		if _, ok := v.([]any); ok {
			return badSchemas(at, v)
		}
		return unusable(at, v)
	case "not", "if", "then", "else", "contains", "additionalProperties", "additionalItems", "propertyNames", "unevaluatedItems", "unevaluatedProperties":
		return unusable(at, v)
	case "properties", "patternProperties", "$defs", "dependentSchemas":
		return badSchemaMap(at, keyword, v)
	}
	return nil
}

func unless(ok bool, at, form string) *Error {
	if ok {
		return nil
	}
	return &Error{at, "should be " + form}
}

func badType(at string, v any) *Error {
	s, ok := v.(string)
	if !ok && (v == nil || !isTexts(v)) {
		return &Error{at, "should be a type, or a list of types"}
	}
	types := []any{s}
	if !ok {
		types, _ = v.([]any)
	}
	for _, t := range types {
		if name, _ := t.(string); !IsType(name) {
			return &Error{at, fmt.Sprintf("cannot be %s: a type is string, integer, number, boolean, object, array or null", show(t))}
		}
	}
	return nil
}

// isTexts reports whether v is a list of texts, or nothing.
func isTexts(v any) bool {
	list, ok := v.([]any)
	for _, item := range list {
		if _, text := item.(string); !text {
			return false
		}
	}
	return ok || v == nil
}

func badSchemas(at string, v any) *Error {
	list, ok := v.([]any)
	if !ok && v != nil {
		return &Error{at, "should be a list of schemas"}
	}
	for i, schema := range list {
		if e := unusable(fmt.Sprintf("%s[%d]", at, i), schema); e != nil {
			return e
		}
	}
	return nil
}

func badSchemaMap(at, keyword string, v any) *Error {
	m, ok := v.(map[string]any)
	if !ok && v != nil {
		return &Error{at, "should be a map of schemas"}
	}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if keyword == "patternProperties" && compile(name) == nil {
			return &Error{at + "." + name, "should be named by a regular expression"}
		}
		if e := unusable(at+"."+name, m[name]); e != nil {
			return e
		}
	}
	return nil
}
