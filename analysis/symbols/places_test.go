package symbols

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAtAndOccurrences(t *testing.T) {
	x := index(source, nil)
	at := func(marked string) int {
		before, after, _ := strings.Cut(marked, "^")
		i := strings.Index(source, before+after)
		if i < 0 {
			t.Fatalf("%q is not in the text", before+after)
		}
		return i + len(before)
	}
	for _, c := range []struct{ at, want string }{
		{"- name: po^rt", "parameter port: port port port"},
		{"bundle.parameters.port^ } and", "parameter port: port port port"},
		{"output: ^address", "output address: address address address address"},
		{"applyTo: [ins^tall]", "action install: install install"},
		{"name: ke^pt", "parameter kept: kept kept"},
		{"bundle.outputs.ke^pt", "output kept: kept kept"},
		{"app.ver^sion}${", "custom value app.version: version version version"},
		{"custom.a^pp.version}${", "custom value app: app app app"},
		{"exec@^", "none"},
		{"- exe^c@", "mixin exec: exec exec exec exec"},
		{"dependencies.d^b", "dependency db: db db db"},
		{"output: \"ho^st\"", "dependency output db.host: host host"},
		{"config.app.de^bug", "field config.app.debug: debug debug"},
		{"env.HO^ME", "built-in variable env.HOME: HOME"},
		{"command: ./r^un", "none"},
	} {
		r, ok := x.At(at(c.at))
		got := "none"
		if ok {
			got = fmt.Sprintf("%s %s:", r.Kind, r.Name)
			for _, o := range x.Occurrences(r) {
				got += " " + o.Span.Of([]byte(source))
			}
		}
		if got != c.want {
			t.Errorf("at %q: %s, want %s", c.at, got, c.want)
		}
	}
	// From every place one comes to every other one of the same name.
	for _, s := range x.Symbols {
		all := x.Occurrences(s.ref())
		for _, o := range all {
			r, ok := x.At(o.Span.End)
			if d := cmp.Diff(all, x.Occurrences(r)); !ok || d != "" {
				t.Errorf("%s %s: from %v (-definition +there):\n%s", s.Kind, s.Name, o.Span, d)
			}
		}
		if defs := x.Definitions(all[len(all)-1]); len(defs) == 0 || defs[0].Name != s.Name {
			t.Errorf("%s %s has the definitions %v", s.Kind, s.Name, defs)
		}
	}
}

const scoped = `schemaVersion: 1.0.0
mixins: [exec]
parameters:
  - name: all
  - name: first
    applyTo: [install]
  - name: fed
    source: {output: kept}
  - name: config
    type: object
    applyTo: [upgrade]
    properties: {port: {type: integer}}
  - name: lasting
    persistent: true
credentials:
  - name: token
    applyTo: [install]
outputs:
  - name: kept
install:
  - exec: {outputs: [{name: kept}, {name: one}]}
  - exec: {outputs: [{name: two}]}
upgrade:
  - exec: {}
`

func TestScope(t *testing.T) {
	x := index(scoped, nil)
	names := [...]string{"undefined", "visible", "earlier run", "not yet", "other action"}
	for _, c := range []struct {
		kind   Kind
		name   string
		scopes string // install[0], install[1], upgrade[0], outside of steps
	}{
		{Parameter, "all", "visible, visible, visible, visible"},
		{Parameter, "first", "visible, visible, other action, visible"},
		{Parameter, "fed", "other action, other action, visible, visible"},
		{Parameter, "lasting", "visible, visible, visible, visible"},
		{Parameter, "typo", "undefined, undefined, undefined, undefined"},
		{Field, "config.port", "other action, other action, visible, visible"},
		{Field, "config.typo", "other action, other action, visible, visible"},
		{Field, "typo.port", "undefined, undefined, undefined, undefined"},
		{Credential, "token", "visible, visible, other action, visible"},
		{Output, "kept", "earlier run, visible, earlier run, visible"},
		{Output, "lasting", "earlier run, earlier run, earlier run, visible"},
		{Output, "one", "not yet, visible, other action, undefined"},
		{Output, "two", "not yet, not yet, other action, undefined"},
		{Output, "typo", "undefined, undefined, undefined, undefined"},
		{Builtin, "env.X", "visible, visible, visible, visible"},
		{Mixin, "exec", "visible, visible, visible, visible"},
		{Dependency, "db", "undefined, undefined, undefined, undefined"},
		{DependencyOutput, "db.x", "undefined, undefined, undefined, undefined"},
	} {
		var got []string
		for _, at := range []Ref{{Action: "install"}, {Action: "install", Step: 1}, {Action: "upgrade"}, {}} {
			at.Kind, at.Name = c.kind, c.name
			got = append(got, names[x.Scope(at)])
		}
		if got := strings.Join(got, ", "); got != c.scopes {
			t.Errorf("%s %s: %s, want %s", c.kind, c.name, got, c.scopes)
		}
	}
	for _, c := range []struct {
		action string
		step   int
		want   string
	}{
		{"install", 0, "all first lasting lasting token kept"},
		{"install", 1, "all first lasting lasting token kept one"},
		{"upgrade", 0, "all fed config config.port lasting lasting kept"},
	} {
		var got []string
		for _, s := range x.Visible(c.action, c.step) {
			got = append(got, s.Name)
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("visible in %s[%d]: %s, want %s", c.action, c.step, got, c.want)
		}
	}
}

// Where the cursor is, the tag is known with its action and step.
func TestIndexTagAt(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"install:\n- exec: {a: b}\n- exec:\n    a: x ${ bundle.par^\nupgrade:\n- exec: {}\n", "install[1] bundle|par"},
		{"install:\n- exec:\n    a: [${ bundle.^]\n", "install[0] bundle|"},
		{"install:\n- exec:\n    a: b\n  ${ bundle.^\nupgrade:\n- exec: {}\n", "install[0] bundle|"},
		{"install:\n- exec:\n    a: \"x ${ bundle.^\n    b: c\nupgrade:\n- exec: {}\n", "install[0] bundle|"},
		{"upgrade:\n- exec: {}\ninstall:\n- exec: {}\n- ${^", "install[1] "},
		{"name: a ${ bundle.^\ninstall:\n", "[0] bundle|"},
		{"install:\n- exec:\n    a: b # ${ env.^\n", "install[0] env|"},
	} {
		src := "schemaVersion: 1.0.0\n" + c.src
		off := strings.Index(src, "^")
		x := index(src[:off]+src[off+1:], nil)
		e, ok := x.TagAt(off)
		var typed []string
		for _, s := range e.Typed {
			typed = append(typed, s.Name)
		}
		if got := fmt.Sprintf("%s[%d] %s", e.Action, e.Step, strings.Join(typed, "|")); !ok || got != c.want {
			t.Errorf("%q: got %s, want %s", c.src, got, c.want)
		}
	}
	if e, ok := index(source, nil).TagAt(3); ok {
		t.Errorf("there is a tag %v where none is", e)
	}
}

func TestKnown(t *testing.T) {
	for path, first := range map[string]string{
		"": "bundle", "bundle": "name", "installation": "name", "bundle images web": "description",
		"bundle dependencies db": "name", "env": "", "bundle parameters": "", "bundle images": "",
	} {
		got := append(Known(strings.Fields(path)...), "")
		if got[0] != first {
			t.Errorf("Known(%s) begins with %q, want %q", path, got[0], first)
		}
	}
}

// Whatever the text, every place lies in it, in order, and is found there.
func FuzzIndex(f *testing.F) {
	f.Add(source, "x", uint(7))
	f.Add(scoped, "", uint(100))
	f.Add("install:\n- exec: ${", "{", uint(3))
	f.Add("custom: &a\n  b: *a\n", "- ", uint(9))
	f.Fuzz(func(t *testing.T, src, typed string, at uint) {
		x := index(src, nil)
		inOrder(t, src, x)
		off := int(at % uint(len(src)+1))
		after := src[:off] + typed + src[off:]
		y := index(after, x)
		inOrder(t, after, y)
		if d := different(y, index(after, nil)); d != "" {
			t.Fatal(d)
		}
		y.TagAt(off + len(typed))
	})
}

func inOrder(t *testing.T, src string, x *Index) {
	t.Helper()
	last := 0
	for _, s := range x.Symbols {
		if s.Span.Start < last || s.Span.End < s.Span.Start || s.Span.End > len(src) {
			t.Fatalf("%s is defined at %v of %d bytes, behind %d", s.Name, s.Span, len(src), last)
		}
		last = s.Span.Start
	}
	last = 0
	for _, r := range x.Refs {
		if r.Span.Start < last || r.Span.End < r.Span.Start || r.Span.End > len(src) {
			t.Fatalf("%s is used at %v of %d bytes, behind %d", r.Name, r.Span, len(src), last)
		}
		last = r.Span.Start
	}
}

// Steps on one line are apart: a tag belongs to the step it stands in.
func TestStepsOnOneLine(t *testing.T) {
	src := "schemaVersion: 1.0.0\ninstall: [{exec: {a: \"${ env.A }\"}}, exec: {b: \"${ env.B }\"}] # ${ env.C }\n"
	x := index(src, nil)
	for name, want := range map[string]int{"env.A": 0, "env.B": 1} {
		e, ok := x.TagAt(strings.Index(src, name) + 2)
		if !ok || e.Action != "install" || e.Step != want {
			t.Errorf("%s is in step %d of %q, want %d", name, e.Step, e.Action, want)
		}
	}
	var got []string
	for u := range x.Uses() {
		got = append(got, fmt.Sprintf("%s %d %t", u, u.Step, u.Comment))
	}
	if d := cmp.Diff([]string{"env.A 0 false", "env.B 1 false"}, got); d != "" {
		t.Errorf("uses (-want +got):\n%s", d)
	}
}

// A name with thousands of parts, and thousands of steps on a line, take time
// that grows with their number.
func TestHugeNamesAndLines(t *testing.T) {
	long := strings.Repeat("a.", 50_000) + "a"
	x := index("schemaVersion: 1.0.0\ninstall:\n- exec:\n    a: ${ bundle.parameters."+long+" } ${ bundle.custom."+long+" }\n", nil)
	if n := len(x.Refs); n < 3 || n > 3*deepest {
		t.Errorf("%d references", n)
	}
	for _, r := range x.Refs {
		if r.Kind != Mixin && x.Scope(r) != Undefined {
			t.Errorf("a %s of %d bytes has a value", r.Kind, len(r.Name))
		}
	}
	const n = 20_000
	x = index("schemaVersion: 1.0.0\ninstall: ["+strings.Repeat("exec: {a: '${ env.X }'}, ", n)+"]\n", nil)
	if got := len(x.Refs); got != 2*n {
		t.Errorf("%d references of %d steps", got, n)
	}
}
