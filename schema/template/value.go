package template

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
)

// Value is what a variable stands for.
type Value struct {
	// Type is the declared JSON schema type. "object" and "array" have a Tree;
	// everything else, "" too, is one scalar.
	Type string
	// Text is what the value is within other text. Where it is empty an object
	// or array is printed as JSON; Porter prints Go's notation there for those
	// that come from custom.
	Text string
	// Tree is the value as plain Go data: map[string]any, []any, bool, a
	// number or nil. Scalars other than bools and numbers need none.
	Tree any
}

// Data answers what the variables of a step stand for.
type Data struct {
	// Lookup returns the value of a dotted name, false where there is none. A
	// name into an object has all its parts in the path.
	Lookup func(path []string) (Value, bool)
	// Root is where aliases find their anchors: the document that the step is
	// part of. Where it is zero they are looked for in the step alone.
	Root syntax.Node
}

// ValueOf returns the value of plain Go data, such as a part of custom.
func ValueOf(v any) Value {
	switch v := v.(type) {
	case map[string]any:
		return Value{Type: "object", Tree: v}
	case []any:
		return Value{Type: "array", Tree: v}
	case nil:
		return Value{Type: "null"}
	case bool:
		return Value{Type: "boolean", Text: fmt.Sprint(v), Tree: v}
	case string:
		return Value{Type: "string", Text: v}
	}
	return Value{Type: "number", Text: fmt.Sprint(v), Tree: v}
}

// Field follows the names of path into an object and returns what is there.
func (v Value) Field(path []string) (Value, bool) {
	for _, name := range path {
		m, ok := v.Tree.(map[string]any)
		if !ok {
			return Value{}, false
		}
		field, ok := m[name]
		if !ok {
			return Value{}, false
		}
		v = ValueOf(field)
	}
	return v, true
}

// text is the value within other text.
func (v Value) text() string {
	if v.Text == "" && (v.Type == "object" || v.Type == "array") {
		return printJSON(v.Tree)
	}
	return v.Text
}

// data is the value where it stands alone in a plain scalar. A scalar is read
// as YAML reads that one scalar, so that an unquoted port is a number; a text
// that looks like a map or list stays text.
func (v Value) data() any {
	switch v.Type {
	case "object", "array":
		return v.Tree
	case "boolean", "integer", "number":
		if v.Tree != nil {
			return v.Tree
		}
	}
	read := syntax.PlainData(strings.TrimSpace(v.Text))
	if _, ok := read.(string); ok {
		return v.Text
	}
	return read
}

// empty is mustache's notion of false: nothing, false, zero, blank text and
// the empty list.
func (v Value) empty() bool {
	switch tree := v.Tree.(type) {
	case nil:
		return strings.TrimSpace(v.Text) == ""
	case bool:
		return !tree
	case []any:
		return len(tree) == 0
	case map[string]any:
		return tree == nil
	case int:
		return tree == 0
	case int64:
		return tree == 0
	case uint64:
		return tree == 0
	case float64:
		return tree == 0
	}
	return false
}

func printJSON(v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Sprint(v) // a float that JSON lacks, such as .inf
	}
	return strings.TrimSuffix(b.String(), "\n")
}
