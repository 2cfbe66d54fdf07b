package commands

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/rogpeppe/go-internal/diff"
)

// Diff writes the changes as a unified diff.
func (c *Changes) Diff(w io.Writer) error {
	for _, one := range c.all() {
		if _, err := io.WriteString(w, one.diff()); err != nil {
			return err
		}
	}
	return nil
}

// diff returns the change as a unified diff. That of a file that is created begins
// as git writes it, which says the mode.
func (c *changed) diff() string {
	name := filepath.ToSlash(c.name)
	was, head := "a/"+name, ""
	if c.created {
		mode := "100644"
		if c.executable {
			mode = "100755"
		}
		was, head = "/dev/null", fmt.Sprintf("diff --git a/%s b/%s\nnew file mode %s\n", name, name, mode)
	}
	out := diff.Diff(was, c.before, "b/"+name, c.now.Content())
	_, out, _ = bytes.Cut(out, []byte("\n")) // the line that repeats the two names
	return head + string(out)
}

// Write writes the changed files, each whole or not at all, those that are created
// first. Where one cannot be created, nothing in its folder is written, which may
// need it. One that is not on
// disk what was fixed, because somebody else has changed it meanwhile, stays as
// it is and is in the error, which joins one for each.
func (c *Changes) Write() error {
	var failures []error
	incomplete := map[string]bool{} // folders
	all := c.all()
	slices.SortStableFunc(all, func(a, b *changed) int { return cmp.Compare(order(a), order(b)) })
	for _, one := range all {
		folder := filepath.Dir(c.path(one.name))
		if incomplete[folder] {
			continue
		}
		err := c.write(one)
		incomplete[folder] = err != nil && one.created
		if err != nil {
			failures = append(failures, fmt.Errorf("%s was not %s: %w", one.name, c.did, err))
		}
	}
	return errors.Join(failures...)
}

// order is that in which files are written.
func order(c *changed) int {
	if c.created {
		return 0
	}
	return 1
}

func (c *Changes) write(one *changed) error {
	if one.stdin {
		return errors.New("standard input cannot be written to")
	}
	path := c.env.Path(one.name)
	if one.created {
		return plainPathError(CreateFile(path, one.now.Content(), one.executable))
	}
	if c.env.Unsaved != nil && c.env.Unsaved(path) {
		return errors.New("it has unsaved changes; save it first")
	}
	onDisk, err := readManifest(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(onDisk, one.before) {
		return errors.New("it was changed by somebody else meanwhile; run the check again")
	}
	return plainPathError(ReplaceFile(path, one.now.Content()))
}
