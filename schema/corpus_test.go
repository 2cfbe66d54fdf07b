package schema_test

import (
	"testing"

	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func TestX(t *testing.T) {
	library := schema.NewLibrary()
	for _, m := range corpus.All(t) {
		if m.Says == nil || !m.Says.Loads() {
			continue
		}
		f := syntax.Parse(m.Source, nil)
		v := f.Root().Get("schemaVersion").Value()
		for _, p := range library.Set(v).Check(f.Root()) {
			t.Logf("%s(%s): %s", m.Name, v, p)
		}
	}
}
