package cache

import (
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/porter-ls/porter-ls/analysis"
)

// Files returns every file as it is in the snapshot, by absolute slash path: the
// open ones as the editor has them, all others as they were on disk when first
// asked for since they were last said to have changed. What is parsed of a file
// is shared by all snapshots in which it is the same.
func (s *Snapshot) Files() analysis.FS { return files{s} }

type files struct{ snapshot *Snapshot }

// File returns an open file, else one from disk.
func (f files) File(name string) (*analysis.File, error) {
	if o := f.snapshot.ByPath(filepath.FromSlash(name)); o != nil {
		return o.file, nil
	}
	return f.snapshot.disk.File(name)
}

// Mode returns the mode that a file has on disk, which that of an open one is too.
func (f files) Mode(name string) analysis.Mode { return f.snapshot.disk.Mode(name) }

// Folder returns what is in a folder on disk, and what is open as a file in it
// though it is not on disk yet.
func (f files) Folder(name string) (*analysis.Folder, error) {
	folder, err := f.snapshot.disk.Folder(name)
	if err != nil {
		return nil, err
	}
	entries := folder.Entries
	for _, o := range f.snapshot.overlays {
		if at := filepath.ToSlash(o.Path); o.Path != "" && path.Dir(at) == path.Clean(name) && !has(folder, path.Base(at)) {
			entries = append(entries[:len(entries):len(entries)], analysis.Entry{Name: path.Base(at)})
		}
	}
	if len(entries) == len(folder.Entries) {
		return folder, nil
	}
	return analysis.NewFolder(entries), nil
}

func has(folder *analysis.Folder, name string) bool {
	for _, e := range folder.Entries {
		if e.Name == name {
			return true
		}
	}
	return false
}

// Bundle returns a file of the snapshot as the manifest of a bundle, and the
// recorder through which its rules see the world: its folder, where the file is
// in one, and the inputs.
func (s *Snapshot) Bundle(o *Overlay, inputs analysis.Inputs) (*analysis.Bundle, *analysis.Recorder) {
	around := &surrounded{Inputs: inputs, snapshot: s, overlay: o}
	recorder := analysis.NewRecorder(s.Files(), around)
	around.files = recorder // so that the bundle is checked again when what is around it changes
	b := &analysis.Bundle{Manifest: o.Document()}
	if o.Path != "" {
		b.Path = filepath.ToSlash(o.Path)
		b.Files = analysis.Sub(recorder, path.Dir(b.Path))
	}
	return b, recorder
}

// Inputs returns what a check of a manifest may know: inputs, and the bundles that
// are around it in the snapshot.
func (s *Snapshot) Inputs(o *Overlay, inputs analysis.Inputs) analysis.Inputs {
	return &surrounded{Inputs: inputs, snapshot: s, overlay: o, files: s.Files()}
}

// surrounded are Inputs that know the manifests around one of a snapshot. These
// are looked for when they are first asked for.
type surrounded struct {
	analysis.Inputs
	snapshot *Snapshot
	overlay  *Overlay
	files    analysis.FS // through which they are read

	once   sync.Once
	around *analysis.Workspace
}

// Neighbour answers from the manifests around.
func (s *surrounded) Neighbour(reference, versions string) (*analysis.Neighbour, analysis.Known) {
	if s.overlay.Path == "" {
		return nil, analysis.Unknown
	}
	at := filepath.ToSlash(s.overlay.Path)
	s.once.Do(func() { s.around = s.snapshot.workspaceFor(at, manifestsOnly, s.files) })
	if n := s.around.Published(at, reference, versions); n != nil {
		return n, analysis.Value
	}
	return nil, analysis.Unknown
}

// Placed returns a file of the snapshot that is no manifest, the workspace of the
// files around it, and the recorder through which that sees the world: what is
// below the roots and in the file's repository, or only what is in its folder
// where it is in none of them.
func (s *Snapshot) Placed(o *Overlay) (*analysis.Workspace, *analysis.Placed, *analysis.Recorder) {
	recorder := analysis.NewRecorder(s.Files(), nil)
	p := &analysis.Placed{Path: filepath.ToSlash(o.Path), Document: o.Document()}
	if o.Path == "" {
		return nil, p, recorder
	}
	return s.workspaceFor(p.Path, everything, recorder), p, recorder
}

// Top returns the folder that a file or folder belongs to, by path: the innermost
// root of the workspace that it is in, else the top of its repository, else the
// folder itself or that which the file is in.
func (s *Snapshot) Top(at string) string {
	name, innermost := filepath.ToSlash(at), ""
	for _, root := range s.roots {
		if analysis.Within(name, filepath.ToSlash(root)) && len(root) > len(innermost) {
			innermost = root
		}
	}
	if innermost != "" {
		return innermost
	}
	files := s.Files()
	if _, err := files.Folder(name); err != nil {
		name = path.Dir(name)
	}
	if top := repository(files, path.Join(name, "in")); top != "" {
		name = top
	}
	return filepath.FromSlash(name)
}

// repository returns the top folder of the repository that a file is in, "" where
// it is in none.
func repository(files analysis.FS, name string) string {
	for dir := path.Dir(name); ; dir = path.Dir(dir) {
		if folder, err := files.Folder(dir); err == nil && has(folder, ".git") {
			return dir
		}
		if dir == path.Dir(dir) {
			return ""
		}
	}
}

// noDisk is the Reader of a session without one.
type noDisk struct{}

// ReadFile knows no file.
func (noDisk) ReadFile(name string) ([]byte, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
}

// ReadDir knows no folder.
func (noDisk) ReadDir(name string) ([]fs.DirEntry, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
}

// newDisk returns the files on disk, named by their URIs.
func newDisk(r analysis.Reader) *analysis.Files {
	if r == nil {
		r = noDisk{}
	}
	return analysis.NewFiles(r, func(name string) string { return URI(strings.TrimSuffix(name, "/")) })
}

// Known returns the files that a Workspace may be interested in, of all there are:
// those below the roots, and the open ones.
func (s *Snapshot) Known() []string {
	roots := s.Roots()
	for i := range roots {
		roots[i] = filepath.ToSlash(roots[i])
	}
	known := analysis.Search(s.Files(), roots...)
	for _, o := range s.overlays {
		if o.Path != "" {
			known = append(known, filepath.ToSlash(o.Path))
		}
	}
	slices.Sort(known)
	return slices.Compact(known)
}
