package trust_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/engine/config"
	"github.com/porter-ls/porter-ls/engine/trust"
)

// store returns a store in a folder of the test's, and that folder, without links
// in its path.
func store(t *testing.T) (*trust.Store, string) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s, err := trust.Open(func(name string) string {
		return map[string]string{config.HomeEnv: filepath.Join(dir, "home", "records")}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func TestTrust(t *testing.T) {
	s, dir := store(t)
	for _, name := range []string{"a/b/c", "ab", "out"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if runtime.GOOS != "windows" {
		if err := os.Symlink(filepath.Join(dir, "out"), filepath.Join(dir, "a", "link")); err != nil {
			t.Fatal(err)
		}
	}
	paths := []string{"a", "a/b", "a/b/c", "a/b/c/new/porter.yaml", "ab", "a/link", "out"}
	for _, step := range []struct {
		folder  string
		trusted bool
		want    []string
	}{
		{"a/b", true, []string{"a/b", "a/b/c", "a/b/c/new/porter.yaml"}},
		{"a/b/c", false, []string{"a/b"}},
		{"a", true, []string{"a", "a/b", "a/b/c", "a/b/c/new/porter.yaml"}},
		{"a/link", true, []string{"a", "a/b", "a/b/c", "a/b/c/new/porter.yaml", "a/link", "out"}},
		{"a", false, []string{"a/link", "out"}},
		{"out", false, nil},
	} {
		if runtime.GOOS == "windows" && step.folder == "a/link" {
			break
		}
		if _, err := s.Set(filepath.Join(dir, step.folder), step.trusted); err != nil {
			t.Fatal(err)
		}
		folders, err := s.Folders()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range paths {
			if folders.Trusted(filepath.Join(dir, p)) {
				got = append(got, p)
			}
		}
		if diff := cmp.Diff(step.want, got); diff != "" {
			t.Errorf("after %s is %t: -want +got\n%s", step.folder, step.trusted, diff)
		}
	}
	if folders, err := s.Folders(); err != nil || len(folders) > 0 && runtime.GOOS != "windows" {
		t.Errorf("what goes without saying is kept: %v, %v", folders, err)
	}
}

func TestSetRefuses(t *testing.T) {
	s, dir := store(t)
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{file, filepath.Join(dir, "missing")} {
		if _, err := s.Set(folder, true); err == nil {
			t.Errorf("%s is trusted", folder)
		}
	}
}

// A file that cannot be read trusts nothing and is not overwritten.
func TestBrokenFile(t *testing.T) {
	s, dir := store(t)
	if _, err := s.Set(dir, true); err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(dir, "home", "records", "trusted.json")
	if err := os.WriteFile(at, []byte(`{"folders": [`), 0o600); err != nil {
		t.Fatal(err)
	}
	if folders, err := s.Folders(); err == nil || folders.Trusted(dir) {
		t.Errorf("folders are %v, %v", folders, err)
	}
	if _, err := s.Set(dir, true); err == nil {
		t.Error("the broken file was overwritten")
	}
}

func ExampleFolders_Trusted() {
	folders := trust.Folders{"/work": true, "/work/vendor": false}
	fmt.Println(folders.Trusted("/work/app/porter.yaml"), folders.Trusted("/work/vendor/x"), folders.Trusted("/elsewhere"))
	// Output: true false false
}
