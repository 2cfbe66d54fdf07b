package dockerfile

import (
	"bytes"
	"fmt"
	"strings"
	"sync"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// Ignore is what a .dockerignore leaves out of a build. It never changes and is
// safe for concurrent use.
type Ignore struct {
	// Err says why the file cannot be followed, in which case no build can be
	// made with it; nil where it can.
	Err error

	mu      sync.Mutex                     // the library compiles a pattern when it is first used
	matcher *patternmatcher.PatternMatcher // guarded by mu; nil where Err is not
}

// ParseIgnore reads a .dockerignore. It never fails; see Ignore.Err.
func ParseIgnore(src []byte) *Ignore {
	patterns, err := ignorefile.ReadAll(bytes.NewReader(src))
	if err != nil {
		return &Ignore{Err: fmt.Errorf("reading the patterns: %w", err)}
	}
	for _, p := range patterns {
		// Only matching shows whether the library can use a pattern, and it
		// leaves out those that could make no difference.
		if _, err := patternmatcher.MatchesOrParentMatches("x", []string{strings.TrimPrefix(p, "!")}); err != nil {
			return &Ignore{Err: fmt.Errorf("the pattern %q cannot be followed: %w", p, err)}
		}
	}
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		return &Ignore{Err: fmt.Errorf("reading the patterns: %w", err)}
	}
	return &Ignore{matcher: matcher}
}

// Excludes reports whether the build does not get the file of that slash path,
// relative to the bundle's folder: the last pattern counts that matches the
// file or a folder that it is in.
func (i *Ignore) Excludes(name string) bool {
	if i.Err != nil {
		return false
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	out, err := i.matcher.MatchesOrParentMatches(name)
	return err == nil && out
}
