package image

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/moby/patternmatcher"
	"github.com/tonistiigi/fsutil"
)

// walk lists the paths under target; fn may be nil.
func walk(t *testing.T, f fsutil.FS, target string, fn func(path string) error) []string {
	t.Helper()
	var got []string
	err := f.Walk(t.Context(), target, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		got = append(got, filepath.ToSlash(path))
		if fn == nil {
			return nil
		}
		return fn(path)
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestContext(t *testing.T) {
	dir := write(t, map[string]string{"-first": "", "mid": "", "sub/x": "", ".cnab/old": "", "zz": "", "left/out": ""})
	cnab := write(t, map[string]string{"app/run": "run", "bundle.json": "{}"})
	last := write(t, map[string]string{"l": "l"})
	f, err := Request{Context: dir, Excludes: []string{"left"}, Folders: map[string]string{".cnab": cnab, "zzz": last}}.context()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"-first", ".cnab", ".cnab/app", ".cnab/app/run", ".cnab/bundle.json", "mid", "sub", "sub/x", "zz", "zzz", "zzz/l"}
	for _, top := range []string{"", ".", "/"} {
		if diff := cmp.Diff(want, walk(t, f, top, nil)); diff != "" {
			t.Errorf("from %q: %s", top, diff)
		}
	}
	skipped := walk(t, f, "/", func(path string) error {
		if path == ".cnab" {
			return fs.SkipDir
		}
		return nil
	})
	if diff := cmp.Diff([]string{"-first", ".cnab", "mid", "sub", "sub/x", "zz", "zzz", "zzz/l"}, skipped); diff != "" {
		t.Errorf("with .cnab skipped: %s", diff)
	}
	if diff := cmp.Diff([]string{"sub", "sub/x"}, walk(t, f, "sub", nil)); diff != "" {
		t.Error(diff)
	}
	r, err := f.Open(".cnab/app/run")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); string(b) != "run" || err != nil {
		t.Errorf("read %q, %v", b, err)
	}
	if r, err := f.Open(".cnab/old"); err == nil {
		r.Close()
		t.Error("what the folder replaced can still be read")
	}
}

func TestContextRefused(t *testing.T) {
	if _, err := (Request{Context: filepath.Join(t.TempDir(), "absent")}).context(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an absent folder: %v", err)
	}
	_, err := Request{Context: t.TempDir(), Excludes: []string{"[a"}}.context()
	if _, want := patternmatcher.New([]string{"[a"}); (err == nil) != (want == nil) {
		t.Errorf("a bad pattern: %v, want as %v", err, want)
	}
}

// TestFileTime shows that what changes in a file in memory changes its time: an
// engine that was sent the old content must ask for the new.
func TestFileTime(t *testing.T) {
	when := func(content string) (at int64) {
		err := file{"Dockerfile", []byte(content)}.Walk(context.Background(), "/", func(_ string, d fs.DirEntry, _ error) error {
			i, err := d.Info()
			if err == nil {
				at = i.ModTime().UnixNano()
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	if a, b := when("FROM a"), when("FROM b"); a == b || a <= 0 || b <= 0 || a != when("FROM a") {
		t.Errorf("times %d and %d", a, b)
	}
}

func TestOwnSyntax(t *testing.T) {
	for dockerfile, want := range map[string]bool{
		"FROM x":                               false,
		"# syntax=docker/dockerfile:1\nFROM x": true,
		"# syntax=docker.io/docker/dockerfile-upstream:master-labs\nFROM x": true,
		"# syntax=docker/dockerfile@sha256:0\nFROM x":                       true,
		"# syntax=example.com/docker/dockerfile:1\nFROM x":                  false,
		"# escape=`\n# syntax = docker/dockerfile\nFROM x":                  true,
		"# a comment\n# syntax=docker/dockerfile:1\nFROM x":                 false,
	} {
		if got := ownSyntax([]byte(dockerfile)); got != want {
			t.Errorf("%q: %v, want %v", dockerfile, got, want)
		}
	}
}
