// Package trust keeps which folders the user trusts. What is in a folder names
// programs to run and hosts to contact; an editor, which opens whatever was
// cloned, does neither for it before somebody says that its authors are trusted.
// Who types a verb in a terminal has said so by that.
package trust

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/engine/config"
)

// Store is the file in which trust is kept, in the folder of the user's records.
type Store struct{ file string }

// fileName is the file's name.
const fileName = "trusted.json"

// content is what is in the file.
type content struct {
	Version int             `json:"version"`
	Folders map[string]bool `json:"folders"`
}

// Open returns the store of the user whose environment that is. It touches
// nothing yet.
func Open(getenv func(string) string) (*Store, error) {
	if getenv == nil {
		getenv = func(string) string { return "" }
	}
	userHome := getenv("HOME")
	if userHome == "" {
		userHome = getenv("USERPROFILE")
	}
	home, err := config.Home(getenv, userHome)
	if err != nil {
		return nil, err
	}
	return &Store{filepath.Join(home, fileName)}, nil
}

// Folders are folders about which the user has said something, by their real
// absolute paths: whether what is in them and below is trusted.
type Folders map[string]bool

// Folders returns what the user has said so far.
func (s *Store) Folders() (Folders, error) {
	src, err := os.ReadFile(s.file)
	if errors.Is(err, fs.ErrNotExist) {
		return Folders{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading which folders are trusted: %w", err)
	}
	var c content
	if err := json.Unmarshal(src, &c); err != nil {
		return nil, fmt.Errorf("reading which folders are trusted: %s: %w; remove the file to begin anew", s.file, err)
	}
	if c.Folders == nil {
		c.Folders = Folders{}
	}
	return c.Folders, nil
}

// Set says of a folder, and of everything below it, whether it is trusted. What
// was said about folders below it no longer counts. It returns the folder's real
// path, under which it is kept.
func (s *Store) Set(folder string, trusted bool) (string, error) {
	real, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return "", err
	}
	if real, err = filepath.Abs(real); err != nil {
		return "", err
	}
	if info, err := os.Stat(real); err != nil {
		return "", err
	} else if !info.IsDir() {
		return "", fmt.Errorf("%s is no folder", folder)
	}
	folders, err := s.Folders()
	if err != nil {
		return "", err
	}
	maps.DeleteFunc(folders, func(at string, _ bool) bool { return within(at, real) })
	if folders.trusted(real) != trusted {
		folders[real] = trusted
	}
	return real, s.write(folders)
}

// write puts the file in the place of the one before when it is whole.
func (s *Store) write(folders Folders) error {
	src, err := json.MarshalIndent(content{1, folders}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(s.file), 0o700); err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(s.file), fileName+".*")
	if err != nil {
		return err
	}
	_, err = next.Write(append(src, '\n'))
	if err = errors.Join(err, next.Close()); err == nil {
		err = os.Rename(next.Name(), s.file)
	}
	if err != nil {
		_ = os.Remove(next.Name())
	}
	return err
}

// Trusted reports whether what is at a path is trusted: the nearest folder about
// which something was said decides. Where links lead out of a trusted folder,
// what they lead to is not trusted by that.
func (f Folders) Trusted(path string) bool {
	if len(f) == 0 {
		return false
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	// What is not there yet is where its folder is.
	for at, rest := abs, ""; ; at, rest = filepath.Dir(at), filepath.Join(filepath.Base(at), rest) {
		if real, err := filepath.EvalSymlinks(at); err == nil {
			return f.trusted(filepath.Join(real, rest))
		} else if !errors.Is(err, fs.ErrNotExist) || at == filepath.Dir(at) {
			return false
		}
	}
}

// trusted is Trusted for a path without links.
func (f Folders) trusted(path string) bool {
	for at := path; ; at = filepath.Dir(at) {
		if said, ok := f[at]; ok {
			return said
		}
		if at == filepath.Dir(at) {
			return false
		}
	}
}

// List returns the folders that are trusted, sorted, without those inside of
// them that are so too.
func (f Folders) List() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(f)), func(at string) bool { return !f[at] })
}

// within reports whether a path is a folder's or below it.
func within(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, strings.TrimSuffix(folder, string(filepath.Separator))+string(filepath.Separator))
}
