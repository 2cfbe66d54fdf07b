package schema

import (
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/schema/jsonschema"
)

// Field is what may stand at one place of a manifest. The zero Field is that of
// a place that nothing is known of; every method of it answers with nothing.
type Field struct {
	// Name is the field's key, "" for the root and for entries of lists.
	Name string
	// Types are the types that its value may have, as JSON Schema calls them;
	// none where any will do.
	Types []string
	// Enum are the values that are allowed or, where other values of another
	// type are allowed too, those that are known; each as in
	// [jsonschema.Schema]. Default is set where HasDefault is.
	Enum       []any
	Default    any
	HasDefault bool
	Examples   []any
	// Doc explains the field, in Markdown.
	Doc string
	// Required says that the map around the field must have it, Keys which keys
	// it must have itself where it is a map. Of each of the Choices it must have
	// one key, or may have several where the schema says so.
	Required bool
	Keys     []string
	Choices  [][]string
	// Open says that a map may have other keys than its Children.
	Open bool
	// Deprecated says that the field should not be used any more, Ignored that
	// Porter reads it and does nothing with it.
	Deprecated, Ignored bool
	// Since is the schemaVersion that brought the field, "" for those that were
	// always there, and Feature the experimental feature that Porter needs for
	// it. Available says whether the manifest's version has the field.
	Since, Feature string
	Available      bool

	set       *Set
	schemas   []*jsonschema.Schema // that its value must fit, all of them
	loose     bool                 // or perhaps only some, as it is a part of alternatives
	parts     []part               // of the schemas
	templated bool                 // templates are filled in here
}

// IsZero reports whether nothing is known of the place.
func (f Field) IsZero() bool { return f.set == nil }

// Fits reports whether the field's value may have that type.
func (f Field) Fits(kind string) bool {
	return len(f.Types) == 0 || slices.Contains(f.Types, kind) || kind == "integer" && slices.Contains(f.Types, "number")
}

// field makes the field that all of the schemas describe.
func (s *Set) field(name string, required bool, schemas ...*jsonschema.Schema) Field {
	f := Field{Name: name, Required: required, Open: true, set: s, schemas: schemas, parts: partsOf(schemas...)}
	var docs []string
	for _, p := range f.parts {
		f.annotate(p)
		if d := p.schema.Description; d != "" && p.certainty == alternative {
			docs = append(docs, d)
		}
		for _, list := range [][]*jsonschema.Schema{p.schema.AnyOf, p.schema.OneOf} {
			f.choice(list)
		}
	}
	if f.Doc == "" {
		f.Doc = strings.Join(docs, "\n\n")
	}
	f.types()
	f.values()
	f.keys()
	f.Available = s.has(f.Since)
	return f
}

// annotate takes over what a part explains, where nothing before it did.
func (f *Field) annotate(p part) {
	if p.certainty == conditional {
		return
	}
	s := p.schema
	if p.certainty == sure {
		if f.Doc == "" {
			f.Doc = s.Description
		}
		f.Deprecated = f.Deprecated || s.Deprecated
		if s.Extra != nil {
			f.Ignored = f.Ignored || s.Extra[ignoredKeyword] == true
			since, _ := s.Extra[sinceKeyword].(string)
			feature, _ := s.Extra[featureKeyword].(string)
			if f.Since == "" {
				f.Since, f.Feature = since, feature
			}
		}
	}
	if s.HasDefault && !f.HasDefault {
		f.Default, f.HasDefault = s.Default, true
	}
	if f.Examples == nil {
		f.Examples = s.Examples
	}
}

// choice notes alternatives that say nothing but which keys there must be.
func (f *Field) choice(list []*jsonschema.Schema) {
	names := choiceOf(list)
	if len(names) > 0 {
		f.Choices = append(f.Choices, names)
	}
}

// choiceOf returns the keys that schemas choose between where all they say is
// which keys there must be.
func choiceOf(list []*jsonschema.Schema) []string {
	var names []string
	for _, s := range list {
		if s = s.Resolve(); !s.OnlyRequires() {
			return nil
		}
		for _, name := range s.Required {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

func (f *Field) types() {
	known := false
	for _, p := range f.parts {
		if p.certainty != sure || len(p.schema.Types) == 0 || p.schema.Ref != "" {
			continue
		}
		if !known {
			f.Types, known = p.schema.Types, true
			continue
		}
		both := slices.Clone(f.Types)
		f.Types = slices.DeleteFunc(both, func(t string) bool { return !slices.Contains(p.schema.Types, t) })
	}
	if known {
		return
	}
	for _, p := range f.parts {
		if p.certainty != alternative {
			continue
		}
		for _, t := range p.schema.Types {
			if !slices.Contains(f.Types, t) {
				f.Types = append(f.Types, t)
			}
		}
	}
}

func (f *Field) values() {
	for _, c := range []certainty{sure, alternative} {
		for _, p := range f.parts {
			if p.certainty != c || p.schema.Ref != "" {
				continue
			}
			if p.schema.HasConst {
				f.Enum = append(slices.Clip(f.Enum), p.schema.Const)
			}
			f.Enum = append(slices.Clip(f.Enum), p.schema.Enum...)
		}
		if len(f.Enum) > 0 {
			return
		}
	}
}

// keys finds out which keys the field must have and whether it may have others.
func (f *Field) keys() {
	maps, open := 0, false
	var keys []string
	for _, p := range f.parts {
		s := p.schema
		if p.certainty == conditional || s.Ref != "" {
			continue
		}
		closed := s.Additional != nil && s.Additional.Never
		if p.certainty == sure {
			f.Keys = append(f.Keys, s.Required...)
			f.Open = f.Open && !closed
			continue
		}
		if len(s.Properties) > 0 || slices.Contains(s.Types, "object") {
			maps++
			keys = s.Required
			open = open || !closed
		}
	}
	if maps == 1 {
		f.Keys = append(slices.Clip(f.Keys), keys...)
	}
	if maps > 0 {
		f.Open = f.Open && open
	}
}

// The bounds of what a schema that somebody else wrote makes anyone look through.
const (
	mostChildren = 2000
	mostVisits   = 100_000 // of patterns, each of stepsPerVisit steps
)

// Children returns the keys that the schema names, where the field may be a map,
// in the schema's order: those that the manifest's version has. Of a step they
// are the mixins.
func (f Field) Children() []Field {
	var children []Field
	left := mostVisits
	seen := map[string]bool{}
	for _, p := range f.parts {
		if p.schema.Ref != "" {
			continue
		}
		for _, name := range f.set.names(p.schema) {
			if seen[name] || len(children) >= mostChildren {
				continue
			}
			seen[name] = true
			child := f.child(name, &left)
			if child.IsZero() { // a mixin that does not say what it takes
				child = f.set.field(name, false)
			}
			children = append(children, child)
		}
	}
	return children
}

// Child returns what stands behind a key, the zero Field where the schema does
// not know of such a key.
func (f Field) Child(name string) Field {
	left := mostVisits
	return f.child(name, &left)
}

// child is Child within what is left of the visits.
func (f Field) child(name string, left *int) Field {
	var schemas []*jsonschema.Schema
	templated, alternatives := f.templated, false
	for _, p := range f.parts {
		if p.schema.Ref != "" {
			continue
		}
		templated = templated || p.schema.Extra[mixinKeyword] != nil
		found, _, _ := f.set.property(nil, p.schema, name, left)
		schemas = append(schemas, found...)
		alternatives = alternatives || p.certainty != sure && len(found) > 0
	}
	if len(schemas) == 0 {
		return Field{}
	}
	child := f.set.field(name, slices.Contains(f.Keys, name), schemas...)
	child.templated = templated
	child.loose = alternatives && len(schemas) > 1
	return child
}

// Item returns what the i-th entry of a list is, the zero Field where the schema
// does not say.
func (f Field) Item(i int) Field {
	var schemas []*jsonschema.Schema
	alternatives := false
	for _, p := range f.parts {
		if s := item(p.schema, i); p.schema.Ref == "" && s != nil {
			schemas = append(schemas, s)
			alternatives = alternatives || p.certainty != sure
		}
	}
	if len(schemas) == 0 {
		return Field{}
	}
	entry := f.set.field("", false, schemas...)
	entry.templated = f.templated
	entry.loose = alternatives && len(schemas) > 1
	return entry
}

// FieldOf returns a schema as a field, such as the one that a parameter's values
// are held against.
func (s *Set) FieldOf(schema *jsonschema.Schema) Field {
	if schema == nil {
		return Field{}
	}
	return s.field("", false, schema)
}
