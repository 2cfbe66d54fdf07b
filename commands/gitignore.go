package commands

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// ignored is what git ignores, as far as a walk through a repository has come.
type ignored struct {
	top    string          // the folder of the repository, "" outside of one
	frames []ignoredFolder // from the outermost to the innermost
}

// ignoredFolder is what the .gitignore of a folder says.
type ignoredFolder struct {
	folder   string
	patterns []ignorePattern
}

// newIgnored returns what is ignored where a walk begins: a real absolute path.
// Where that folder is ignored itself, somebody has asked for it all the same,
// and what is above it does not count.
func newIgnored(root string) *ignored {
	top, ok := repository(filepath.ToSlash(root))
	if !ok {
		return &ignored{}
	}
	g := &ignored{top: filepath.FromSlash(top)}
	g.frames = []ignoredFolder{{g.top, ignorePatterns(filepath.Join(g.top, ".git", "info", "exclude"))}}
	rel, err := filepath.Rel(g.top, root)
	if err != nil || rel == "." {
		return g
	}
	at := g.top
	for name := range strings.SplitSeq(rel, string(filepath.Separator)) {
		g.enter(at)
		at = filepath.Join(at, name)
		if g.has(at, true) {
			g.frames = nil
		}
	}
	return g
}

// enter reads the .gitignore of a folder that the walk has come to.
func (g *ignored) enter(folder string) {
	if g.top == "" {
		return
	}
	g.leave(folder)
	if patterns := ignorePatterns(filepath.Join(folder, ".gitignore")); len(patterns) > 0 {
		g.frames = append(g.frames, ignoredFolder{folder, patterns})
	}
}

// leave forgets the folders that a path is not in.
func (g *ignored) leave(at string) {
	for n := len(g.frames); n > 0 && !inFolder(at, g.frames[n-1].folder); n-- {
		g.frames = g.frames[:n-1]
	}
}

// has reports whether git ignores a file or folder. The walk must have entered
// the folder that it is in, and so git does not ignore that.
func (g *ignored) has(at string, dir bool) bool {
	if g.top == "" {
		return false
	}
	g.leave(at)
	for _, frame := range slices.Backward(g.frames) {
		rel, err := filepath.Rel(frame.folder, at)
		if err != nil {
			continue
		}
		names := strings.Split(filepath.ToSlash(rel), "/")
		for _, p := range slices.Backward(frame.patterns) {
			if p.matches(names, dir) {
				return !p.again
			}
		}
	}
	return false
}

func inFolder(at, folder string) bool {
	return at == folder || strings.HasPrefix(at, strings.TrimSuffix(folder, string(filepath.Separator))+string(filepath.Separator))
}

// ignorePatterns returns the patterns in a file, none where it cannot be read.
func ignorePatterns(name string) []ignorePattern {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	src, err := readManifest(name)
	if err != nil {
		return nil
	}
	var patterns []ignorePattern
	for line := range strings.Lines(strings.TrimPrefix(string(src), "\ufeff")) {
		if p, ok := parseIgnorePattern(strings.TrimRight(line, "\r\n")); ok {
			patterns = append(patterns, p)
		}
	}
	return patterns
}

// ignorePattern is a line of a .gitignore.
type ignorePattern struct {
	again bool     // it is for what is not ignored after all
	dirs  bool     // it is for folders only
	parts []string // of the path from the file's folder; one, where it may be anywhere below, is preceded by **
}

// parseIgnorePattern reads a line; ok is false where it is blank or a comment.
func parseIgnorePattern(line string) (p ignorePattern, ok bool) {
	if strings.HasPrefix(line, "#") {
		return p, false
	}
	for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
		line = line[:len(line)-1]
	}
	line, p.again = strings.CutPrefix(line, "!")
	line, p.dirs = strings.CutSuffix(line, "/")
	if line == "" {
		return p, false
	}
	p.parts = strings.Split(strings.TrimPrefix(line, "/"), "/")
	for i, part := range p.parts {
		p.parts[i] = strings.ReplaceAll(part, "[!", "[^")
	}
	if !strings.Contains(line, "/") {
		p.parts = append([]string{"**"}, p.parts...)
	}
	return p, true
}

func (p ignorePattern) matches(names []string, dir bool) bool {
	return (dir || !p.dirs) && matchParts(p.parts, names)
}

// matchParts matches a path by its parts. Two stars are for any number of
// folders and, at the end, for everything in one.
func matchParts(parts, names []string) bool {
	for ; len(parts) > 0; parts, names = parts[1:], names[1:] {
		if parts[0] == "**" {
			if len(parts) == 1 {
				return len(names) > 0
			}
			for i := range names {
				if matchParts(parts[1:], names[i:]) {
					return true
				}
			}
			return false
		}
		if len(names) == 0 {
			return false
		}
		if ok, err := path.Match(parts[0], names[0]); !ok || err != nil {
			return false
		}
	}
	return len(names) == 0
}
