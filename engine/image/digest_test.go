package image

import (
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestDigest(t *testing.T) {
	dir := write(t, map[string]string{"a": "1", "sub/b": "2", "ignored/c": "3", ".dockerignore": "ignored\n", "left/out": "4"})
	at := func(p string) string { return filepath.Join(dir, filepath.FromSlash(p)) }
	digest := func() string {
		t.Helper()
		d, err := Folder{dir, []string{"left"}}.Digest(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	before := digest()
	for _, test := range []struct {
		name    string
		do      func()
		changes bool
	}{
		{"nothing", func() {}, false},
		{"time", func() { must(os.Chtimes(at("a"), time.Unix(1, 0), time.Unix(1, 0))) }, false},
		{"ignored", func() { must(os.WriteFile(at("ignored/c"), []byte("new"), 0o644)) }, false},
		{"excluded", func() { must(os.WriteFile(at("left/out"), []byte("new"), 0o644)) }, false},
		{"content", func() { must(os.WriteFile(at("sub/b"), []byte("3"), 0o644)) }, true},
		{"mode", func() { must(os.Chmod(at("a"), 0o755)) }, true},
		{"new file", func() { must(os.WriteFile(at("n"), nil, 0o644)) }, true},
		{"name", func() { must(os.Rename(at("n"), at("m"))) }, true},
		{"link", func() { must(os.Symlink("a", at("l"))) }, true},
		{"socket", func() {
			l, err := net.Listen("unix", at("s"))
			must(err)
			t.Cleanup(func() { l.Close() })
		}, true},
		{"link elsewhere", func() { must(os.Remove(at("l"))); must(os.Symlink("m", at("l"))) }, true},
		{"not ignored, but excluded", func() { must(os.WriteFile(at(".dockerignore"), []byte("ignored\n!left\n"), 0o644)) }, true},
		{"content of that", func() { must(os.WriteFile(at("left/out"), []byte("newer"), 0o644)) }, false},
		{"ignored no more", func() { must(os.WriteFile(at(".dockerignore"), nil, 0o644)) }, true},
	} {
		test.do()
		after := digest()
		if (after != before) != test.changes {
			t.Errorf("%s: changed is %v, want %v", test.name, after != before, test.changes)
		}
		before = after
	}
	must(os.WriteFile(at(".dockerignore"), []byte("fine\na[\n"), 0o644))
	_, err := Folder{dir, []string{"left"}}.Digest(t.Context())
	if want := "reading " + at(".dockerignore") + ": it has a pattern that is none: syntax error in pattern"; err == nil || err.Error() != want {
		t.Errorf("a bad pattern: got %v, want %s", err, want)
	}
	if _, err := (Folder{Dir: at("absent")}).Digest(t.Context()); err == nil {
		t.Error("an absent folder has a digest")
	}
}
