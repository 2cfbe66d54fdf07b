package commands

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestIgnored finds in a repository what git finds in it.
func TestIgnored(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, content string) {
		t.Helper()
		at := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("git", "init", "-q", root).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	write(".git/info/exclude", "/excluded\n")
	write(".gitignore", "# no pattern\n\nout/\n/top/*\n!/top/kept\ndeep/**/gone\n**/any/one\n*-[!ab]  \n\\!odd\nonly-file\\ \nall/**\nsame\r\n")
	write("nested/.gitignore", "*\n!*/\n!porter.yaml\n")
	write("again/.gitignore", "!out/\n/here\n")
	for _, dir := range []string{
		"", "excluded", "x/excluded", "out", "x/out", "outside", "top/gone", "top/kept", "x/top/gone",
		"deep/gone", "deep/1/2/gone", "x/deep/gone", "any/one", "x/any/one", "x/any/two", "v-a", "v-c", "!odd", "only-file ",
		"all", "all/x", "same", "nested", "nested/x/y", "again/out", "again/here", "again/x/here", "out/again",
	} {
		write(dir+"/porter.yaml", "install: []\n")
		write(dir+"/other.yaml", "kind: ParameterSet\n")
	}
	out, err := exec.Command("git", "-C", root, "-c", "core.excludesFile=", "ls-files", "--others", "--exclude-standard", "-z").Output()
	if err != nil {
		t.Fatal(err)
	}
	want := slices.DeleteFunc(strings.Split(string(out), "\x00"), func(name string) bool { return !strings.HasSuffix(name, ".yaml") })
	found := manifests(root, []string{"."}, nil, nil)
	if len(found.failures) > 0 {
		t.Fatal(found.failures)
	}
	var got []string
	for _, f := range found.files {
		got = append(got, filepath.ToSlash(f.name))
	}
	slices.Sort(got)
	slices.Sort(want)
	if d := cmp.Diff(want, got); d != "" || len(want) < 10 {
		t.Errorf("-git +walk\n%s", d)
	}
	// A folder that is named is searched, whether or not git ignores it.
	for folder, want := range map[string]int{"out": 4, "nested": 2, "top/gone": 2, "nested/x": 1} {
		if found := manifests(root, []string{filepath.FromSlash(folder)}, nil, nil).files; len(found) != want {
			t.Errorf("in %s: %v", folder, found)
		}
	}
}
