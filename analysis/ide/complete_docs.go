package ide

import (
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// FieldDocs says where the fields among completions are explained, in a form that
// holds whatever becomes of the file meanwhile.
type FieldDocs struct {
	Document schema.Document `json:"document"`
	Version  string          `json:"version"` // the manifest's schemaVersion, as it is written
	Path     []any           `json:"path"`    // to the map that the fields are of: keys and indices
}

func newFieldDocs(set *schema.Set, steps []syntax.Step) FieldDocs {
	d := FieldDocs{Document: set.Document(), Version: set.Version(), Path: []any{}}
	for _, s := range steps {
		if s.Index >= 0 {
			d.Path = append(d.Path, s.Index)
		} else {
			d.Path = append(d.Path, s.Key)
		}
	}
	return d
}

// steps is the path as it was, whatever kind of number JSON has made of indices.
func (d FieldDocs) steps() []syntax.Step {
	steps := make([]syntax.Step, 0, len(d.Path))
	for _, step := range d.Path {
		switch step := step.(type) {
		case string:
			steps = append(steps, syntax.Step{Key: step, Index: -1})
		case float64:
			steps = append(steps, syntax.Step{Index: max(0, int(step))})
		case int:
			steps = append(steps, syntax.Step{Index: step})
		}
	}
	return steps
}

// Explain explains a field of a map as far as our own schemas do.
func (d FieldDocs) Explain(library *schema.Library, name string) *Prose {
	set := library.DocumentSet(min(d.Document, schema.Config))
	if d.Document == schema.Manifest {
		set = library.Set(d.Version)
	}
	p := &Prose{}
	f := set.At(d.steps())
	if name != "" {
		f = f.Child(name)
	}
	if f.Doc != "" {
		p.say(f.Doc)
	}
	p.facts(f)
	return p
}

// AuthorsWords is a text that an author wrote, as it is explained by.
func AuthorsWords(words string) *Prose {
	p := &Prose{}
	p.quote(words)
	return p
}
