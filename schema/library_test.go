package schema_test

import (
	"testing"

	"github.com/porter-ls/porter-ls/schema"
)

// TestBuiltinMixins reads every built-in schema and holds it to the shape that
// mixins print.
func TestBuiltinMixins(t *testing.T) {
	library := schema.NewLibrary()
	names := library.MixinNames()
	if len(names) == 0 {
		t.Fatal("there are no built-in schemas")
	}
	for _, name := range names {
		m := library.Mixin(name)
		if m.Name != name {
			t.Errorf("%s is called %s", name, m.Name)
		}
		if m != library.Mixin(name) {
			t.Errorf("%s was read twice", name)
		}
	}
}
