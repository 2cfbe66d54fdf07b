package commands

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/settings"
)

// search is what paths lead to. Every folder is listed once, and nothing is
// looked for in it that its list does not have.
type search struct {
	dir      string // absolute; relative paths are relative to it
	noted    *Seen  // notes what is listed
	seen     map[string]int
	files    []file
	failures []error
	plain    map[string]bool // the absolute slash paths of folders with neither settings nor a repository in them
}

// manifests resolves paths to files, in order and each once, under the name that
// came first. A text from standard input takes the place of the file of its name.
func manifests(dir string, paths []string, stdin *StdinFile, seen *Seen) *search {
	s := &search{dir: dir, noted: seen, seen: map[string]int{}, plain: map[string]bool{}}
	for _, p := range paths {
		if p == StdinPath && stdin != nil {
			s.add(stdin.Name, true, stdin)
			continue
		}
		seen.note(resolve(dir, p))
		info, err := os.Stat(resolve(dir, p))
		switch {
		case p == "": // a variable that was never set, most likely
			s.failures = append(s.failures, errors.New("a path to check is empty; write a dot for the current folder"))
		case err != nil:
			s.failures = append(s.failures, fmt.Errorf("checking %s: %w", p, plainPathError(err)))
		case info.IsDir():
			s.below(p)
		default:
			s.add(p, true, nil)
		}
	}
	return s
}

func (s *search) add(name string, named bool, stdin *StdinFile) {
	path := resolve(s.dir, filepath.Clean(name))
	i, again := s.seen[path]
	if !again {
		i = len(s.files)
		s.seen[path] = i
		s.files = append(s.files, file{name: name})
	}
	f := &s.files[i]
	f.named = f.named || named
	f.aside = !f.named && !analysis.IsManifestName(filepath.Base(name))
	if stdin != nil {
		f.stdin = stdin
	}
}

// below adds the manifests in a folder and below it, in lexical order, and what
// may be a set, an installation or the like. A folder that cannot be read hides
// only what is in it.
func (s *search) below(folder string) {
	root := resolve(s.dir, folder)
	if target, err := filepath.EvalSymlinks(root); err == nil {
		root = target
	}
	w := walk{search: s, git: newIgnored(root)}
	w.enter(root, filepath.Clean(folder))
	s.failures = append(s.failures, w.failures...)
	for _, name := range w.found {
		s.add(name, false, nil)
	}
	if len(w.failures) == 0 && !slices.ContainsFunc(w.found, func(name string) bool { return isOurs(resolve(s.dir, name)) }) {
		s.failures = append(s.failures, fmt.Errorf("there is no %s in %s or below it, and no set or installation either", ManifestName, folder))
	}
}

// walk goes through a folder.
type walk struct {
	search   *search
	git      *ignored
	found    []string // under the names that the user gives them
	failures []error
}

// enter goes through the folder at a path, which the user calls name.
func (w *walk) enter(at, name string) {
	w.search.noted.note(at)
	entries, err := os.ReadDir(at)
	if err != nil {
		w.failures = append(w.failures, fmt.Errorf("looking for manifests in %s: %w", name, plainPathError(err)))
		return
	}
	has := func(name string) bool { // some disks do not tell upper from lower case
		return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return strings.EqualFold(e.Name(), name) })
	}
	if has(".gitignore") {
		w.search.noted.note(filepath.Join(at, ".gitignore"))
		w.git.enter(at)
	}
	if !has(settings.FileName) && !has(".git") {
		w.search.plain[filepath.ToSlash(resolve(w.search.dir, name))] = true
	}
	for _, e := range entries {
		at, name := filepath.Join(at, e.Name()), filepath.Join(name, e.Name())
		switch {
		case e.IsDir() && (analysis.PassedOver(e.Name()) || w.git.has(at, true)):
		case e.IsDir():
			w.enter(at, name)
		case analysis.IsData(e.Name()) && !w.git.has(at, false) && mayBeRead(at, e):
			w.found = append(w.found, name)
		}
	}
}

// isOurs reports whether a file is called a manifest, or is another document that
// is checked.
func isOurs(path string) bool {
	if analysis.IsManifestName(filepath.Base(path)) {
		return true
	}
	src, err := readManifest(path)
	return err == nil && analysis.MayBeDocument(path, src) && isBeside(analysis.Parse(path, src, nil))
}

// mayBeRead reports whether an entry is a file, or a link that is not known to
// lead to anything else: a folder is no manifest, and reading a pipe or a device
// may never end.
func mayBeRead(path string, e fs.DirEntry) bool {
	if e.Type() != fs.ModeSymlink {
		return e.Type().IsRegular()
	}
	info, err := os.Stat(path)
	return err != nil || info.Mode().IsRegular() // reading it says what is wrong
}

// settingsDisk is the disk for who looks for files with settings, and for
// nothing else: in folders that the search has listed without any, and without a
// repository that would end the looking, there is nothing to ask for.
type settingsDisk struct {
	Disk
	plain map[string]bool
}

// ReadFile returns a file's content.
func (d settingsDisk) ReadFile(name string) ([]byte, error) {
	folder := path.Dir(name)
	if path.Base(folder) == ".git" {
		folder = path.Dir(folder)
	}
	if d.plain[folder] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return d.Disk.ReadFile(name)
}
