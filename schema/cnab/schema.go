package cnab

import (
	"path"

	"github.com/porter-ls/porter-ls/schema/manifest"
)

// clean returns the path as a bundle.json must have it.
func clean(p string) string { return path.Clean(p) }

// IsKeyword reports whether a key of a parameter or output is part of its JSON
// schema. Porter lacks maxItems and maxProperties, leaves them out without a
// word and checks neither.
func IsKeyword(key string) bool {
	switch key {
	case "$comment", "$id", "$ref", "$schema", "additionalItems", "additionalProperties", "allOf", "anyOf", "const", "contains",
		"contentEncoding", "contentMediaType", "default", "definitions", "dependencies", "description", "else", "enum", "examples",
		"exclusiveMaximum", "exclusiveMinimum", "format", "if", "items", "maxItems", "maxLength", "maxProperties", "maximum", "minItems",
		"minLength", "minProperties", "minimum", "multipleOf", "not", "oneOf", "pattern", "patternProperties", "properties",
		"propertyNames", "readOnly", "required", "then", "title", "type", "uniqueItems", "writeOnly":
		return true
	}
	return false
}

// schema returns the definition that the manifest writes among the fields of a
// parameter or output. A file becomes a string of base64.
func (c *converter) schema(s manifest.Schema, effectiveType string, sensitive bool) Definition {
	d := Definition{}
	all, _ := c.data(s.Node).(map[string]any)
	for key, v := range all {
		if IsKeyword(key) && !vacant(key, v) {
			d[key] = v
		}
	}
	switch effectiveType {
	case "":
	case "file":
		d["type"], d["contentEncoding"] = "string", "base64"
	case "string", "integer", "number", "boolean", "object", "array", "null":
		d["type"] = effectiveType
	default:
		c.fail(s.Type.Node, "%q is not a type: use string, integer, number, boolean, object, array or file", effectiveType)
	}
	for _, t := range s.Types {
		if !isType(t.Value) {
			c.fail(t.Node, "%q is not a type", t.Value)
		}
	}
	if sensitive {
		d["writeOnly"] = true
	}
	return d
}

func isType(t string) bool {
	switch t {
	case "string", "integer", "number", "boolean", "object", "array", "null":
		return true
	}
	return false
}

// vacant reports whether a keyword says nothing and is left out. A default may
// be empty text or false, but not null.
func vacant(key string, v any) bool {
	if v == nil {
		return true
	}
	if key == "default" || key == "const" {
		return false
	}
	switch v := v.(type) {
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0 && key != "additionalProperties" && key != "items"
	}
	return false
}

// stringData returns a map's pairs as data.
func stringData(pairs []manifest.Pair) map[string]any {
	out := map[string]any{}
	for _, p := range pairs {
		out[p.Key.Value] = p.Value.Value
	}
	return out
}
