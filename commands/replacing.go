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
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
