package image

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/moby/patternmatcher"
)

func TestFolderRefused(t *testing.T) {
	if _, err := (Folder{Dir: filepath.Join(t.TempDir(), "absent")}).open(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an absent folder: %v", err)
	}
	_, err := Folder{t.TempDir(), []string{"[a"}}.open()
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
