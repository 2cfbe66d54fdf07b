package manifest

import (
	"encoding/base64"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
	"github.com/porter-ls/porter-ls/schema/value"
)

func (v *validator) parameters() {
	all := counting(v.m.Parameters, parameterName)
	for i := range all {
		p := &all[i]
		if p.Name.Value == "" {
			v.lacks(BadParameter, "name", at(p.Name, p.Node), "this parameter has no name: write name: and what it is called")
		}
		if p.Schema.isFile() && p.Path.Value == "" && !p.Persistent {
			v.lacks(BadParameter, "path", p.Schema.Type.Span(), "parameter %s is a file and needs a path: write path: and where the bundle wants it", p.Name.Value)
		}
		if !v.isPlainSchema(p.Schema.Node) {
			v.schema("parameter "+p.Name.Value, p.Name, p.Schema)
		}
	}
}

func (v *validator) outputs() {
	all := counting(v.m.Outputs, outputName)
	for i := range all {
		o := &all[i]
		if o.Name.Value == "" {
			v.lacks(BadOutput, "name", at(o.Name, o.Node), "this output has no name: write name: and what it is called")
			continue
		}
		if o.Schema.isFile() && o.Path.Value == "" {
			v.lacks(BadOutput, "path", o.Schema.Type.Span(), "output %s is a file and needs a path: write path: and where a step leaves it", o.Name.Value)
		}
		if !v.isPlainSchema(o.Schema.Node) {
			v.schema("output "+o.Name.Value, o.Name, o.Schema)
		}
	}
	if !v.m.hasPersistent() {
		return
	}
	for _, p := range counting(v.m.Parameters, parameterName) {
		if !p.Persistent || p.Name.Value != "" {
			continue
		}
		if _, own := last(v.m.Outputs, "", outputName); !own {
			v.lacks(BadOutput, "name", at(p.Name, p.Node), "this parameter is kept as an output and has no name: write name: and what it is called")
		}
	}
}

func (s Schema) isFile() bool {
	t := s.Keyword("type")
	return t.Value() == "file" && t.Type() == syntax.String
}

// schema checks a JSON schema and the default in it.
func (v *validator) schema(what string, name String, s Schema) {
	schema, wrong := v.porterSchema(s.Node)
	if s.isFile() {
		schema["type"], schema["contentEncoding"] = "string", "base64"
	}
	if wrong != nil {
		v.fail(BadSchema, firstLine(wrong.at), "%s: %s", what, wrong.message)
		return
	}
	if e := value.Unusable(schema); e != nil {
		v.fail(BadSchema, v.schemaPlace(s, e, name), "%s: %v", what, e)
		return
	}
	if !s.HasDefault() {
		return
	}
	if list, ok := schema["type"].([]any); ok && len(list) == 0 || hasHole(schema) {
		v.stop(Crash, firstLine(s.Default), "the schema of %s allows no type, or has nothing where another schema belongs, and Porter crashes when it checks the default: write {} for what may be anything", what)
		return
	}
	if isCircular(schema) {
		v.stop(Crash, firstLine(s.Default), "the schema of %s refers to itself for the same value, and Porter crashes when it checks the default: let only a property or an item refer to #", what)
		return
	}
	def, ok := plain(s.Default.Decode())
	if !ok {
		v.fail(BadSchema, firstLine(s.Default), "the default of %s has keys or numbers that JSON cannot hold", what)
		return
	}
	if text, isText := def.(string); isText && s.isFile() {
		if _, err := base64.StdEncoding.DecodeString(text); err != nil {
			v.fail(BadDefault, firstLine(s.Default), "the default of %s must be base64, because it is a file's content", what)
			return
		}
	}
	for _, e := range value.CheckLikePorter(schema, def) {
		v.fail(BadDefault, firstLine(s.Default), "the default of %s does not fit: it %v", what, e)
	}
}

// hasHole reports whether a schema has nothing in a place among other schemas.
func hasHole(schema any) bool {
	m, ok := schema.(map[string]any)
	if !ok {
		return schema == nil
	}
	for keyword, v := range m {
		switch keyword {
		case "properties", "patternProperties":
			inner, _ := v.(map[string]any)
			for _, schema := range inner {
				if hasHole(schema) {
					return true
				}
			}
		case "allOf", "anyOf", "oneOf", "items":
			if list, ok := v.([]any); ok && slices.ContainsFunc(list, hasHole) {
				return true
			}
			fallthrough
		case "not", "if", "then", "else", "contains", "additionalProperties", "additionalItems", "propertyNames":
			if inner, ok := v.(map[string]any); ok && hasHole(inner) {
				return true
			}
		}
	}
	return false
}

// isCircular reports whether judging any value by a schema begins with judging
// it by the same schema. In anyOf and oneOf it depends on the value.
func isCircular(schema any) bool {
	m, _ := schema.(map[string]any)
	if m["$ref"] == "#" || m["not"] != nil && isCircular(m["not"]) {
		return true
	}
	all, _ := m["allOf"].([]any)
	return slices.ContainsFunc(all, isCircular)
}

// schemaPlace returns the place of the keyword that an error begins with.
func (v *validator) schemaPlace(s Schema, e *value.Error, name String) text.Span {
	for _, k := range s.Keywords {
		if rest, ok := cutName(e.At, k.Name()); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return firstLine(wrongType(below(k.Value, rest)))
		}
	}
	return at(name, s.Node)
}

// below returns what a path leads to from a node, as far as that can be followed.
func below(n syntax.Node, path string) syntax.Node {
	if inner, ok := strings.CutPrefix(path, "["); ok {
		index, rest, _ := strings.Cut(inner, "]")
		if i, err := strconv.Atoi(index); err == nil && n.Kind() == syntax.Sequence && i < n.Len() {
			return below(n.Item(i), rest)
		}
		return n
	}
	inner, ok := strings.CutPrefix(path, ".")
	if !ok {
		return n
	}
	for k, v := range n.Pairs() {
		if rest, ok := cutName(inner, k.Value()); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return below(v, rest)
		}
	}
	return n
}

// wrongType returns the first entry of a list of types that is none, and any other
// node as it is.
func wrongType(n syntax.Node) syntax.Node {
	if n.Kind() != syntax.Sequence {
		return n
	}
	for _, item := range n.Items() {
		if item.Kind() == syntax.Scalar && item.Type() == syntax.String && !value.IsType(item.Value()) {
			return item
		}
	}
	return n
}

func cutName(path, name string) (string, bool) {
	if len(path) < len(name) || path[:len(name)] != name {
		return "", false
	}
	return path[len(name):], true
}

// badData is a value that cannot be in a bundle.json.
type badData struct {
	at      syntax.Node
	message string
}

// porterSchema returns a schema as Porter writes it: with the keywords that it
// has a place for, and without those that say nothing.
func (v *validator) porterSchema(n syntax.Node) (map[string]any, *badData) {
	return v.schemaAt(n, 0)
}

func (v *validator) schemaAt(n syntax.Node, depth int) (map[string]any, *badData) {
	out := map[string]any{}
	if depth > deepest {
		return out, nil
	}
	for k, n := range v.r.fields(n) {
		s, ok := schemaField(k.Value())
		if !ok || isNull(n) || n.IsZero() {
			continue
		}
		data, wrong := v.keywordData(n, s, depth)
		if wrong != nil {
			return out, wrong
		}
		if data != nil {
			out[k.Value()] = data
		}
	}
	return out, nil
}

// keywordData returns a keyword's value; nil where Porter leaves it out.
func (v *validator) keywordData(n syntax.Node, s shape, depth int) (any, *badData) {
	switch s.form {
	case textual, pattern:
		if text := scalarText(n); text != "" || s.form == pattern {
			return text, nil
		}
		return nil, nil
	case boolean:
		return isTrue(n), nil
	case whole:
		if f, ok := n.Data().(float64); ok {
			return int(f), nil
		}
		return n.Data(), nil
	case record:
		schema, wrong := v.schemaAt(n, depth+1)
		return schema, wrong
	case list, dict:
		if s.of == nil || s.of.form != record {
			break
		}
		return v.schemasIn(n, depth)
	}
	if n.Len() == 0 && (s.form == list || s.form == dict) {
		return nil, nil
	}
	data, ok := plain(n.Decode())
	if !ok {
		return nil, &badData{n, "this has keys or numbers that JSON cannot hold"}
	}
	if s.of != nil && s.of.form == textual { // a list of texts
		list, _ := data.([]any)
		for i := range list {
			list[i] = fmt.Sprint(list[i])
		}
	}
	return data, nil
}

// schemasIn returns the schemas of a list or map.
func (v *validator) schemasIn(n syntax.Node, depth int) (any, *badData) {
	if n.Len() == 0 {
		return nil, nil
	}
	if n.Kind() == syntax.Sequence {
		out := []any{}
		for _, item := range n.Items() {
			if item = v.r.follow(item); isNull(item) {
				out = append(out, nil)
				continue
			}
			schema, wrong := v.schemaAt(item, depth+1)
			if wrong != nil {
				return nil, wrong
			}
			out = append(out, schema)
		}
		return out, nil
	}
	out := map[string]any{}
	for k, item := range v.r.fields(n) {
		if isNull(item) {
			out[scalarText(k)] = nil
			continue
		}
		schema, wrong := v.schemaAt(item, depth+1)
		if wrong != nil {
			return nil, wrong
		}
		out[scalarText(k)] = schema
	}
	return out, nil
}

// plain returns decoded YAML as JSON has it; false where it cannot.
func plain(v any) (any, bool) {
	switch v := v.(type) {
	case map[any]any:
		return nil, false
	case float64:
		return v, !math.IsNaN(v) && !math.IsInf(v, 0)
	case time.Time:
		return v.Format(time.RFC3339Nano), true
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			var ok bool
			if out[i], ok = plain(item); !ok {
				return nil, false
			}
		}
		return out, true
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, item := range v {
			var ok bool
			if out[k], ok = plain(item); !ok {
				return nil, false
			}
		}
		return out, true
	}
	return v, true
}
