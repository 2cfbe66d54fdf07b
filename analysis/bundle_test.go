package analysis

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBundleFiles(t *testing.T) {
	disk := mapFS(
		"helpers.sh", "echo hi\n", "deep/more.sh", "", "lib.bash", "", "notes.txt", "",
		"docker/template", "FROM alpine AS base\n# PORTER_INIT\nFROM base\n# PORTER_MIXINS\n",
		".dockerignore", "*.md\n!README.md\ndocs\n",
	)
	with := func(dockerfile string) *Bundle {
		return &Bundle{Manifest: Parse("porter.yaml", []byte("install: []\n"+dockerfile), nil), Files: NewFiles(newCounting(disk), nil)}
	}
	for _, c := range []struct {
		dockerfile string
		want       Presence
	}{
		{"", NotNamed},
		{"dockerfile: ''\n", NotNamed},
		{"dockerfile: docker/template\n", There},
		{"dockerfile: ./docker//template\n", There},
		{"dockerfile: template\n", NotThere},
		{"dockerfile: docker/none/template\n", NotThere},
		{"dockerfile: ../template\n", NotKnown},
		{"dockerfile: docker/../../template\n", NotKnown},
		{"dockerfile: /etc/template\n", NotKnown},
		{"dockerfile: C:/template\n", NotKnown},
		{"dockerfile: docker\\template\n", NotKnown},
		{"dockerfile: \"a\\0b\"\n", NotKnown},
		{"dockerfile: docker\n", NotKnown},
		{"dockerfile: broken\n", NotKnown},
		{"dockerfile: .\n", NotKnown},
	} {
		if _, got := with(c.dockerfile).Template(); got != c.want {
			t.Errorf("%q: %d, want %d", c.dockerfile, got, c.want)
		}
	}
	b := with("dockerfile: docker/template\n")
	f, _ := b.Template()
	template := f.Template()
	if again, _ := b.Template(); again.Template() != template {
		t.Error("the template was parsed twice")
	}
	if got := fmt.Sprint(template.Stages, template.InitLine, template.MixinsLine); got != "[{0 0 alpine base} {2 2 base }] 1 3" {
		t.Errorf("the template is %s", got)
	}
	ignore, _ := b.Ignore()
	for name, want := range map[string]bool{"x.md": true, "README.md": false, "docs/a/b": true, "a/x.md": false} {
		if got := ignore.Ignore().Excludes(name); got != want {
			t.Errorf("%s is left out: %v", name, got)
		}
	}
	var scripts []string
	for _, s := range b.Scripts() {
		scripts = append(scripts, s.Name)
	}
	if diff := cmp.Diff([]string{"helpers.sh", "lib.bash"}, scripts); diff != "" {
		t.Errorf("scripts: -want +got\n%s", diff)
	}
	unknown := &Bundle{Manifest: b.Manifest}
	if _, got := unknown.Template(); got != NotKnown || unknown.Scripts() != nil {
		t.Errorf("of an unknown folder it is known: %d", got)
	}
	// A folder that cannot be listed is not one in which something is missing.
	elsewhere := &Bundle{Manifest: with("dockerfile: template\n").Manifest, Files: Sub(NewFiles(disk, nil), "no/such/folder")}
	if _, got := elsewhere.Template(); got != NotKnown {
		t.Errorf("in a folder that is not there: %d", got)
	}
}

func TestParseKinds(t *testing.T) {
	for src, want := range map[string]DocumentKind{
		"schemaVersion: 1.0.1\ninstall: []\n":                                    BundleManifest,
		"app: web\n":                                                             Foreign,
		"schemaType: CredentialSet\nname: a\n":                                   CredentialSet,
		"schemaType: parameterset\nname: a\n":                                    ParameterSet,
		`{"schemaType": "Installation", "name": "a"}`:                            Installation,
		"name: a\ncredentials:\n- name: x\n  source:\n    env: X\n":              CredentialSet,
		"name: a\nparameters:\n- name: x\n  source: {value: 1}\n":                ParameterSet,
		"name: a\nbundle: {repository: localhost:5000/b, version: 1}\n":          Installation,
		"schemaType: Plugins\nplugins: {}\n":                                     PluginList,
		"name: a\nspec: {credentials: [{name: x, source: {env: X}}]}\nkind: X\n": Foreign,
	} {
		d := Parse("x", []byte(src), nil)
		if d.Kind != want || (d.Desired != nil) != (want > Foreign) {
			t.Errorf("%q is of kind %d, want %d", src, d.Kind, want)
		}
	}
}
