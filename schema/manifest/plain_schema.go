package manifest

import (
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/value"
)

// plainSchema is what the fields of a definition say, as far as nothing more can
// be said about them: a type, bounds and a default of that type.
type plainSchema struct {
	kind              string // the type, "" where there is none
	def, lower, upper syntax.Node
}

// plainSchemas remembers which definitions have plain schemas.
var plainSchemas syntax.Memo[struct{}, bool]

// isPlainSchema is isPlain, which it asks once for all versions of a definition.
func (v *validator) isPlainSchema(n syntax.Node) bool {
	plain, ok := plainSchemas.Get(n, struct{}{})
	if !ok {
		plain = isPlain(n)
		plainSchemas.Put(n, struct{}{}, plain)
	}
	return plain
}

// isPlain reports whether a definition's schema is as simple as nearly all
// are, in a way that Porter certainly has nothing against. Of any other it says
// nothing: whoever asks goes through the schema itself, which takes far longer.
func isPlain(n syntax.Node) bool {
	if n.Kind() != syntax.Mapping {
		return false
	}
	var s plainSchema
	for k, field := range n.Pairs() {
		if k.Kind() != syntax.Scalar || k.IsMerge() || field.Kind() == syntax.Alias || !s.take(k.Value(), field) {
			return false
		}
	}
	return s.holds()
}

// take notes a field; false where it is none that a plain schema has, or has it
// twice.
func (s *plainSchema) take(name string, n syntax.Node) bool {
	var is *syntax.Node
	switch name {
	case "type":
		kind := n.Value()
		if n.Type() != syntax.String || n.Tag() != "" || !value.IsType(kind) && kind != "file" || s.kind != "" {
			return false
		}
		s.kind = kind
		return true
	case "description", "title":
		return n.Kind() == syntax.Scalar && n.Tag() == ""
	case "default":
		is = &s.def
	case "minimum":
		is = &s.lower
	case "maximum":
		is = &s.upper
	default:
		_, keyword := schemaField(name)
		return !keyword
	}
	if n.Kind() != syntax.Scalar || n.Tag() != "" || !is.IsZero() {
		return false
	}
	*is = n
	return true
}

// holds reports whether the bounds are whole numbers and the default is of the
// type and within them.
func (s *plainSchema) holds() bool {
	least, atLeast, ok := bound(s.lower)
	if !ok {
		return false
	}
	most, atMost, ok := bound(s.upper)
	if !ok {
		return false
	}
	if s.def.IsZero() {
		return true
	}
	if s.kind == "string" {
		return s.def.Type() == syntax.String
	}
	_, data := s.def.Resolve()
	switch s.kind {
	case "boolean":
		_, is := data.(bool)
		return is
	case "integer", "number":
		i, is := data.(int)
		return is && (!atLeast || i >= least) && (!atMost || i <= most)
	}
	return false
}

// bound returns a bound, where there is one; ok is false where it is no whole
// number.
func bound(n syntax.Node) (number int, is, ok bool) {
	if n.IsZero() {
		return 0, false, true
	}
	_, data := n.Resolve()
	number, is = data.(int)
	return number, is, is
}
