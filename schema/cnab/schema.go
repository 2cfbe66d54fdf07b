package cnab

import (
	"path"

	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/value"
)

// clean returns the path as a bundle.json must have it.
func clean(p string) string { return path.Clean(p) }

// schema returns the definition that the manifest writes among the fields of a
// parameter or output. A file becomes a string of base64.
func (c *converter) schema(s manifest.Schema, effectiveType string, sensitive bool) Definition {
	d := Definition{}
	for _, k := range s.Keywords {
		key := k.Name()
		if manifest.IsDropped(key) && key != "maxItems" && key != "maxProperties" {
			continue
		}
		if v := c.data(k.Value); !vacant(key, v) {
			d[key] = v
		}
	}
	switch effectiveType {
	case "":
	case "file":
		d["type"], d["contentEncoding"] = "string", "base64"
	default:
		if d["type"] = effectiveType; value.IsType(effectiveType) {
			break
		}
		c.fail(s.Type.Node, "%q is not a type: use string, integer, number, boolean, object, array or file", effectiveType)
	}
	for _, t := range s.Types {
		if !value.IsType(t.Value) {
			c.fail(t.Node, "%q is not a type", t.Value)
		}
	}
	if sensitive {
		d["writeOnly"] = true
	}
	return d
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
