//go:build unix

package commands

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

// What lies in a folder under any name: a test that reads a pipe never ends.
func odd(t *testing.T, name string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	at := func(s string) string { return filepath.Join(dir, s) }
	for _, err := range []error{
		syscall.Mkfifo(at("pipe"), 0o600),
		os.Mkdir(at("folder"), 0o755),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	large, err := os.Create(at("large"))
	if err != nil {
		t.Fatal(err)
	}
	defer large.Close()
	if err := large.Truncate(5 << 30); err != nil { // takes no room
		t.Fatal(err)
	}
	for _, kind := range []string{"pipe", "folder", "large", "circle", "device", "nothing"} {
		to := at(kind)
		switch kind {
		case "circle":
			to = name
		case "device":
			to = "/dev/zero"
		}
		if err := os.Mkdir(at("to-"+kind), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(to, filepath.Join(at("to-"+kind), name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Reading a file ends, whatever it is, and only what is not there is said not to
// be there.
func TestDiskReadsFilesOnly(t *testing.T) {
	dir := odd(t, "template")
	for _, name := range []string{"pipe", "folder", "large", "to-pipe/template", "to-folder/template", "to-large/template", "to-circle/template", "to-device/template", "to-nothing/template"} {
		src, err := Disk{Dir: dir}.ReadFile(name)
		if err == nil || errors.Is(err, fs.ErrNotExist) != strings.Contains(name, "nothing") {
			t.Errorf("%s: %d bytes, the error is %v", name, len(src), err)
		}
	}
	content := strings.Repeat("x", manifest.Largest)
	if err := os.WriteFile(filepath.Join(dir, "most"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if src, err := (Disk{Dir: dir}).ReadFile("most"); err != nil || len(src) != len(content) {
		t.Errorf("the largest file has %d bytes, and the error %v", len(src), err)
	}
}

// A mode is known of files only, and of what a link leads to.
func TestDiskMode(t *testing.T) {
	dir := t.TempDir()
	for name, mode := range map[string]fs.FileMode{"plain": 0o644, "program": 0o755, "owned": 0o700} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("plain", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]analysis.Mode{
		"plain": analysis.NotExecutable, "link": analysis.NotExecutable, "program": analysis.Executable,
		"owned": analysis.Executable, "missing": analysis.UnknownMode, ".": analysis.UnknownMode,
	} {
		if got := (Disk{Dir: dir}).Mode(name); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
}

// Links named as manifests are followed to files only. One that leads nowhere,
// or to more than is read, is worth an error.
func TestCheckFollowsLinksToFilesOnly(t *testing.T) {
	env := &Env{Dir: odd(t, ManifestName), Stdout: io.Discard, Stderr: io.Discard, Rules: everywhere()}
	r, err := Check(context.Background(), env, []string{"."}, CheckOptions{})
	if err == nil || r.Files != 0 {
		t.Fatalf("%d files, the error is %v", r.Files, err)
	}
	for kind, want := range map[string]bool{"pipe": false, "folder": false, "device": false, "large": true, "circle": true, "nothing": true} {
		if got := strings.Contains(err.Error(), "to-"+kind+"/"); got != want {
			t.Errorf("a link to %s is spoken of: %v, in\n%v", kind, got, err)
		}
	}
}
