package commands

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// ReplaceFile puts a file with this content in the place of the one of that
// name, in one step: whoever reads it sees the one or the other, whole. The file
// that a symbolic link leads to is replaced, not the link, and its mode stays. A
// pipe or a device, which cannot be replaced, is written to.
func ReplaceFile(name string, content []byte) error { return replaceFile(name, content, true) }

// replaceFile is ReplaceFile; durable says that the content outlives a failure of
// power too.
func replaceFile(name string, content []byte, durable bool) error {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		if !info.Mode().IsRegular() {
			return os.WriteFile(name, content, mode)
		}
		mode = info.Mode().Perm()
	}
	return placed(name, content, mode, durable, os.Rename)
}

// CreateFile creates a file with this content, in one step, as a program where it
// is to be executable. Where there is anything of that name it stays, and the
// error wraps fs.ErrExist.
func CreateFile(name string, content []byte, executable bool) error {
	mode := fs.FileMode(0o644)
	if executable {
		mode = 0o755
	}
	return placed(name, content, mode, true, func(from, to string) error {
		var failure *os.LinkError
		switch err := os.Link(from, to); { // a rename would replace what is there
		case err == nil:
			return os.Remove(from)
		case errors.Is(err, fs.ErrExist):
			return &fs.PathError{Op: "create", Path: to, Err: fs.ErrExist}
		case !errors.As(err, &failure):
			return err
		}
		// Not every file system has links.
		if _, err := os.Lstat(to); err == nil {
			return &fs.PathError{Op: "create", Path: to, Err: fs.ErrExist}
		}
		return os.Rename(from, to)
	})
}

// placed writes a file beside its place and then puts it there.
func placed(name string, content []byte, mode fs.FileMode, durable bool, put func(from, to string) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(mode))
	if durable {
		err = errors.Join(err, f.Sync())
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = put(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
