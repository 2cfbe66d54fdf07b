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

// TestInstalled reads what an installed mixin prints once, and again when it
// prints something else or says that it is another version.
func TestInstalled(t *testing.T) {
	library := schema.NewLibrary()
	read := func(version, printed string) *schema.Mixin {
		m, err := library.Installed("az", version, []byte(printed))
		if err != nil {
			t.Fatal(err)
		}
		if m.Name != "az" || m.Version != version {
			t.Errorf("%s %s is read as %s %s", "az", version, m.Name, m.Version)
		}
		return m
	}
	first := read("v1", `{"a": 1}`)
	if read("v1", `{"a": 1}`) != first {
		t.Error("the same was read twice")
	}
	if read("v2", `{"a": 1}`) == first || read("v1", `{"a": 2}`) == first {
		t.Error("another one was not read")
	}
	for range 2 { // a failure is remembered too
		if m, err := library.Installed("az", "v3", []byte("no JSON")); err == nil || m != nil {
			t.Errorf("%v, %v", m, err)
		}
	}
	if read("v1", `{"a": 1}`) == nil {
		t.Error("nothing is read behind a failure")
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
