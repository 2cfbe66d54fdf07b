package analysis

import (
	"fmt"
	"path"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const (
	exampleManifest = "schemaVersion: 1.0.1\nname: hello\nversion: 0.1.0\nregistry: ghcr.io/example\nmixins: [exec]\ninstall: []\nuninstall: []\n"
	otherManifest   = "schemaVersion: 1.0.1\nreference: docker.io/library/world:v1\nmixins: [exec]\ninstall: []\nuninstall: []\n"
	installation    = "schemaType: Installation\nschemaVersion: 1.0.2\nname: hello-dev\nnamespace: dev\nbundle: {repository: ghcr.io/example/hello, version: 9.9.9}\ncredentialSets: [azure]\nparameterSets: [sizes, nowhere]\n"
)

func set(kind, name, namespace string) string {
	return "schemaType: " + kind + "\nname: " + name + "\nnamespace: " + namespace + "\n"
}

func exampleWorkspace() Reader {
	return mapFS(
		"one/hello/porter.yaml", exampleManifest,
		"one/hello/scripts/run.sh", "",
		"one/hello/nested/dev.porter.yaml", otherManifest,
		"one/hello/nested/a.porter.yaml", otherManifest,
		"one/hello/.cnab/app/porter.yaml", exampleManifest,
		"one/installations/dev.yaml", installation,
		"one/installations/world.json", `{"name": "w", "bundle": {"repository": "world", "tag": "latest"}}`,
		"one/sets/azure.yaml", set("CredentialSet", "azure", ""),
		"one/sets/azure-test.yaml", set("CredentialSet", "azure", "test"),
		"one/sets/sizes.yaml", set("ParameterSet", "sizes", ""),
		"one/sets/sizes-dev.json", `{"schemaType": "ParameterSet", "name": "sizes", "namespace": "dev"}`,
		"one/sets/unused.yaml", set("ParameterSet", "unused", ""),
		"one/values.yaml", "replicas: 1\n",
		"one/porter.yaml", "app: web\n",
		"two/porter.yaml", exampleManifest,
		"two/node_modules/x/porter.yaml", exampleManifest,
		"three/porter.yaml", exampleManifest,
	)
}

func names(placed []*Placed) []string {
	var out []string
	for _, p := range placed {
		out = append(out, p.Path)
	}
	return out
}

func TestWorkspace(t *testing.T) {
	files := NewFiles(exampleWorkspace(), nil)
	w := NewWorkspace(files, Search(files, "two", "one", "one/hello", "absent"))
	var bundles []string
	for _, b := range w.Bundles() {
		bundles = append(bundles, b.Path)
	}
	want := []string{"one/hello/nested/a.porter.yaml", "one/hello/nested/dev.porter.yaml", "one/hello/porter.yaml", "two/porter.yaml"}
	if diff := cmp.Diff(want, bundles); diff != "" {
		t.Errorf("bundles: -want +got\n%s", diff)
	}
	for name, want := range map[string]string{
		"one/hello/scripts/run.sh":         "one/hello/porter.yaml",
		"one/hello/porter.yaml":            "one/hello/porter.yaml",
		"one/hello/nested/deep/x":          "one/hello/nested/a.porter.yaml",
		"one/hello/nested/dev.porter.yaml": "one/hello/nested/dev.porter.yaml",
		"one/hellos/x":                     "",
		"one/installations/dev.yaml":       "",
		"two/x":                            "two/porter.yaml",
		"three/x":                          "",
	} {
		got := ""
		if b := w.Owner(name); b != nil {
			got = b.Path
		}
		if got != want {
			t.Errorf("%s belongs to %q, want %q", name, got, want)
		}
	}
	hello := w.Owner("one/hello/x")
	if diff := cmp.Diff([]string{"one/installations/dev.yaml"}, names(w.Installations(hello))); diff != "" {
		t.Errorf("installations: -want +got\n%s", diff)
	}
	if diff := cmp.Diff([]string{"one/sets/azure.yaml", "one/sets/sizes-dev.json"}, names(w.Sets(hello))); diff != "" {
		t.Errorf("sets: -want +got\n%s", diff)
	}
	world := w.Owner("one/hello/nested/x")
	if diff := cmp.Diff([]string{"one/installations/world.json"}, names(w.Installations(world))); diff != "" {
		t.Errorf("installations of world: -want +got\n%s", diff)
	}
	if w.Document("one/sets/unused.yaml") == nil || w.Document("one/values.yaml") != nil {
		t.Error("a set has no document, or another file has one")
	}
	if f, presence := hello.File("scripts/run.sh"); presence != There || f.Name != "one/hello/scripts/run.sh" {
		t.Errorf("the bundle's file is %v, %d", f, presence)
	}
}

// A workspace made after a change shares with the one before what is unchanged.
func TestWorkspaceShares(t *testing.T) {
	files := NewFiles(exampleWorkspace(), nil)
	paths := Search(files, ".")
	before := NewWorkspace(files, paths)
	const changed = "one/sets/azure.yaml"
	after := NewWorkspace(files.Without(changed), paths)
	for _, p := range paths {
		if same := before.Document(p) == after.Document(p); same == (p == changed) {
			t.Errorf("%s: shared is %v", path.Base(p), same)
		}
	}
}

// A dependency is answered by the one bundle that would be published as what it
// asks for.
func TestPublished(t *testing.T) {
	bundle := func(rest string) string {
		return "schemaVersion: 1.0.1\nname: db\nmixins: [exec]\ninstall: []\nuninstall: []\n" + rest
	}
	files := NewFiles(mapFS(
		"db/porter.yaml", bundle("version: 1.2.0+build\nregistry: localhost:5000/org\n"),
		"beta/porter.yaml", bundle("version: 2.0.0-beta.1\nregistry: localhost:5000/beta\n"),
		"hub/porter.yaml", bundle("reference: hub:latest\n"),
		"one/porter.yaml", bundle("version: 1.0.0\nregistry: localhost:5000/twice\n"),
		"two/porter.yaml", bundle("version: 1.0.0\nregistry: localhost:5000/twice\n"),
		"app/porter.yaml", bundle("version: 1.0.0\nregistry: localhost:5000/app\n"),
		"broken/porter.yaml", bundle("registry: localhost:5000/broken\n"),
	), nil)
	w := NewWorkspace(files, Search(files, "."))
	for _, c := range []struct{ ref, versions, want string }{
		{"localhost:5000/org/db:v1.2.0_build", "", "db/porter.yaml"},
		{"localhost:5000/org/db:v1.2.0_build", ">=9", "db/porter.yaml"}, // Porter takes the tag
		{"localhost:5000/org/db:1.2.0_build", "", ""},
		{"localhost:5000/org/db:v1.2.0", "", ""},
		{"localhost:5000/org/db", "1.x", "db/porter.yaml"},
		{"localhost:5000/org/db", "2.x", ""},
		{"localhost:5000/org/db", "no range", ""},
		{"localhost:5000/org/db", "", ""},
		{"localhost:5000/db:v1.2.0_build", "", ""},
		{"localhost:5000/org/db:v1.2.0_build@sha256:0123456789012345678901234567890123456789012345678901234567890123", "", ""},
		{"localhost:5000/beta/db", ">=1.0", ""},
		{"localhost:5000/beta/db", ">=2.0.0-0", "beta/porter.yaml"},
		{"hub:latest", "", "hub/porter.yaml"},
		{"docker.io/library/hub:latest", "", "hub/porter.yaml"},
		{"localhost:5000/twice/db:v1.0.0", "", ""},
		{"localhost:5000/app/db:v1.0.0", "", ""}, // the one that asks
		{"localhost:5000/broken/db:v1.0.0", "", ""},
		{"no reference", "", ""},
		{"", "", ""},
	} {
		got := ""
		if n := w.Published("app/porter.yaml", c.ref, c.versions); n != nil {
			got = n.Manifest.Name
		}
		if got != c.want {
			t.Errorf("%q %q is %q, want %q", c.ref, c.versions, got, c.want)
		}
	}
}

// In a workspace of many bundles that ask for each other every answer takes as
// much as in a small one, and a workspace of the same files looks nowhere again.
func TestPublishedScales(t *testing.T) {
	const ref = "localhost:5000/org/b7:v1.0.0"
	of := func(count int) (answer, again float64) {
		var tree []string
		for i := range count {
			tree = append(tree, fmt.Sprintf("b%d/porter.yaml", i), fmt.Sprintf(
				"schemaVersion: 1.0.1\nname: b%d\nversion: 1.0.0\nregistry: localhost:5000/org\nmixins: [exec]\ninstall: []\nuninstall: []\n", i))
		}
		files := NewFiles(mapFS(tree...), nil)
		paths := Search(files, ".")
		w := NewWorkspace(files, paths)
		if n := w.Published("b1/porter.yaml", ref, ""); n == nil || n.Manifest.Name != "b7/porter.yaml" {
			t.Fatalf("the answer is %v", n)
		}
		answer = testing.AllocsPerRun(10, func() { w.Published("b1/porter.yaml", ref, "") })
		again = testing.AllocsPerRun(10, func() { NewWorkspace(files, paths).Published("b1/porter.yaml", ref, "") })
		return answer, again
	}
	few, _ := of(10)
	many, again := of(500)
	if many > 2*few {
		t.Errorf("an answer among 500 bundles takes %v allocations, among 10 %v", many, few)
	}
	if each := again / 500; each > 10 {
		t.Errorf("a workspace of the same 500 files takes %v allocations for each", each)
	}
}

// What is found out of a workspace is the same through other files.
func TestWorkspaceThrough(t *testing.T) {
	disk := fstest.MapFS{
		"porter.yaml": {Data: []byte("schemaVersion: 1.0.1\nname: a\nversion: 0.1.0\nregistry: localhost:5000\nparameters: [{name: p}]\ninstall: []\n")},
		"i.yaml":      {Data: []byte("schemaType: Installation\nschemaVersion: 1.0.2\nname: i\nbundle: {repository: localhost:5000/a, version: 0.1.0}\nparameterSets: [s]\n")},
		"s.yaml":      {Data: []byte("schemaType: ParameterSet\nschemaVersion: 1.0.1\nname: s\nparameters: [{name: p, source: {value: x}}]\n")},
	}
	files := NewFiles(disk, nil)
	w := NewWorkspace(files, []string{"i.yaml", "porter.yaml", "s.yaml"})
	for name, w := range map[string]*Workspace{"own": w, "through": w.Through(files)} {
		var given []string
		for _, g := range w.GivenTo(w.Bundles()[0]) {
			given = append(given, g.Path)
		}
		if d := cmp.Diff([]string{"i.yaml", "s.yaml"}, given); d != "" {
			t.Errorf("%s: what is given to the bundle (-want +got):\n%s", name, d)
		}
		if !w.HasSet(ParameterSet, "", "s") || len(w.OfRepository("localhost:5000/a")) != 1 {
			t.Errorf("%s: the set or the bundle is not known", name)
		}
	}
}
