package commands

import (
	"context"
	"crypto/sha256"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/porter-ls/porter-ls/analysis"
)

// Seen notes the files and folders of the disk that a check reads, or looks for
// in vain, and as what it has found them, so that one can wait until a check would
// find another. It is safe for concurrent use. A nil Seen notes nothing.
type Seen struct {
	except []string // absolute paths that are not noted

	mu     sync.Mutex
	sights map[string]sight // guarded by mu; by absolute path, as when first noted
}

// NewSeen returns a Seen that has noted nothing, and never notes some absolute
// paths: those that the check itself leads to a change of.
func NewSeen(except ...string) *Seen { return &Seen{except: except, sights: map[string]sight{}} }

// sight tells one state of a file or folder from another. The zero sight is of
// what is not there.
type sight struct {
	mode     fs.FileMode
	size     int64
	modified time.Time
	entries  analysis.Sum // of a folder, which is modified with every file that is replaced in it
}

// look returns what is at a path.
func (s *Seen) look(path string) sight {
	info, err := os.Stat(path)
	if err != nil {
		return sight{}
	}
	if !info.IsDir() {
		return sight{mode: info.Mode(), size: info.Size(), modified: info.ModTime()}
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return sight{mode: info.Mode()}
	}
	var names []byte
	for _, e := range entries {
		if !slices.Contains(s.except, filepath.Join(path, e.Name())) {
			names = append(append(names, e.Name()...), 0, byte(e.Type()>>24))
		}
	}
	return sight{mode: info.Mode(), entries: sha256.Sum256(names)}
}

// note notes what is at a path. It is called before that is read: what changes
// meanwhile then shows.
func (s *Seen) note(path string) {
	if s == nil {
		return
	}
	path, err := filepath.Abs(path)
	if err != nil || slices.Contains(s.except, path) {
		return
	}
	s.mu.Lock()
	_, noted := s.sights[path]
	s.mu.Unlock()
	if noted {
		return
	}
	is := s.look(path)
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, noted := s.sights[path]; !noted {
		s.sights[path] = is
	}
}

// Wait looks at every tick, and returns the paths of what has changed, sorted,
// once nothing has changed further from one tick to the next: whoever saves
// several files, or one in several steps, is waited for. The error is that the
// context has ended.
func (s *Seen) Wait(ctx context.Context, ticks <-chan time.Time) ([]string, error) {
	s.mu.Lock()
	was := maps.Clone(s.sights)
	s.mu.Unlock()
	last := was
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-ticks:
		}
		now := make(map[string]sight, len(was))
		for path := range was {
			now[path] = s.look(path)
		}
		if maps.Equal(now, last) && !maps.Equal(now, was) {
			maps.DeleteFunc(now, func(path string, is sight) bool { return is == was[path] })
			return slices.Sorted(maps.Keys(now)), nil
		}
		last = now
	}
}
