package manifest

import (
	"testing"

	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// Whatever the text, it can be read and judged, and every place is within it.
func FuzzValidate(f *testing.F) {
	for _, src := range []string{every, fine, "a: &a {<<: *a}\n", "install: &i\n  - *i\n", "parameters: [{default: *x}]", "description: ${=\x00%>=}"} {
		f.Add([]byte(src), uint8(0))
	}
	for _, m := range corpus.Own(f) {
		f.Add(m.Source, uint8(DependenciesV2|PersistentParameters))
	}
	f.Fuzz(func(t *testing.T, src []byte, features uint8) {
		file := syntax.Parse(src, nil)
		m := Decode(file.Root(), nil)
		for _, check := range []VersionCheck{ExactVersion, AnyVersion} {
			spansWithin(t, src, Validate(m, Options{check, Features(features)}))
		}
		spans := []String{m.Name, m.Version, m.Reference}
		for _, p := range m.Parameters {
			spans = append(append(spans, p.Name, p.Env, p.Path), p.ApplyTo...)
		}
		for _, a := range m.Actions {
			spans = append(spans, a.Name)
			for _, s := range a.Steps {
				spans = append(spans, s.Mixin, s.Description)
			}
		}
		for _, s := range spans {
			if at := s.Span(); at.Start < 0 || at.End < at.Start || at.End > len(src) {
				t.Errorf("%q stands at %v of %d bytes", s.Value, at, len(src))
			}
		}
	})
}
