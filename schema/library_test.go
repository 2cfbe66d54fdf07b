package schema_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
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

// TestSetReadsNothing checks that what is made for every keystroke costs next to
// nothing.
func TestSetReadsNothing(t *testing.T) {
	library := schema.NewLibrary()
	if n := testing.AllocsPerRun(10, func() { library.Set("1.0.1") }); n > 20 {
		t.Errorf("a set takes %v allocations", n)
	}
	if n := testing.AllocsPerRun(10, func() { schema.NewLibrary() }); n > 200 {
		t.Errorf("a library takes %v allocations", n)
	}
}

// TestConcurrent uses one library from many goroutines, for the race detector.
func TestConcurrent(t *testing.T) {
	library := schema.NewLibrary()
	file := syntax.Parse([]byte("mixins: [exec]\nname: A\ninstall:\n  - exec: {comand: a}\n"), nil)
	want := fmt.Sprint(schema.NewLibrary().Set("1.0.1").Check(file.Root()))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			set := library.Set("1.0.1")
			if got := fmt.Sprint(set.Check(file.Root())); got != want {
				t.Errorf("%s\nwant %s", got, want)
			}
			if set.Mixin("exec") != library.Mixin("exec") || set.Root().Child("name").Doc == "" {
				t.Error("the library is not the same for all")
			}
		})
	}
	wg.Wait()
}
