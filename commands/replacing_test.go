package commands_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/commands"
)

// A file is replaced with its mode and behind a link, and a new one is made; no
// other file is left, and a folder stays as it is.
func TestReplaceFile(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, err := range []error{
		os.WriteFile(at("old"), []byte("before"), 0o600),
		os.Symlink("old", at("link")),
		os.Mkdir(at("folder"), 0o755),
	} {
		if err != nil {
			t.Skip(err) // a system without links
		}
	}
	for _, name := range []string{"link", "new"} {
		if err := commands.ReplaceFile(at(name), []byte(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := commands.ReplaceFile(at("folder"), nil); err == nil {
		t.Error("a folder was replaced")
	}
	got := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		content, _ := os.ReadFile(at(e.Name()))
		got[e.Name()] = info.Mode().Type().String() + " " + string(content)
		if e.Name() == "old" && info.Mode().Perm() != 0o600 {
			t.Errorf("the mode is %v", info.Mode())
		}
	}
	want := map[string]string{"old": "---------- link", "link": "L--------- link", "new": "---------- new", "folder": "d--------- "}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// A file is created whole and as what it is, and never in the place of another.
func TestCreateFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "run.sh")
	if err := commands.CreateFile(name, []byte("one"), true); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o755 {
		t.Errorf("the mode is %v: %v", info.Mode(), err)
	}
	if err := commands.CreateFile(name, []byte("two"), false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a file that is there: %v", err)
	}
	if err := commands.CreateFile(filepath.Join(dir, "nowhere", "run.sh"), nil, false); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
	if src, err := os.ReadFile(name); string(src) != "one" || err != nil {
		t.Errorf("the file says %q: %v", src, err)
	}
	if entries, err := os.ReadDir(dir); len(entries) != 1 || err != nil {
		t.Errorf("what is left is %v: %v", entries, err)
	}
}
