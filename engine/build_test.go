package engine

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/cnab"
)

// snapshot is what is in the bundle's folder, and the image's ID.
func (w *world) snapshot(image string) map[string]string {
	w.t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(w.dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(w.dir, p)
		content, err := os.ReadFile(p)
		all[rel] = string(content)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	c, err := w.connect(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	if all["(image)"], err = c.ID(w.t.Context(), image); err != nil {
		w.t.Fatal(err)
	}
	return all
}

// TestBuildErrors shows where a failed build points, and that it leaves the
// earlier one as it was.
func TestBuildErrors(t *testing.T) {
	w := newWorld(t, nil)
	built := w.mustBuild()
	good, err := os.ReadFile(w.file)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name     string
		old, new string // an edit of the manifest
		template string // "" leaves the good one
		at       string // the text the error points at
		says     string
	}{
		{name: "another mixin", old: "  - exec\n", new: "  - exec\n  - helm3@v1\n", at: "helm3", says: `mixin "helm3"`},
		{name: "dependencies", old: "install:", new: "dependencies:\n  requires:\n    - name: db\n      bundle: {reference: \"x/y:v1\"}\n\ninstall:", at: "name: db\n      bundle: {reference: \"x/y:v1\"}", says: "depends on others"},
		{name: "no YAML", old: "install:", new: "install: [", says: ""},
		{name: "another product's", old: "schemaVersion", new: "apiVersion: v1\nkind: x\nother", says: "no bundle's manifest"},
		{name: "no registry", old: "registry: localhost:5000/testbuilderrors", new: "", says: "registry or a reference"},
		{name: "bad version", old: "version: 0.1.0", new: "version: one", at: "one", says: "semantic version"},
		{name: "bad default", old: "default: world", new: "default: [1]", at: "[1]", says: "default of parameter name"},
		{name: "no template", old: "template.Dockerfile", new: "absent.Dockerfile", at: "absent.Dockerfile", says: "there is no file"},
		{name: "unknown instruction", template: "FROM debian:stable-slim\n# PORTER_INIT\n\nNONSENSE a b\n", at: "NONSENSE a b", says: "unknown instruction"},
		{name: "failing RUN", template: "# syntax=docker/dockerfile-upstream:1.4.0\nFROM debian:stable-slim\nRUN echo why >&2; \\\n  exit 9\n# PORTER_INIT\n", at: "RUN echo why >&2; \\", says: "exit code: 9: why"},
		{name: "missing file", template: "FROM debian:stable-slim\n# PORTER_INIT\nRUN true\nCOPY absent /\n", at: "COPY absent /", says: "absent"},
		{name: "what the token becomes", template: "FROM scratch\n# PORTER_INIT\n", at: "# PORTER_INIT", says: "/bin/sh"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w.t = t
			restore := func(name string, content []byte) {
				if err := os.WriteFile(filepath.Join(w.dir, name), content, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			template, err := os.ReadFile(filepath.Join(w.dir, "template.Dockerfile"))
			if err != nil {
				t.Fatal(err)
			}
			before := w.snapshot(built.Image)
			if test.old != "" {
				w.edit("porter.yaml", test.old, test.new)
			}
			if test.template != "" {
				restore("template.Dockerfile", []byte(test.template))
			}
			_, err = w.build(t.Context())
			if err == nil {
				t.Fatal("it was built")
			}
			if got := spanned(t, err); got != test.at && test.name != "no YAML" {
				t.Errorf("%v points at %q, want %q", err, got, test.at)
			}
			if !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q, want %q", err, test.says)
			}
			restore("porter.yaml", good)
			restore("template.Dockerfile", template)
			if diff := cmp.Diff(before, w.snapshot(built.Image)); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("stopped", func(t *testing.T) {
		w.t = t
		before := w.snapshot(built.Image)
		template := filepath.Join(w.dir, "template.Dockerfile")
		content := before["template.Dockerfile"]
		if err := os.WriteFile(template, []byte(content+"\nRUN echo going; sleep 60\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		_, err := w.Build(ctx, BuildRequest{File: w.file, NoCache: true}, func(e Event) {
			if e.Text == "going" {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if err := os.WriteFile(template, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, w.snapshot(built.Image)); diff != "" {
			t.Error(diff)
		}
	})
	if ok, why, err := w.UpToDate(t.Context(), w.file); !ok || err != nil {
		t.Errorf("after all of it: %q, %v", why, err)
	}
}

// TestNoFile: what is no file is refused before it is read, which may never end.
func TestNoFile(t *testing.T) {
	dir := t.TempDir()
	for file, says := range map[string]string{dir: "is a folder", "/dev/null": "no regular file", filepath.Join(dir, "absent"): "no such file"} {
		if _, err := load(file, "", ""); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestUpToDate shows what makes a build out of date.
func TestUpToDate(t *testing.T) {
	w := newWorld(t, nil)
	built := w.mustBuild()
	for _, test := range []struct {
		name string
		do   func()
		why  string
	}{
		{"nothing", func() {}, ""},
		{"manifest", func() { w.edit("porter.yaml", "remembers", "recalls") }, "changed"},
		{"script", func() { w.edit("helpers.sh", "Goodbye", "Farewell") }, "changed"},
		{"template", func() { w.edit("template.Dockerfile", "# PORTER_MIXINS", "RUN true\n# PORTER_MIXINS") }, "changed"},
		{"ignored file", func() {
			if err := os.WriteFile(filepath.Join(w.dir, "README.md"), []byte("new"), 0o644); err != nil {
				t.Fatal(err)
			}
		}, ""},
		{"leftovers of a killed build", func() {
			if err := os.Mkdir(filepath.Join(w.dir, newPrefix+"1"), 0o755); err != nil {
				t.Fatal(err)
			}
		}, ""},
		{"no image", func() { w.removeImage(built.Image) }, "not in the container engine"},
		{"damaged", func() {
			if err := os.WriteFile(filepath.Join(w.dir, buildDir, buildFile), []byte("{"), 0o644); err != nil {
				t.Fatal(err)
			}
		}, "cannot be read"},
	} {
		test.do()
		ok, why, err := w.UpToDate(t.Context(), w.file)
		if err != nil || ok != (test.why == "") || !strings.Contains(why, test.why) {
			t.Errorf("%s: %v, %q, %v", test.name, ok, why, err)
		}
		if test.why != "" {
			w.mustBuild()
		}
	}
	if left, _ := filepath.Glob(filepath.Join(w.dir, ".cnab.*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestOverrides builds with another name and version than the manifest's.
func TestOverrides(t *testing.T) {
	w := newWorld(t, nil)
	r, err := w.Build(t.Context(), BuildRequest{File: w.file, Name: "other", Version: "2.0.0+x"}, w.sink)
	if err != nil {
		t.Fatalf("%v\n%s", err, w.printed())
	}
	t.Cleanup(func() { w.removeImage(r.Image) })
	if want := "localhost:5000/testoverrides/other:v2.0.0_x"; r.Reference != want {
		t.Errorf("reference %s, want %s", r.Reference, want)
	}
	raw, err := os.ReadFile(filepath.Join(r.Dir, "bundle.json"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := cnab.Unmarshal(raw)
	if err != nil || b.Name != "other" || b.Version != "2.0.0+x" || b.InvocationImages[0].Image != r.Image {
		t.Errorf("%+v, %v", b, err)
	}
	inner, err := os.ReadFile(filepath.Join(r.Dir, "app", "porter.yaml"))
	if err != nil || !strings.Contains(string(inner), `"other"`) {
		t.Errorf("%s, %v", inner, err)
	}
	if res, err := w.run("install"); err != nil || res.Installation != "other" {
		t.Errorf("%+v, %v", res, err)
	}
	if _, runs, err := w.Installation(t.Context(), "", "other"); err != nil || runs[0].BundleReference != r.Reference {
		t.Errorf("%+v, %v", runs, err)
	}
}

// TestBuildsAtOnce has several engines build one bundle while its files change.
func TestBuildsAtOnce(t *testing.T) {
	w := newWorld(t, nil)
	home := filepath.Join(t.TempDir(), "home")
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			r, err := openEngine(t, home).Build(t.Context(), BuildRequest{File: w.file}, nil)
			if err != nil {
				t.Error(err)
				return
			}
			t.Cleanup(func() { w.removeImage(r.Image) })
		})
	}
	wg.Wait()
	if ok, why, err := w.UpToDate(t.Context(), w.file); !ok || err != nil {
		t.Errorf("afterwards: %q, %v", why, err)
	}
	if left, _ := filepath.Glob(filepath.Join(w.dir, ".cnab.*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestDefaultTemplateAndCustom builds without a template, and one whose
// template asks for custom values.
func TestDefaultTemplateAndCustom(t *testing.T) {
	w := newWorld(t, nil)
	w.edit("porter.yaml", "dockerfile: template.Dockerfile\n", "custom: {app: {port-no: 8080}, list: [1]}\n")
	w.mustBuild()
	if _, err := w.run("install"); err != nil {
		t.Fatalf("%v\n%s", err, w.printed())
	}
	w.edit("porter.yaml", "custom:", "dockerfile: template.Dockerfile\ncustom:")
	w.edit("template.Dockerfile", "# PORTER_MIXINS", "ARG CUSTOM_APP_PORT_NO\nRUN test $CUSTOM_APP_PORT_NO = 8080\n# PORTER_MIXINS")
	w.mustBuild()
}

func TestOverride(t *testing.T) {
	for _, test := range []struct{ src, name, version, want string }{
		{"name: a\nversion: 1.0.0\nx: y\n", "b", "2", "name:  \"b\"\nversion:  \"2\"\nx: y\n"},
		{"version: 1.0.0 # c\nname: 'a'\n", "b", "2", "version:  \"2\" # c\nname:  \"b\"\n"},
		{"name: a\n", "", "2", "version: \"2\"\nname: a\n"},
		{"# c\nversion: 1\n", "b", "", "# c\nname: \"b\"\nversion: 1\n"},
		{"x: y\n", "b", "2", "version: \"2\"\nname: \"b\"\nx: y\n"},
		{"name: a\nversion: 1\n", "", "", "name: a\nversion: 1\n"},
	} {
		file := filepath.Join(t.TempDir(), "porter.yaml")
		if err := os.WriteFile(file, []byte("install: []\n"+test.src), 0o644); err != nil {
			t.Fatal(err)
		}
		s, err := load(file, test.name, test.version)
		if err != nil {
			t.Fatal(err)
		}
		m := s.built
		if test.name != "" && m.Name.Value != test.name || test.version != "" && m.Version.Value != test.version {
			t.Errorf("%q: %q %q", test.src, m.Name.Value, m.Version.Value)
		}
		if string(s.src) != "install: []\n"+test.src {
			t.Errorf("the author's text became %q", s.src)
		}
	}
}

// What check does not look at, a build does not stumble over: Porter reads the
// first document only.
func TestLoadFirstDocument(t *testing.T) {
	const first = "schemaVersion: 1.0.1\nname: two\ninstall: []\nuninstall: []\n"
	for _, test := range []struct {
		src  string
		fail bool
	}{
		{first + "---\na: [b\n", false},
		{first + "x: [b\n---\na: b\n", true},
		{first + "x: [b\n", true},
	} {
		file := filepath.Join(t.TempDir(), "porter.yaml")
		if err := os.WriteFile(file, []byte(test.src), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := load(file, "", "2.0.0"); (err != nil) != test.fail {
			t.Errorf("%q: %v", test.src, err)
		}
	}
}
