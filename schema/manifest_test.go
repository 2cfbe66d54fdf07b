package schema_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/jsonschema"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func manifestSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := os.ReadFile("manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	s, err := jsonschema.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// everySchema calls f with every schema of a document, once, and where it
// stands.
func everySchema(s *jsonschema.Schema, f func(at string, s *jsonschema.Schema)) {
	seen := map[*jsonschema.Schema]bool{}
	var walk func(at string, s *jsonschema.Schema)
	walk = func(at string, s *jsonschema.Schema) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		f(at, s)
		for _, p := range slices.Concat(s.Properties, s.Definitions) {
			walk(at+"/"+p.Name, p.Schema)
		}
		walk(at+"/*", s.Additional)
		walk(at+"/-", s.Items)
		for _, list := range [][]*jsonschema.Schema{s.AllOf, s.AnyOf, s.OneOf} {
			for _, each := range list {
				walk(at+"/|", each)
			}
		}
	}
	walk("", s)
}

// TestDescriptions checks that every field is explained, in words of its own.
func TestDescriptions(t *testing.T) {
	const least = 40
	texts := map[string]string{}
	fields := 0
	everySchema(manifestSchema(t), func(at string, s *jsonschema.Schema) {
		for _, p := range s.Properties {
			fields++
			field, doc := p.Schema, p.Schema.Description
			for doc == "" && field.Next != nil { // explained where it is defined
				field = field.Next
				doc = field.Description
			}
			where := at + "/" + p.Name
			if len(doc) < least {
				t.Errorf("%s is explained by %q", where, doc)
			}
			if doc != strings.TrimSpace(doc) || !strings.HasSuffix(doc, ".") || strings.Contains(doc, "  ") {
				t.Errorf("%s: %q is not written in sentences", where, doc)
			}
			if strings.Count(doc, "`")%2 != 0 {
				t.Errorf("%s: a ` without its other one", where)
			}
			if field != p.Schema && p.Schema.Description == "" {
				continue // shared on purpose
			}
			if other := texts[doc]; other != "" {
				t.Errorf("%s and %s are explained by the same words", where, other)
			}
			texts[doc] = where
		}
	})
	if fields < 150 {
		t.Errorf("only %d fields were found", fields)
	}
}

// TestKeywordsOfValues holds the keywords that parameters and outputs take
// against those that go into a bundle.
func TestKeywordsOfValues(t *testing.T) {
	root := manifestSchema(t)
	keywords := root.Definition("jsonSchema").Properties
	for _, k := range keywords {
		if !manifest.IsKeyword(k.Name) {
			t.Errorf("%s does not go into a bundle", k.Name)
		}
		for _, of := range []string{"parameter", "output"} {
			p := root.Definition(of).Property(k.Name)
			if k.Name == "type" && p != nil {
				continue // there may be files
			}
			if p == nil || p.Next != k.Schema {
				t.Errorf("a %s does not take %s as it is defined", of, k.Name)
			}
		}
	}
	for _, name := range []string{"type", "minimum", "anyOf", "$ref", "maxItems", "propertyNames"} {
		if root.Definition("jsonSchema").Property(name) == nil {
			t.Errorf("the keyword %s is missing", name)
		}
	}
	if got := len(keywords); got != 46 {
		t.Errorf("%d keywords, want the 44 of Porter and the two that it drops", got)
	}
}

// TestExamples holds every default and example of the schema to the schema
// itself.
func TestExamples(t *testing.T) {
	set := schema.NewLibrary().Set("1.3.0")
	checked := 0
	everySchema(manifestSchema(t), func(at string, s *jsonschema.Schema) {
		values := s.Examples
		if s.HasDefault {
			values = append(slices.Clip(values), s.Default)
		}
		for _, v := range values {
			doc, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			f := syntax.Parse(doc, nil)
			if problems := set.FieldOf(s).Check(f.Root()); len(problems) > 0 {
				t.Errorf("%s: %s does not fit: %v", at, doc, problems)
			}
			checked++
		}
	})
	if checked < 40 {
		t.Errorf("only %d values were checked", checked)
	}
}
