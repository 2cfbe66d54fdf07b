package manifest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParameterDefaults(t *testing.T) {
	m := decode(`schemaVersion: 1.0.1
install: []
uninstall: []
zap: []
status: []
parameters:
  - {name: my.dotted-name_x}
  - {name: given, env: GIVEN, path: a/../b, type: integer, default: 0, applyTo: [install]}
  - {name: path, path: a.json}
  - {name: abs, path: /root/x, type: string}
  - {name: fed, source: {output: o}}
  - {name: fedwithdefault, source: {output: o}, default: x}
  - {name: fedapplied, source: {output: o}, applyTo: [install]}
  - {name: null, default: null}
  - {name: nodefault, default: null}
  - {name: kept, persistent: true}
  - {name: types, type: [string, integer]}
  - {name: twice, type: string}
  - {name: twice, type: boolean}
outputs:
  - {name: file, path: x}
  - {name: text}
`)
	var got []string
	for _, p := range m.BundleParameters() {
		env, file := p.Destination()
		got = append(got, fmt.Sprintf("%s %q env=%s file=%s required=%t install=%t zap=%t %v",
			p.Name.Value, p.EffectiveType(), env, file, p.IsRequired(), p.AppliesTo("install"), p.AppliesTo("zap"), m.ApplyTo(p)))
	}
	want := []string{
		`abs "string" env= file=/root/x required=true install=true zap=true []`,
		`fed "string" env=FED file= required=true install=false zap=true [status uninstall zap]`,
		`fedapplied "string" env=FEDAPPLIED file= required=true install=true zap=false [install]`,
		`fedwithdefault "string" env=FEDWITHDEFAULT file= required=false install=true zap=true []`,
		`given "integer" env=GIVEN file=/cnab/app/b required=false install=true zap=false [install]`,
		`kept "file" env= file=/cnab/app/kept required=true install=true zap=true [install status uninstall zap]`,
		`my.dotted-name_x "string" env=MY_DOTTED_NAME_X file= required=true install=true zap=true []`,
		`nodefault "string" env=NODEFAULT file= required=true install=true zap=true []`,
		`path "file" env= file=/cnab/app/a.json required=true install=true zap=true []`,
		`twice "boolean" env=TWICE file= required=true install=true zap=true []`,
		`types "" env=TYPES file= required=true install=true zap=true []`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	got = nil
	for _, o := range m.BundleOutputs() {
		got = append(got, fmt.Sprintf("%s %s %s", o.Name.Value, o.EffectiveType(), o.Path.Value))
	}
	if d := cmp.Diff([]string{"file file x", "kept file /cnab/app/kept", "text string "}, got); d != "" {
		t.Errorf("outputs (-want +got):\n%s", d)
	}
	if o, ok := m.Output("kept"); !ok || o.Path.Value != "/cnab/app/kept" {
		t.Errorf("Output(kept) = %v, %t", o, ok)
	}
}

func TestReferences(t *testing.T) {
	for _, c := range []struct{ src, ref, image string }{
		{"registry: localhost:5000\nname: mybun\nversion: 0.1.0", "localhost:5000/mybun:v0.1.0", "localhost:5000/mybun:porter-396472cd8753de87c2b53b61229012ba"},
		{"registry: localhost:5055/demo/\nname: rich\nversion: v0.1.0", "localhost:5055/demo/rich:v0.1.0", "localhost:5055/demo/rich:porter-a0e6786fd3668c773fa379963ca425c6"},
		{"reference: getporter/x\nregistry: other\nversion: v1.2.3+abc", "getporter/x:v1.2.3_abc", ""},
		{"reference: docker.io/library/x:mine", "x:mine", ""},
		{"registry: r.example.com\nname: a/b\nversion: v1.2", "r.example.com/a/b:v1.2.0", ""},
	} {
		m := decode(c.src)
		ref, err := m.BundleReference()
		if err != nil || ref != c.ref {
			t.Errorf("%q: reference %q, %v; want %q", c.src, ref, err, c.ref)
		}
		if image, err := m.ImageName(); err != nil || c.image != "" && image != c.image {
			t.Errorf("%q: image %q, %v; want %q", c.src, image, err, c.image)
		}
	}
	for _, c := range []struct{ src, at string }{
		{"name: x", ""},
		{"registry: r", ""},
		{"registry: r.example.com\nname: UPPER\nversion: 1.0.0", "UPPER"},
		{"reference: x@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "x@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
		{"reference: x", ""},
		{"reference: x\nversion: abc", "abc"},
	} {
		_, err := decode(c.src).BundleReference()
		var wrong *ReferenceError
		if !errors.As(err, &wrong) || wrong.Node.Value() != c.at {
			t.Errorf("%q: error %v, want one at %q", c.src, err, c.at)
		}
	}
}

// Of dependencies with one name the last counts, also where an alias has put
// the same one in the list twice.
func TestBundleDependencies(t *testing.T) {
	m := decode(`dependencies:
  requires:
    - &db {name: db, bundle: {reference: a/b:v1}}
    - {name: cache}
    - {bundle: {reference: a/c:v1}}
    - {name: cache, bundle: {reference: a/d:v1}}
    - *db
`)
	var got []string
	for _, d := range m.BundleDependencies() {
		got = append(got, d.Name.Value+" "+d.Reference.Value)
	}
	if d := cmp.Diff([]string{"cache a/d:v1", "db a/b:v1"}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// A huge manifest is judged like a small one, in time that grows with its size.
func TestHugeManifest(t *testing.T) {
	const n = 10_000
	var b strings.Builder
	for i, section := range []string{"mixins", "parameters", "outputs", "dependencies", "install"} {
		b.WriteString(section + ":\n" + []string{"", "", "", " requires:\n", ""}[i])
		for j := range n {
			fmt.Fprintf(&b, []string{"- m%d\n", "- {name: p%d, persistent: true}\n", "- {name: o%d}\n", "  - {name: d%d}\n", "- {m%d: {a: b}}\n"}[i], j)
		}
	}
	for i := range n {
		fmt.Fprintf(&b, "a%d: []\n", i)
	}
	m := decode(b.String())
	problems := map[Cause]int{}
	for _, p := range Validate(m, Options{Features: PersistentParameters, Version: AnyVersion}) {
		problems[p.Cause]++
	}
	if problems[UndeclaredMixin] > 0 || problems[BadDependency] != n || problems[BadPersistent] != n {
		t.Errorf("found %v", problems)
	}
	if got := len(m.BundleOutputs()); got != 2*n {
		t.Errorf("%d outputs, want %d", got, 2*n)
	}
	if got := len(m.BundleDependencies()); got != n {
		t.Errorf("%d dependencies, want %d", got, n)
	}
}

// Of an action written twice the first counts, and of a field that several
// merged maps have that of the first.
func TestFirstCounts(t *testing.T) {
	m := decode(`zap: [exec: {}]
zap: []
parameters:
  - <<: [{name: a, enum: [x]}, {name: b, enum: [y], title: c}]
`)
	if a, _ := m.Action("zap"); len(m.Actions) != 1 || len(a.Steps) != 1 {
		t.Errorf("%d actions, zap has %d steps", len(m.Actions), len(a.Steps))
	}
	if p, ok := m.Parameter("a"); !ok || len(p.Schema.Keywords) != 2 {
		t.Errorf("the parameter has the keywords %v", p.Schema.Keywords)
	}
}
