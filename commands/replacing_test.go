package commands_test

import (
	"os"
	"path/filepath"
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
