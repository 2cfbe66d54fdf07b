package cache

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/porter-ls/porter-ls/analysis"
)

// Workspace returns the bundles, sets and installations around a file of the
// snapshot: those below the roots and in the file's repository, or only those in
// its folder where it is in none of them. Asking again costs little: it is made
// once for all files and snapshots between which nothing has changed that it was
// made from.
func (s *Snapshot) Workspace(o *Overlay) *analysis.Workspace {
	return s.workspaceFor(filepath.ToSlash(o.Path), everything, s.Files())
}

// scope says what is looked at for a workspace.
type scope string

const (
	everything    scope = "everything"
	manifestsOnly scope = "manifests"
)

// workspaces are those that the snapshots of a session share.
type workspaces struct {
	mu   sync.Mutex
	made map[string]*made // guarded by mu; by the folders that they are of, and the scope
}

// made is a workspace and what it was made from. It is immutable.
type made struct {
	workspace *analysis.Workspace
	names     []string        // the files that were looked at
	listed    analysis.Record // of the folders that names is from
	record    analysis.Record // of these folders and files
	mark      int             // the last change that these are known to hold for
}

// mostWorkspaces is how many are kept. Each set of roots and repositories that is
// worked in has two at most.
const mostWorkspaces = 16

// workspaceFor returns the workspace around a file, through files that are those
// of the snapshot. Where files is a recorder, it notes what the workspace was made
// from.
func (s *Snapshot) workspaceFor(name string, of scope, files analysis.FS) *analysis.Workspace {
	looked := analysis.NewRecorder(s.Files(), nil)
	folders, below := s.folders(name, looked)
	key := strings.Join(append(folders, string(of)), "\x00")
	if !below {
		key = "in " + key
	}
	s.shared.mu.Lock()
	m := s.shared.made[key]
	s.shared.mu.Unlock()
	if m == nil || !s.holds(m.mark, m.record) {
		var known *made
		if m != nil && s.holds(m.mark, m.listed) {
			known = m
		}
		m = s.make(folders, below, of, known)
	}
	s.keep(key, m)
	if recorder, ok := files.(*analysis.Recorder); ok {
		recorder.Include(looked.Record())
		recorder.Include(m.record)
	}
	return m.workspace.Through(files)
}

// holds reports whether what was read when there had been mark changes is so in
// the snapshot.
func (s *Snapshot) holds(mark int, record analysis.Record) bool {
	if mark > s.count {
		return false // it is of a later time
	}
	s.session.mu.Lock()
	defer s.session.mu.Unlock()
	return !s.session.touchedBetween(mark, s.count, record)
}

// make makes a workspace; known, where it is not nil, has looked at the same
// files.
func (s *Snapshot) make(folders []string, below bool, of scope, known *made) *made {
	m := &made{mark: s.count}
	if known != nil {
		m.names, m.listed = known.names, known.listed
	} else {
		listing := analysis.NewRecorder(s.Files(), nil)
		m.names = names(listing, folders, below, of)
		m.listed = listing.Record()
	}
	reading := analysis.NewRecorder(s.Files(), nil)
	m.workspace = analysis.NewWorkspace(reading, m.names)
	reading.Include(m.listed)
	m.record = reading.Record()
	return m
}

// keep keeps a workspace for the next snapshots, with what the session has
// learned about how long it holds.
func (s *Snapshot) keep(key string, m *made) {
	s.shared.mu.Lock()
	defer s.shared.mu.Unlock()
	if known := s.shared.made[key]; known != nil && known.mark >= s.count {
		return
	}
	if m.mark < s.count {
		later := *m
		later.mark = s.count
		m = &later
	}
	if s.shared.made == nil || len(s.shared.made) >= mostWorkspaces && s.shared.made[key] == nil {
		s.shared.made = map[string]*made{}
	}
	s.shared.made[key] = m
}

// folders returns where a Workspace around a file looks: in folders and below
// them, or only in one.
func (s *Snapshot) folders(name string, files analysis.FS) (folders []string, below bool) {
	roots := s.Roots()
	for i := range roots {
		roots[i] = filepath.ToSlash(roots[i])
	}
	if top := repository(files, name); top != "" && !slices.ContainsFunc(roots, func(root string) bool { return analysis.Within(top, root) }) {
		roots = append(roots, top)
	}
	if slices.ContainsFunc(roots, func(root string) bool { return analysis.Within(name, root) }) {
		return roots, true
	}
	return []string{path.Dir(name)}, false
}

// names returns the files that a Workspace may be interested in.
func names(files analysis.FS, folders []string, below bool, of scope) []string {
	var found []string
	if below {
		found = analysis.Search(files, folders...)
	} else if folder, err := files.Folder(folders[0]); err == nil {
		for _, e := range folder.Entries {
			if !e.Dir && analysis.IsData(e.Name) {
				found = append(found, path.Join(folders[0], e.Name))
			}
		}
	}
	if of == manifestsOnly {
		found = slices.DeleteFunc(found, func(name string) bool { return !analysis.IsManifestName(path.Base(name)) })
	}
	return found
}
