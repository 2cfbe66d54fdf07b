package commands

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
)

// A bundle in Porter's cache is known by its reference in whatever form, until
// Refresh as it was when first asked for.
func TestLocalBundles(t *testing.T) {
	home := t.TempDir()
	for ref, content := range map[string]string{
		"localhost:5000/database:v1.2.0": `{"name": "database", "parameters": {"port": {"definition": "port"}}}`,
		"database:v1":                    `{"name": "short"}`,
	} {
		at := filepath.Join(home, "cache", cacheFolder(ref), "cnab")
		if err := os.MkdirAll(at, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(at, "bundle.json"), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	bundles := NewLocalBundles(func(name string) string {
		if name == "PORTER_HOME" {
			return home
		}
		return ""
	})
	for _, c := range []struct{ ref, want string }{
		{"localhost:5000/database:v1.2.0", "database"},
		{"docker.io/library/database:v1", "short"},
		{"localhost:5000/database:v1.2.1", ""},
		{"localhost:5000/database", ""},
		{"no reference", ""},
	} {
		bundle, state := bundles.Dependency(c.ref)
		if (state == analysis.Value) != (c.want != "") || bundle != nil && bundle.Name != c.want {
			t.Errorf("%s is %+v, %d", c.ref, bundle, state)
		}
	}
	if err := os.RemoveAll(home); err != nil {
		t.Fatal(err)
	}
	if _, state := bundles.Dependency("docker.io/library/database:v1"); state != analysis.Value {
		t.Error("what was read is forgotten")
	}
	bundles.Refresh()
	if _, state := bundles.Dependency("docker.io/library/database:v1"); state != analysis.Unknown {
		t.Error("what is gone is remembered")
	}
}

// The folder is named as Porter names it.
func TestCacheFolder(t *testing.T) {
	if got := cacheFolder("localhost:5000/mybun:v0.1.0"); got != "396472cd8753de87c2b53b61229012ba" {
		t.Error(got)
	}
}
