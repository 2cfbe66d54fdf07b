package commands

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/settings"
)

// Changed says which changes git is asked for. The zero Changed asks for none.
type Changed struct {
	Staged bool   // what is in the index and not in the last commit
	Any    bool   // what is not in the last commit, files that git does not know too
	Since  string // what Any is, and what was committed since this revision branched off

	Offline bool // git, too, is to contact nobody, as it does for what a partial clone lacks
}

// asked reports whether only what has changed is meant.
func (c Changed) asked() bool { return c.Staged || c.Any || c.Since != "" }

// git runs git in a folder and returns what it writes.
func (c Changed) git(ctx context.Context, dir string, args ...string) ([]byte, error) {
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir, cmd.Stderr = dir, &stderr
	if c.Offline {
		cmd.Env = append(cmd.Environ(), "GIT_NO_LAZY_FETCH=1")
	}
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if message, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n"); err != nil && message != "" {
		err = errors.New(message)
	}
	return out, err
}

// files returns the absolute paths of what has changed, also of what is gone.
func (c Changed) files(ctx context.Context, dir string) ([]string, error) {
	top, err := c.git(ctx, dir, "rev-parse", "--show-toplevel")
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("finding what has changed takes git, which is not installed")
	case err != nil:
		return nil, fmt.Errorf("finding what has changed: %w", err)
	}
	root := strings.TrimRight(string(top), "\r\n")
	from, err := c.from(ctx, root)
	if err != nil {
		return nil, err
	}
	lists := [][]string{{"diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", from, "--"}}
	if c.Staged {
		lists[0] = slices.Insert(lists[0], 1, "--cached")
	} else {
		lists = append(lists, []string{"ls-files", "--others", "--exclude-standard", "-z"})
	}
	var all []string
	for _, args := range lists {
		out, err := c.git(ctx, root, args...)
		if err != nil {
			return nil, fmt.Errorf("finding what has changed: %w", err)
		}
		for name := range strings.SplitSeq(string(out), "\x00") {
			if name != "" {
				all = append(all, filepath.Join(root, filepath.FromSlash(name)))
			}
		}
	}
	return all, nil
}

// from returns the commit or tree that the changes are counted from: of a
// repository without a commit the empty tree.
func (c Changed) from(ctx context.Context, root string) (string, error) {
	if c.Since != "" {
		out, err := c.git(ctx, root, "rev-parse", "--verify", "--quiet", "--end-of-options", c.Since+"^{commit}")
		if err != nil {
			return "", &UsageError{fmt.Sprintf("--since: git knows no revision %q here", c.Since)}
		}
		commit := strings.TrimSpace(string(out))
		if out, err = c.git(ctx, root, "merge-base", commit, "HEAD"); err == nil {
			commit = strings.TrimSpace(string(out))
		}
		return commit, ctx.Err()
	}
	if _, err := c.git(ctx, root, "rev-parse", "--verify", "--quiet", "HEAD"); err == nil {
		return "HEAD", nil
	}
	out, err := c.git(ctx, root, "hash-object", "-t", "tree", "--stdin")
	if err != nil {
		return "", fmt.Errorf("finding what has changed: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

// among returns those files whose bundle has changed: a file of the manifest's
// folder or below it, where no other of the manifests is nearer, or the settings
// that lie above it.
func (c Changed) among(ctx context.Context, env *Env, files []file) ([]file, error) {
	dir, err := realPath(env.Dir)
	if err != nil {
		return nil, err
	}
	changed, err := c.files(ctx, dir)
	if err != nil {
		return nil, err
	}
	folders := map[string]bool{} // of the manifests: whether something in it has changed
	paths := make([]string, len(files))
	for i, f := range files {
		if paths[i], err = realPath(resolve(dir, f.name)); err != nil {
			paths[i] = filepath.Clean(resolve(dir, f.name)) // reading it says what is wrong
		}
		if !f.aside { // a set's folder is no bundle's
			folders[filepath.Dir(paths[i])] = false
		}
	}
	var settled []string
	for _, name := range changed {
		if filepath.Base(name) == settings.FileName {
			settled = append(settled, filepath.ToSlash(filepath.Dir(name)))
		}
		for at := filepath.Dir(name); ; at = filepath.Dir(at) {
			if _, ok := folders[at]; ok && !analysis.IsManifestName(filepath.Base(name)) {
				folders[at] = true
				break
			}
			if at == filepath.Dir(at) {
				break
			}
		}
	}
	var touched []file
	for i, f := range files {
		bySettings := slices.ContainsFunc(settled, func(dir string) bool { return analysis.Within(filepath.ToSlash(paths[i]), dir) })
		if folders[filepath.Dir(paths[i])] || slices.Contains(changed, paths[i]) || bySettings {
			touched = append(touched, f)
		}
	}
	return touched, nil
}

// realPath returns an absolute path without symbolic links, as git has them.
func realPath(name string) (string, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}
