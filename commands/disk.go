package commands

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

// Disk is the analysis.Reader of a folder of this machine's disk. The zero Disk
// reads absolute slash paths. Pipes and devices are not read, because that may
// never end, and neither is a file that is larger than any manifest.
type Disk struct {
	Dir string

	seen *Seen // notes what is read
}

// ReadFile returns a file's content.
func (d Disk) ReadFile(name string) ([]byte, error) {
	content, _, err := d.read(name)
	return content, err
}

// read returns a file's content, and what the file was before it was read.
func (d Disk) read(name string) ([]byte, fs.FileInfo, error) {
	at := d.path(name)
	d.seen.note(at)
	info, err := os.Stat(at)
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, &fs.PathError{Op: "read", Path: at, Err: errors.New("it is no regular file")}
	}
	f, err := os.Open(at)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	content, err := readSized(f, info.Size())
	return content, info, err
}

// ReadDir returns what is in a folder.
func (d Disk) ReadDir(name string) ([]fs.DirEntry, error) {
	at := d.path(name)
	d.seen.note(at)
	return os.ReadDir(at)
}

// Mode returns a file's mode. Windows has none: a build there makes every file
// executable.
func (d Disk) Mode(name string) analysis.Mode {
	at := d.path(name)
	d.seen.note(at)
	info, err := os.Stat(at)
	switch {
	case err != nil || runtime.GOOS == "windows" || !info.Mode().IsRegular():
		return analysis.UnknownMode
	case info.Mode()&0o111 == 0:
		return analysis.NotExecutable
	}
	return analysis.Executable
}

func (d Disk) path(name string) string {
	if d.Dir == "" {
		return filepath.FromSlash(name)
	}
	return filepath.Join(d.Dir, filepath.FromSlash(name))
}

func readManifest(path string) ([]byte, error) {
	src, _, err := readFile(path)
	return src, err
}

// readFile reads what may also be a pipe, if the user says so, and says what it
// was before it was read.
func readFile(path string) ([]byte, fs.FileInfo, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, plainPathError(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, plainPathError(err)
	}
	src, err := readSized(f, info.Size())
	return src, info, plainPathError(err)
}

// ReadStdin reads a manifest from standard input.
func ReadStdin(env *Env) ([]byte, error) {
	src, err := readBounded(env.Stdin)
	if err != nil {
		return nil, fmt.Errorf("reading standard input: %w", err)
	}
	return src, nil
}

// readBounded reads to the end, which must not be farther than a manifest's.
func readBounded(r io.Reader) ([]byte, error) { return readSized(r, 0) }

// readSized is readBounded for what is most likely of that many bytes, which are
// then read into a buffer that does not have to grow.
func readSized(r io.Reader, size int64) ([]byte, error) {
	var src bytes.Buffer
	src.Grow(int(min(max(size, 0), manifest.Largest)) + bytes.MinRead)
	if _, err := src.ReadFrom(io.LimitReader(r, manifest.Largest+1)); err != nil {
		return nil, err
	}
	if src.Len() > manifest.Largest {
		return nil, fmt.Errorf("the file is larger than %d MiB, which no manifest is", manifest.Largest>>20)
	}
	return src.Bytes(), nil
}

// filesOf returns the files in a manifest's folder. Findings in them are named as
// the manifest is.
func filesOf(env *Env, name string) analysis.FS {
	return analysis.NewFiles(Disk{Dir: env.Path(filepath.Dir(name))}, beside(name))
}

// beside returns what findings call the files in a manifest's folder.
func beside(manifest string) func(file string) string {
	dir := filepath.Dir(manifest)
	return func(file string) string { return filepath.Join(dir, filepath.FromSlash(file)) }
}
