package commands

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

// surroundings are the workspaces that documents beside manifests are checked
// in, and in which bundles find those that they depend on: each with all bundles, sets and installations of the repository that the
// document is in. Outside of any repository they are those of the call and of
// the document's folder. None is read before it is asked for.
type surroundings struct {
	env   *Env
	files *analysis.Files // by absolute slash path
	call  []string        // the files of the call, by absolute slash path

	mu    sync.Mutex
	repos map[string]func() *analysis.Workspace // guarded by mu; by top folder
}

func newSurroundings(env *Env, files []file, disk analysis.Reader) *surroundings {
	s := &surroundings{env: env, repos: map[string]func() *analysis.Workspace{}}
	s.files = analysis.NewFiles(disk, s.display)
	for _, f := range files {
		s.call = append(s.call, s.absolute(f.name))
	}
	return s
}

// without returns surroundings that have forgotten what is in some files.
func (s *surroundings) without(paths []string) *surroundings {
	slashed := make([]string, len(paths))
	for i, p := range paths {
		slashed[i] = filepath.ToSlash(p)
	}
	return &surroundings{env: s.env, files: s.files.Without(slashed...), call: s.call, repos: map[string]func() *analysis.Workspace{}}
}

func (s *surroundings) absolute(name string) string { return filepath.ToSlash(s.env.absolute(name)) }

// display returns what the user calls a file: by its path from the current
// folder where it is below that.
func (s *surroundings) display(at string) string {
	here := strings.TrimSuffix(s.absolute("."), "/") + "/"
	if rel, ok := strings.CutPrefix(at, here); ok {
		return filepath.FromSlash(rel)
	}
	return filepath.FromSlash(at)
}

// of returns the workspace that a file is checked in.
func (s *surroundings) of(at string) *analysis.Workspace {
	folder := path.Dir(at)
	top, inRepository := repository(folder)
	if !inRepository {
		top = folder
	}
	s.mu.Lock()
	w := s.repos[top]
	if w == nil {
		w = sync.OnceValue(func() *analysis.Workspace { return s.workspace(top, inRepository) })
		s.repos[top] = w
	}
	s.mu.Unlock()
	return w()
}

// world returns what a check of a manifest may know, with what is around it.
func (s *surroundings) world(w World, name string) World {
	w.Path = s.absolute(name)
	w.Around = func() *analysis.Workspace { return s.of(w.Path) }
	return w
}

func (s *surroundings) workspace(top string, whole bool) *analysis.Workspace {
	var paths []string
	if whole {
		paths = analysis.Search(s.files, top)
	} else if folder, err := s.files.Folder(top); err == nil {
		for _, e := range folder.Entries {
			if !e.Dir && analysis.IsData(e.Name) {
				paths = append(paths, path.Join(top, e.Name))
			}
		}
	}
	return analysis.NewWorkspace(s.files, append(paths, s.call...))
}

// repository returns the top folder of the repository that a folder is in.
func repository(folder string) (top string, ok bool) {
	for top = folder; ; top = path.Dir(top) {
		if _, err := os.Lstat(filepath.FromSlash(path.Join(top, ".git"))); err == nil {
			return top, true
		}
		if top == path.Dir(top) {
			return "", false
		}
	}
}

// isBeside reports whether a document is one of those beside manifests.
func isBeside(doc *analysis.Document) bool {
	return doc.Kind != analysis.BundleManifest && doc.Kind != analysis.Foreign
}

// checkDocument checks a document that is no manifest.
func (s *surroundings) checkDocument(ctx context.Context, doc *analysis.Document, config analysis.Config) checkedFile {
	at := s.absolute(doc.Name)
	w := s.of(at)
	found := analysis.CheckPlaced(ctx, w, &analysis.Placed{Path: at, Document: doc}, analysis.Offline{}, s.env.Rules, config)
	if len(found) == 0 {
		return checkedFile{}
	}
	lines := map[string]*text.Lines{doc.Name: doc.File.Lines()}
	for _, b := range w.Bundles() {
		lines[b.Manifest.Name] = b.Manifest.File.Lines()
	}
	return checkedFile{lines: lines, findings: found}
}
