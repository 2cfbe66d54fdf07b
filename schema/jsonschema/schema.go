// Package jsonschema reads JSON Schemas, those of draft-07 and what is common of
// older and newer drafts, into immutable trees with every local reference
// resolved.
//
// A schema may be anybody's: whatever the document, reading it ends, and what
// cannot be understood of it demands nothing. The package knows what schemas
// say, not how manifests are checked: that is package schema's.
package jsonschema

// Schema is one schema of a document. It and all that it leads to is immutable;
// through references it may lead back to itself.
type Schema struct {
	// Never says that no value fits: the schema false.
	Never bool

	// Ref is the reference as it is written. Where it is set, only what explains
	// the schema may stand beside it; every other keyword is passed over.
	Ref string
	// Next is the schema that Ref leads to in the same document, perhaps a
	// reference again; nil where it leads elsewhere or nowhere. Target is the one
	// at the end of all references, nil where they lead in a circle too.
	Next, Target *Schema

	// What explains the schema. Default and Examples are as in Enum.
	Title, Description string
	Default            any
	HasDefault         bool
	Examples           []any
	Deprecated         bool

	// Types are the types that a value may have, of "null", "boolean",
	// "integer", "number", "string", "array" and "object"; none where the schema
	// does not say. Other words are kept as they are.
	Types []string
	// Enum are the values that are allowed, each as nil, bool, int, float64,
	// string, []any or map[string]any; nil where the schema does not say.
	Enum []any
	// Const is the one value that is allowed, where HasConst is set.
	Const    any
	HasConst bool

	// Of strings.
	MinLength, MaxLength    *int
	Pattern                 *Pattern
	Format, ContentEncoding string

	// Of numbers.
	Minimum, Maximum, ExclusiveMinimum, ExclusiveMaximum, MultipleOf *float64

	// Of arrays. Items is nil where there is a tuple, and TupleItems is for the
	// first ones, AdditionalItems for the others.
	Items, AdditionalItems, Contains *Schema
	TupleItems                       []*Schema
	MinItems, MaxItems               *int
	UniqueItems                      bool

	// Of objects, properties in the order of the document. Additional is the
	// schema of what neither Properties nor PatternProperties name; nil where
	// anything goes.
	Properties                   []Property
	PatternProperties            []PatternProperty
	Additional, PropertyNames    *Schema
	Required                     []string
	MinProperties, MaxProperties *int

	// Of combinations.
	AllOf, AnyOf, OneOf []*Schema
	Not, If, Then, Else *Schema

	// Definitions are schemas that others refer to.
	Definitions []Property

	// Extra are the keywords that this package does not know, by their name.
	Extra map[string]any

	index map[string]*Schema // Properties by name, where there are many
}

// Property is one entry of a schema's properties.
type Property struct {
	Name   string
	Schema *Schema
}

// PatternProperty is one entry of a schema's patternProperties.
type PatternProperty struct {
	Pattern *Pattern
	Schema  *Schema
}

// Property returns the schema of the property of that name, nil where the
// schema itself declares none: references, patterns and combinations are not
// followed.
func (s *Schema) Property(name string) *Schema {
	if s.index != nil {
		return s.index[name]
	}
	for i := range s.Properties {
		if s.Properties[i].Name == name {
			return s.Properties[i].Schema
		}
	}
	return nil
}

// Definition returns the definition of that name, nil where there is none.
func (s *Schema) Definition(name string) *Schema {
	for _, d := range s.Definitions {
		if d.Name == name {
			return d.Schema
		}
	}
	return nil
}

// Resolve returns the schema that counts for values: the target of a reference
// or s itself. It is nil where a reference leads nowhere; nil demands nothing.
func (s *Schema) Resolve() *Schema {
	if s != nil && s.Ref != "" {
		return s.Target
	}
	return s
}

// OnlyRequires reports whether the schema says nothing but which properties
// there must be. Alternatives of such schemas are a choice between properties.
func (s *Schema) OnlyRequires() bool {
	if s == nil || s.Ref != "" || s.Never || len(s.Required) == 0 {
		return false
	}
	for _, t := range s.Types {
		if t != "object" {
			return false
		}
	}
	return len(s.Properties) == 0 && len(s.PatternProperties) == 0 && s.Additional == nil && s.PropertyNames == nil &&
		s.MinProperties == nil && s.MaxProperties == nil && s.Enum == nil && !s.HasConst &&
		s.AllOf == nil && s.AnyOf == nil && s.OneOf == nil && s.Not == nil && s.If == nil
}
