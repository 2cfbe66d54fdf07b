package cnab

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func parse(src []byte) *manifest.Manifest { return manifest.Decode(syntax.Parse(src, nil).Root(), nil) }

var testStamp = Stamp{
	Manifest: []byte("name: as the author wrote it\n"), ManifestDigest: "0123", Mixins: map[string]string{"exec": "v0.1.0"},
	Version: "v0.1.0", Commit: "abcdef", PreserveTags: true,
}

// Every testdata/*.yaml has the bundle.json that becomes of it beside it,
// indented for the reader.
func TestFromManifest(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no manifests: %v", err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		b, err := FromManifest(parse(src), testStamp, Options{DependenciesV2: strings.Contains(file, "v2")})
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		got := indented(t, b)
		golden := strings.TrimSuffix(file, ".yaml") + ".json"
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), string(got)); d != "" {
			t.Errorf("%s (-want +got):\n%s", file, d)
		}
	}
}

func indented(t *testing.T, b *Bundle) []byte {
	t.Helper()
	raw, err := Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	out, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(out, '\n')
}

// shared returns the folder of Porter's files beside the repository.
func shared(t *testing.T) string {
	t.Helper()
	dir := corpus.Shared()
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no files of Porter's here: %v", err)
	}
	return dir
}

// golden reads a file that real Porter wrote.
func golden(t *testing.T, name string) []byte {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(shared(t), "spec", "golden", name))
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// Every real manifest that Porter loads becomes a bundle, save those that
// Porter builds and then refuses to run.
func TestFromManifestTakesWhatPorterLoads(t *testing.T) {
	refused := map[string]string{
		"getporter__porter/tests/testdata/myenv/porter.yaml":   "credential token needs an env or a path",
		"getporter__porter/tests/testdata/myinfra/porter.yaml": "credential token needs an env or a path",
	}
	for _, m := range corpus.Listed(t) {
		if m.Says == nil || m.Says.None.Error != "" {
			continue
		}
		got := ""
		if _, err := FromManifest(parse(m.Source), testStamp, Options{}); err != nil {
			got = err.Error()
		}
		if got != refused[m.Name] {
			t.Errorf("%s: %q, want %q", m.Name, got, refused[m.Name])
		}
	}
}

// What becomes of a rich manifest is what Porter makes of it, byte for byte,
// but for these members:
//   - custom["sh.porter"]: version, commit, mixins and the digest over them are
//     those of the builder;
//   - custom["io.porter-ls"]: only ours have it;
//   - invocationImages, in the first case: it shows the state after publishing;
//   - images.web, in the second case: a build resolves its tag to a digest.
func TestFromManifestAgreesWithPorter(t *testing.T) {
	want, err := Unmarshal(golden(t, "rich.after-publish.cnab-bundle.json"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := FromManifest(parse(golden(t, "rich.internal-manifest.porter.yaml")), testStamp, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want.InvocationImages = nil
	got.InvocationImages = nil
	compare(t, want, got)

	want, err = Unmarshal(golden(t, "rich3.build.cnab-bundle.json"))
	if err != nil {
		t.Fatal(err)
	}
	src, err := base64.StdEncoding.DecodeString(want.Custom[StampKey].(map[string]any)["manifest"].(string))
	if err != nil {
		t.Fatal(err)
	}
	m := parse(src)
	// The stamped manifest is that of the author; the build was given another
	// name.
	m.Name.Value = want.Name
	if got, err = FromManifest(m, testStamp, Options{}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff("localhost:5055/src/web:v1", got.Images["web"].Image.Image); d != "" {
		t.Error(d)
	}
	got.Images = want.Images
	compare(t, want, got)
}

func compare(t *testing.T, want, got *Bundle) {
	t.Helper()
	stamp, ok := got.Custom[StampKey].(map[string]any)
	theirs := want.Custom[StampKey].(map[string]any)
	if !ok {
		t.Fatal("no stamp")
	}
	for member := range theirs {
		if _, ok := stamp[member]; !ok {
			t.Errorf("the stamp has no %s", member)
		}
	}
	got.Custom[StampKey] = theirs
	delete(got.Custom, OwnKey)
	a, err := Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if string(a) != string(b) {
		t.Errorf("(-Porter +ours):\n%s", cmp.Diff(string(indented(t, want)), string(indented(t, got))))
	}
}

// Reading and writing keeps Porter's bytes, and members that nobody knows.
func TestRoundTrip(t *testing.T) {
	const odd = `{"custom":{},"definitions":{},"description":"","extra":[1],"images":{"a":{"description":"","image":"i","imageType":"x","os":"linux"}},` +
		`"invocationImages":[{"image":"i","imageType":"docker","platform":{"os":"linux"}}],"name":"n",` +
		`"outputs":{"o":{"definition":"d","new":1,"path":"/p"}},"parameters":{"p":{"definition":"d","destination":{"env":"P"},"new":{"a":null}}},` +
		`"schemaVersion":"1.2.0","version":"1.0.0"}`
	b, err := Unmarshal([]byte(odd))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Marshal(b)
	want := strings.NewReplacer(`"custom":{},`, "", `"definitions":{},`, "").Replace(odd)
	if d := cmp.Diff(want, string(got)); err != nil || d != "" {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
	for _, name := range []string{"rich.pushed-bundle.json", "rich3.build.cnab-bundle.json"} {
		src := golden(t, name)
		b, err := Unmarshal(src)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Marshal(b); err != nil || string(got) != strings.TrimSpace(string(src)) {
			t.Errorf("%s is not the same after reading and writing: %v", name, err)
		}
		if !b.Internal("porter-state") || b.Internal("obj-parameter") {
			t.Errorf("%s: internal definitions are mixed up", name)
		}
	}
}

func TestFromManifestErrors(t *testing.T) {
	src := `schemaVersion: 1.0.1
name: bad
version: abc
registry: localhost:5000
custom: {n: .inf}
images:
  web: {tag: v1}
parameters:
  - {name: a, type: integer, default: abc}
  - {name: b, type: foo}
  - {name: c, type: file}
  - {type: string}
  - {name: d, path: /cnab/app/outputs/d}
  - {name: e, path: /x/../y}
  - {name: f, default: 5}
credentials:
  - {name: nowhere}
  - {env: X}
outputs:
  - {path: /x}
dependencies:
  requires: [{name: x}]
install: []
uninstall: []
`
	_, err := FromManifest(parse([]byte(src)), testStamp, Options{})
	var errs Errors
	if !errors.As(err, &errs) {
		t.Fatalf("got %v", err)
	}
	var got []string
	for _, e := range errs {
		line := 1 + strings.Count(src[:e.Span.Start], "\n")
		got = append(got, strings.TrimSpace(strings.Split(src, "\n")[line-1])+" => "+e.Message)
	}
	want := []string{
		`version: abc => version "abc" is not a semantic version, such as 0.1.0`,
		`custom: {n: .inf} => this value cannot be in bundle.json: json: unsupported value: +Inf`,
		`web: {tag: v1} => image web has no repository`,
		`- {name: a, type: integer, default: abc} => the default of parameter a does not fit: should be integer, is string`,
		`- {name: b, type: foo} => "foo" is not a type: use string, integer, number, boolean, object, array or file`,
		`- {name: c, type: file} => parameter c is a file and needs a path`,
		`- {type: string} => this parameter has no name`,
		`- {name: d, path: /cnab/app/outputs/d} => the path of parameter d must not be in /cnab/app/outputs`,
		`- {name: e, path: /x/../y} => the path of parameter e must be clean: /y`,
		`- {name: f, default: 5} => the default of parameter f does not fit: should be string, is integer`,
		`- {name: nowhere} => credential nowhere needs an env or a path`,
		`- {env: X} => this credential has no name`,
		`- {path: /x} => this output has no name`,
		`requires: [{name: x}] => dependency x has no bundle reference`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// Whatever of the real manifests becomes a bundle can be written and read.
func FuzzFromManifest(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.yaml")
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		b, err := FromManifest(parse(src), testStamp, Options{})
		if err != nil {
			return
		}
		raw, err := Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Unmarshal(raw)
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := Marshal(again); err != nil || string(twice) != string(raw) {
			t.Fatalf("%v: not the same after reading and writing:\n%s\n%s", err, raw, twice)
		}
	})
}
