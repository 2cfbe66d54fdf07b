package manifest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
)

func decode(src string) *Manifest { return Decode(syntax.Parse([]byte(src), nil).Root(), nil) }

const every = `schemaType: Bundle
schemaVersion: 1.0.1
name: every
version: v1.2
description: All of it
registry: localhost:5000
reference: localhost:5000/every:v2
dockerfile: Dockerfile.tmpl
tag: old
invocationImage: older
maintainers: [{name: N, email: e@example.com, url: https://example.com}, plain]
custom: {a: 1}
mixins:
  - exec
  - az@~1.2
  - helm3@3: {clientVersion: v3}
  - {a: 1, b: 2}
  -
required:
  - docker: {privileged: true}
  - io.cnab.x
parameters:
  - &one {name: one, type: integer, default: 5, description: First, applyTo: [install], sensitive: yes, env: ONE}
  - {<<: *one, name: two}
  - *one
  - {name: list, type: [string, "null"], enum: [a]}
  - {name: from, source: {dependency: db, output: out}}
  - {name: kept, persistent: true}
  - just text
credentials:
  - {name: kube, path: kube/config, required: false, description: Config}
  - {name: token, env: TOKEN, applyTo: [status]}
outputs:
  - {name: out, path: /x/y, sensitive: true, applyTo: [install]}
state:
  - {name: tf, path: tf.state, mixin: terraform, env: TF, description: State}
images:
  web: {description: Web, imageType: docker, repository: example.com/web, digest: "sha256:1", tag: v1, mediaType: m, size: 5, labels: {a: b}}
  bad: text
dependencies:
  requires:
    - name: db
      bundle: {reference: example.com/db:v1, version: 1.x, interface: {id: i, reference: r, document: {parameters: []}}}
      sharing: {mode: true, group: {name: g}}
      parameters: {p: v}
      credentials: {c: w}
      outputs: {o: x}
  provides: {interface: {id: prov}}
files: [{url: https://example.com/a, destination: b/c}]
customActions:
  status: {description: Show, modifies: true, stateless: true}
  quiet:
install:
  - exec:
      description: First step
      outputs: [{name: out}, {path: /x}]
  - exec: 1
    description: too many keys
  - exec
  -
  - {}
upgrade: {exec: 1}
status:
empty: []
notsteps: {a: 1}
`

func TestDecodeEveryField(t *testing.T) {
	m := decode(every)
	var got strings.Builder
	show := func(format string, args ...any) { fmt.Fprintf(&got, format+"\n", args...) }
	show("%s %s %s %s %q %s %s %s %s %s", m.SchemaType.Value, m.SchemaVersion.Value, m.Name.Value, m.Version.Value, m.Description.Value,
		m.Registry.Value, m.Reference.Value, m.Dockerfile.Value, m.Tag.Value, m.InvocationImage.Value)
	for _, x := range m.Maintainers {
		show("maintainer %s %s %s", x.Name, x.Email, x.URL)
	}
	show("custom %s", m.Custom.Get("a").Value())
	for _, x := range m.Mixins {
		show("mixin %q %q %q %s", x.Name.Value, x.NameSpan.Of([]byte(every)), x.Constraint, x.Config.Get("clientVersion").Value())
	}
	for _, x := range m.Required {
		show("required %s %s", x.Name.Value, x.Config.Get("privileged").Value())
	}
	for _, x := range m.Parameters {
		show("parameter %s %s %v %s %s %v %t %t %s %s.%s", x.Name.Value, x.Schema.Type.Value, Values(x.Schema.Types), x.Schema.Default.Value(),
			x.Env.Value, Values(x.ApplyTo), x.Sensitive, x.Persistent, x.Description.Value, x.Source.Dependency.Value, x.Source.Output.Value)
	}
	for _, x := range m.Credentials {
		show("credential %s %s %s %v %t %s", x.Name.Value, x.Env.Value, x.Path.Value, Values(x.ApplyTo), x.Required, x.Description.Value)
	}
	for _, x := range m.Outputs {
		show("output %s %s %v %t", x.Name.Value, x.Path.Value, Values(x.ApplyTo), x.Sensitive)
	}
	for _, x := range m.State {
		show("state %s %s %s %s %s", x.Name.Value, x.Path.Value, x.Mixin.Value, x.Env.Value, x.Description.Value)
	}
	for _, x := range m.Images {
		show("image %s %s %s %s %s %s %s %d %s", x.Key.Value, x.Description.Value, x.ImageType.Value, x.Repository.Value, x.Digest.Value,
			x.Tag.Value, x.MediaType.Value, x.Size, pairs(x.Labels))
	}
	for _, x := range m.Dependencies {
		show("dependency %s %s %s interface %s %s %t sharing %t %s %s %s %s", x.Name.Value, x.Reference.Value, x.Version.Value,
			x.Interface.ID.Value, x.Interface.Reference.Value, x.Interface.Document.Node.IsZero(), x.Sharing.Mode, x.Sharing.Group.Value,
			pairs(x.Parameters), pairs(x.Credentials), pairs(x.Outputs))
	}
	show("provides %s", m.Provides.InterfaceID.Value)
	for _, x := range m.Files {
		show("file %s %s", x.URL.Value, x.Destination.Value)
	}
	for _, x := range m.CustomActions {
		show("custom action %s %s %t %t", x.Name.Value, x.Description.Value, x.Modifies, x.Stateless)
	}
	for _, a := range m.Actions {
		show("action %s", a.Name.Value)
		for _, s := range a.Steps {
			show("  %d %q %q", s.Index, s.Mixin.Value, s.Description.Value)
			for _, o := range s.Outputs {
				show("    output %q", o.Name.Value)
			}
		}
	}
	if d := cmp.Diff(everyWant, got.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if m.Delims != template.Dollar {
		t.Errorf("delimiters %v", m.Delims)
	}
}

func (s String) String() string { return s.Value }

func pairs(list []Pair) string {
	var out []string
	for _, p := range list {
		out = append(out, p.Key.Value+"="+p.Value.Value)
	}
	return strings.Join(out, ",")
}

const everyWant = `Bundle 1.0.1 every v1.2 "All of it" localhost:5000 localhost:5000/every:v2 Dockerfile.tmpl old older
maintainer N e@example.com https://example.com
custom 1
mixin "exec" "exec" "" 
mixin "az" "az" "~1.2" 
mixin "helm3" "helm3" "3" v3
mixin "" "" "" 
mixin "" "" "" 
required docker true
required io.cnab.x 
parameter one integer [] 5 ONE [install] true false First .
parameter two integer [] 5 ONE [install] true false First .
parameter one integer [] 5 ONE [install] true false First .
parameter list  [string null]   [] false false  .
parameter from  []   [] false false  db.out
parameter kept  []   [] false true  .
credential kube  kube/config [] false Config
credential token TOKEN  [status] true 
output out /x/y [install] true
state tf tf.state terraform TF State
image web Web docker example.com/web sha256:1 v1 m 5 a=b
dependency db example.com/db:v1 1.x interface i r false sharing true g p=v c=w o=x
provides prov
file https://example.com/a b/c
custom action status Show true true
custom action quiet  false false
action install
  0 "exec" "First step"
    output "out"
    output ""
  1 "" ""
  2 "" ""
  3 "" ""
  4 "" ""
action upgrade
action status
action empty
`

// Wrong shapes are not there, and hide nothing else.
func TestDecodeWrongShapes(t *testing.T) {
	m := decode("name: {a: b}\nversion: [1]\nmixins: exec\nparameters: {a: {type: string}}\ncredentials: text\noutputs: 5\nstate: {}\n" +
		"images: []\ndependencies: {mysql: {reference: r}}\ncustom: []\ncustomActions: []\nrequired: x\nfiles: y\nmaintainers: z\n" +
		"install: text\nuninstall:\nschemaVersion: 1.0\n")
	if m.Name.Set() || m.Version.Set() || m.Mixins != nil || m.Parameters != nil || m.Credentials != nil || m.Outputs != nil || m.State != nil ||
		m.Images != nil || m.Dependencies != nil || !m.Custom.IsZero() || m.CustomActions != nil || m.Required != nil || m.Files != nil || m.Maintainers != nil {
		t.Errorf("something of the wrong shape is there: %+v", m)
	}
	if m.DependenciesNode.Get("mysql").IsZero() {
		t.Error("the old form of dependencies is not reachable")
	}
	if m.SchemaVersion.Value != "1.0" || m.Delims != template.Dollar {
		t.Errorf("schemaVersion %q, delimiters %v", m.SchemaVersion.Value, m.Delims)
	}
	if len(m.Actions) != 2 || m.Actions[0].Steps != nil {
		t.Errorf("actions %+v", m.Actions)
	}
}

func TestDecodeCircles(t *testing.T) {
	for _, src := range []string{
		"parameters: &p [*p]\n", "a: &a {<<: [*a, *a]}\nparameters: [*a]\n", "name: *nowhere\n", "install: &i\n  - *i\n",
	} {
		decode(src)
	}
}

// shared returns the folder of real manifests beside the repository.
func shared(t testing.TB) string {
	dir := corpus.Shared()
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no real manifests here: %v", err)
	}
	return dir
}

func TestIsBundle(t *testing.T) {
	for src, want := range map[string]bool{
		"": false, "# only a comment\n": false, "text": false, "[1]": false, "name: x\n": false,
		"name: x\nschemaVersion: 1.0.0\n": true, "schemaType:\n": true, "mixins:\n": true, "install:\n  - ex": true,
		"schemaType: Bundel\n": true, "schemaType: CredentialSet\nschemaVersion: 1.0.1\n": false,
		"apiVersion: getporter.org/v1\nkind: Installation\nschemaVersion: 1.0.0\n": false,
		"version: v2\nname: a\nservices:\n  - name: web\n":                         false,
		"version: v1\nbuild: {method: docker}\napps: {}\n":                         false,
		"on: push\njobs: {}\n": false,
		"schemaVersion: 1.0.1\nname: x\nnamespace: dev\ncredentials: []\n":          false,
		"schemaVersion: 1.0.1\nname: x\nstatus: {created: today}\nparameters: []\n": false,
		"schemaVersion: 1.0.1\nname: x\nstatus:\n  - exec: {command: ps}\n":         true,
		"schemaVersion: 1.0.1\nname: x\nstatus:\n":                                  true,
		"schemaVersion: 1.0.1\nnamespace: dev\nmixins: [exec]\n":                    true,
	} {
		if got := IsBundle(syntax.Parse([]byte(src), nil).Root()); got != want {
			t.Errorf("IsBundle(%q) = %t", src, got)
		}
	}
}

func TestIsBundleOnRealFiles(t *testing.T) {
	corpus := filepath.Join(shared(t), "corpus")
	count := 0
	err := filepath.WalkDir(corpus, func(path string, d os.DirEntry, err error) error {
		rel := strings.TrimPrefix(path, corpus+"/")
		ext := filepath.Ext(path)
		if err != nil || d.IsDir() || !strings.Contains(ext, ".y") && ext != ".json" {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		count++
		if got, want := IsBundle(syntax.Parse(src, nil).Root()), !strings.HasPrefix(rel, "negative/") && !strings.HasPrefix(rel, "sets/"); got != want {
			t.Errorf("IsBundle(%s) = %t", rel, got)
		}
		return nil
	})
	if err != nil || count < 100 {
		t.Errorf("read %d files: %v", count, err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(every)
	f.Add("a: &a {<<: [*a, *a]}\nparameters: [*a]\n")
	f.Add("mixins:\n  - exec@1@2: {}\ninstall: &i\n  - *i\n")
	f.Fuzz(func(t *testing.T, src string) {
		root := syntax.Parse([]byte(src), nil).Root()
		m := Decode(root, nil)
		IsBundle(root)
		m.BundleReference()
		m.ImageName()
		m.BundleOutputs()
		for _, p := range m.BundleParameters() {
			if env, file := p.Destination(); env == "" && file == "" && EnvName(p.Name.Value) != "" {
				t.Errorf("parameter %q arrives nowhere", p.Name.Value)
			}
			for _, action := range m.ApplyTo(p) {
				if !p.AppliesTo(action) {
					t.Errorf("parameter %q does not apply to %q, which it lists", p.Name.Value, action)
				}
			}
		}
	})
}

// TestDecodeMergedStep reads steps that are merged in whole, which may not end.
func TestDecodeMergedStep(t *testing.T) {
	m := decode(`install:
  - &one {exec: {description: First}}
  - &two {<<: *one}
  - {<<: *two}
  - {<<: {a: {}, b: {}}}
  - &round {<<: *round}
`)
	var got []string
	for _, s := range m.Actions[0].Steps {
		got = append(got, s.Mixin.Value+" "+s.Description.Value)
	}
	if diff := cmp.Diff([]string{"exec First", "exec First", "exec First", " ", " "}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
