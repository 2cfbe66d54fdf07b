package dockerfile

import (
	"bytes"
	"fmt"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// Ignore is what a .dockerignore leaves out of a build. It is immutable.
type Ignore struct {
	// Err says why the file cannot be followed, in which case no build can be
	// made with it; nil where it can.
	Err error

	matcher *patternmatcher.PatternMatcher // nil where Err is not
}

// ParseIgnore reads a .dockerignore. It never fails; see Ignore.Err.
func ParseIgnore(src []byte) *Ignore {
	patterns, err := ignorefile.ReadAll(bytes.NewReader(src))
	if err != nil {
		return &Ignore{Err: fmt.Errorf("reading the patterns: %w", err)}
	}
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		return &Ignore{Err: fmt.Errorf("a pattern of what to leave out is wrong: %w", err)}
	}
	// The library compiles a pattern when it is first used, which two users at
	// once must not do; and finds out only then that some are wrong.
	if _, err := matcher.MatchesOrParentMatches("x"); err != nil {
		return &Ignore{Err: fmt.Errorf("a pattern of what to leave out is wrong: %w", err)}
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
	out, err := i.matcher.MatchesOrParentMatches(name)
	return err == nil && out
}
