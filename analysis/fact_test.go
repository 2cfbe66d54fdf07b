package analysis

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// A fact is found out once for all rules of a check, also where it is nothing,
// and anew for the next check.
func TestFact(t *testing.T) {
	times := 0
	nothing := NewFact(func(*Pass) []string { times++; return nil })
	version := NewFact(func(p *Pass) string {
		times++
		return p.Bundle.Manifest.Manifest.SchemaVersion.Value
	})
	ask := func(p *Pass) {
		if nothing.Of(p) != nil {
			t.Error("nothing is something")
		}
		p.Report(p.Bundle.Manifest.Manifest.SchemaVersion.Span(), version.Of(p))
	}
	rules := []*Analyzer{rule("a", ask), rule("b", ask)}
	for i := range 2 {
		got := lines(Check(context.Background(), bundle(source), nil, rules, Config{}))
		want := []string{"porter.yaml 15-20 a warning 1.0.1", "porter.yaml 15-20 b warning 1.0.1"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
		if want := 2 * (i + 1); times != want {
			t.Errorf("found out %d times, want %d", times, want)
		}
	}
}

// What a fact asks for and does not get is not known to any rule that asks for
// the fact, and to no other: nothing is said about suppressions of those.
func TestFactUnsure(t *testing.T) {
	installed := NewFact(func(p *Pass) string { v, _ := p.Inputs.MixinInstalled("exec"); return v })
	around := NewFact(func(p *Pass) string { return installed.Of(p) })
	depends := NewFact(func(p *Pass) bool { b, _ := p.Inputs.Dependency("a"); return b != nil })
	rules := append([]*Analyzer{
		rule("first", func(p *Pass) { installed.Of(p) }),
		rule("second", func(p *Pass) { around.Of(p) }),
		rule("third", func(p *Pass) { around.Of(p) }),
		rule("fourth", func(p *Pass) { depends.Of(p) }),
		rule("built-in", func(p *Pass) { p.Schema() }),
		rule("other", func(*Pass) {}),
	}, SuppressionRules()...)
	const src = "# porter-ls: ignore-file[first, second, third, fourth, built-in, other] why\nname: a\nmixins: [exec]\ninstall: []\n"
	b := bundle(src)
	b.Files = NewFiles(fstest.MapFS{}, nil)
	var got []string
	for _, d := range Check(context.Background(), b, nil, rules, Config{Named: true, Library: schema.NewLibrary(), PropagatePanics: true}) {
		got = append(got, d.Span.Of([]byte(src)))
	}
	if diff := cmp.Diff([]string{"built-in", "other"}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// printing are Inputs that know a mixin's schema.
type printing struct {
	Offline
	mixin, schema string
	state         Known
}

func (p printing) MixinSchema(name string) ([]byte, string, Known) {
	if name != p.mixin {
		return nil, "", Unknown
	}
	return []byte(p.schema), "v1.0.0", p.state
}

// What an installed mixin prints takes the place of what is built in, once it is
// known and if it is a schema.
func TestPassSchema(t *testing.T) {
	const printed = `{"definitions": {"installStep": {"properties": {"exec": {"properties": {"spell": {"type": "string"}}}}}}}`
	steps := []syntax.Step{{Key: "install", Index: -1}, {Index: 0}, {Key: "exec", Index: -1}}
	for _, c := range []struct {
		name     string
		manifest string
		inputs   Inputs
		want     string // a field that the step has
	}{
		{"nothing known", "mixins: [exec]", nil, "command"},
		{"known", "mixins: [exec]", printing{mixin: "exec", schema: printed, state: Value}, "spell"},
		{"with a version", "mixins: [exec@1.x]", printing{mixin: "exec", schema: printed, state: Value}, "spell"},
		{"still asked", "mixins: [exec]", printing{mixin: "exec", schema: printed, state: Pending}, "command"},
		{"not declared", "mixins: [az]", printing{mixin: "exec", schema: printed, state: Value}, "command"},
		{"no schema", "mixins: [exec]", printing{mixin: "exec", schema: "oh", state: Value}, "command"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var names []string
			Check(context.Background(), bundle("schemaVersion: 1.0.1\n"+c.manifest+"\n"), c.inputs, []*Analyzer{rule("a", func(p *Pass) {
				for _, child := range p.Schema().At(steps).Children() {
					names = append(names, child.Name)
				}
			})}, Config{Library: schema.NewLibrary(), PropagatePanics: true})
			if got := strings.Join(names, " "); !strings.Contains(got+" ", c.want+" ") {
				t.Errorf("the step's fields are %q", got)
			}
		})
	}
}

// What is known of a file is found out once for all who have it.
func TestFileFact(t *testing.T) {
	times := 0
	size := NewFileFact(func(content []byte) int { times++; return len(content) })
	f := NewFile("a", []byte("abc"), nil)
	if a, b, c := size.Of(f), size.Of(f), size.Of(NewFile("b", nil, nil)); a != 3 || b != 3 || c != 0 || times != 2 {
		t.Errorf("%d, %d and %d, found out %d times", a, b, c, times)
	}
}
