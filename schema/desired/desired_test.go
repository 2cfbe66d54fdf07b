package desired

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func decode(src string) *Document { return Decode(syntax.Parse([]byte(src), nil).Root()) }

// brief writes a document with the text that each value stands at.
func brief(d *Document, src string) []string {
	var out []string
	add := func(what string, s manifest.String) {
		if s.Set() {
			out = append(out, fmt.Sprintf("%s %s at %s", what, s.Value, s.Span().Of([]byte(src))))
		}
	}
	add("name", d.Name)
	add("namespace", d.Namespace)
	for _, l := range d.Labels {
		add("label", l.Key)
		add("is", l.Value)
	}
	for _, v := range d.Values {
		add("value", v.Name)
		add("from", v.Source.Strategy)
		if !v.Source.Hint.IsZero() {
			out = append(out, fmt.Sprintf("hint %v of %d", v.Source.Hint.Decode(), v.Source.Strategies))
		}
	}
	add("repository", d.Bundle.Repository)
	for _, s := range d.CredentialSets {
		add("credentials", s)
	}
	for _, s := range d.ParameterSets {
		add("parameters", s)
	}
	for _, p := range d.Parameters {
		add("parameter", p.Name)
		out = append(out, fmt.Sprintf("= %v", p.Value.Decode()))
	}
	if d.Uninstalled {
		out = append(out, "uninstalled")
	}
	return out
}

func TestDecode(t *testing.T) {
	for _, c := range []struct {
		name, src string
		kind      Kind
		want      []string
	}{
		{"a credential set", `schemaType: CredentialSet
schemaVersion: 1.0.1
name: azure
namespace: "dev"
labels:
  team: red
credentials:
  - name: token
    source: {secret: "az-token"}
  - name: kubeconfig
    source:
      path: $HOME/.kube/config
      env: KUBECONFIG
  - name: nowhere
  - just text
`, CredentialSet, []string{
			`name azure at azure`, `namespace dev at "dev"`, "label team at team", "is red at red",
			"value token at token", "from secret at secret", "hint az-token of 1",
			"value kubeconfig at kubeconfig", "from path at path", "hint $HOME/.kube/config of 2",
			"value nowhere at nowhere",
		}},
		{"a parameter set as JSON, with values of any type", `{"schemaType": "ParameterSet", "schemaVersion": "1.1.0", "name": "p",
	"parameters": [{"name": "size", "source": {"value": 3}}, {"name": "on", "source": {"value": {"a": [true]}}}]}`,
			ParameterSet, []string{
				`name p at "p"`, `value size at "size"`, `from value at "value"`, "hint 3 of 1",
				`value on at "on"`, `from value at "value"`, "hint map[a:[true]] of 1",
			}},
		{"an installation, with keys in another case and an alias", `schematype: installation
Name: &n hello
bundle:
  Repository: ghcr.io/example/hello
  version: 0.2.0
credentialSets: [*n]
parameterSets:
- p
parameters:
  delay: 5
uninstalled: true
`, Installation, []string{
			"name hello at hello", "repository ghcr.io/example/hello at ghcr.io/example/hello",
			"credentials hello at hello", "parameters p at p", "parameter delay at delay", "= 5", "uninstalled",
		}},
		{"half-typed", "schemaType: Installation\nname: hello\nbundle:\n  repository: ghcr.io/ex\n  ver\ncredentialSets:\n  - \nparameters:\n", Installation, []string{
			"name hello at hello", "repository ghcr.io/ex at ghcr.io/ex",
		}},
		{"from before Porter 1.0", `{"schemaVersion": "1.0.0-DRAFT+b6c701f", "name": "old", "credentials": [{"name": "a", "source": {"env": "A"}}]}`,
			CredentialSet, []string{`name old at "old"`, `value a at "a"`, `from env at "env"`, "hint A of 1"}},
	} {
		d := decode(c.src)
		if d == nil || d.Kind != c.kind {
			t.Errorf("%s: the kind is not %s: %+v", c.name, c.kind, d)
			continue
		}
		if diff := cmp.Diff(c.want, brief(d, c.src)); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.name, diff)
		}
	}
}

func TestNone(t *testing.T) {
	for _, src := range []string{
		"", "text", "- a\n", "name: x\n", "schemaType: Bundle\nname: x\n", "schemaType: Widgets\nname: x\n",
		"name: x\nmixins: [exec]\nparameters:\n- name: p\n  source: {output: o}\ninstall: []\n",
		"name: x\nparameters:\n- name: p\n  type: string\n",
		"credentials:\n- name: a\n  source: {env: A}\n",
		"kind: CredentialSet\napiVersion: getporter.org/v1\nspec: {name: x}\n",
		"name: web\nbundle: true\n", "name: web\nrepository: x\n",
	} {
		if d := decode(src); d != nil {
			t.Errorf("%q is a %s", src, d.Kind)
		}
	}
}

func TestBundleReference(t *testing.T) {
	for _, c := range []struct{ bundle, want string }{
		{"{repository: a/b, version: 0.1.0}", "a/b:v0.1.0"},
		{"{repository: a/b, version: v0.1.0+c}", "a/b:v0.1.0_c"},
		{"{repository: a/b, tag: latest}", "a/b:latest"},
		{"{repository: a/b, tag: latest, version: 1.0.0, digest: 'sha256:00'}", "a/b@sha256:00"},
		{"{repository: a/b}", ""},
		{"{version: 0.1.0}", ""},
	} {
		d := decode("schemaType: Installation\nname: x\nbundle: " + c.bundle + "\n")
		if got := d.Bundle.Reference(); got != c.want {
			t.Errorf("%s is %q, want %q", c.bundle, got, c.want)
		}
	}
	for _, c := range []struct {
		repository, ref string
		want            bool
	}{
		{"ghcr.io/a/b", "ghcr.io/a/b:v1", true},
		{"docker.io/a/b", "a/b:v1", true},
		{"b", "docker.io/library/b:v1", true},
		{"ghcr.io/a/b", "ghcr.io/a/bc:v1", false},
		{"ghcr.io/a/b", "docker.io/a/b:v1", false},
		{"", "a/b:v1", false},
		{"A/B", "a/b:v1", false},
	} {
		b := Bundle{Repository: manifest.String{Value: c.repository}}
		if got := b.IsOf(c.ref); got != c.want {
			t.Errorf("%q is of %q: %v", c.repository, c.ref, got)
		}
	}
}

// TestCorpus reads the sets and installations that people keep: each is what its
// schemaType says, those in JSON have the names that a decoder of JSON finds,
// and none that is cut off anywhere stops the reader.
func TestCorpus(t *testing.T) {
	dir := filepath.Join(corpus.Dir(t), "sets")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no sets and installations: %v", err)
	}
	read := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		d := decode(string(src))
		var want struct {
			SchemaType, Name        string
			Credentials, Parameters any
		}
		if filepath.Ext(path) == ".json" && json.Unmarshal(src, &want) == nil && want.SchemaType != "" && want.SchemaType != "Plugins" {
			if d == nil || !strings.EqualFold(d.Kind.String(), want.SchemaType) || d.Name.Value != want.Name {
				t.Errorf("%s is %+v, want %+v", path, d, want)
				return nil
			}
			list, _ := want.Credentials.([]any)
			if d.Kind == ParameterSet {
				list, _ = want.Parameters.([]any)
			}
			if d.Kind != Installation && len(d.Values) != len(list) {
				t.Errorf("%s has %d values, want %d", path, len(d.Values), len(list))
			}
		}
		if d != nil {
			read++
		}
		for end := 0; end < len(src); end += 7 {
			_ = decode(string(src[:end]))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d documents were read", read)
	if read == 0 {
		t.Errorf("nothing was read in %s", dir)
	}
}
