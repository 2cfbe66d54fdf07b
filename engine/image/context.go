package image

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	gofs "io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tonistiigi/fsutil"
	"github.com/tonistiigi/fsutil/types"
)

// context returns the files that COPY copies from.
func (r Request) context() (fsutil.FS, error) {
	base, err := folder(r.Context)
	if err != nil {
		return nil, err
	}
	excludes := slices.Clone(r.Excludes)
	for name := range r.Folders {
		excludes = append(excludes, name)
	}
	if len(excludes) > 0 {
		if base, err = fsutil.NewFilterFS(base, &fsutil.FilterOpt{ExcludePatterns: excludes}); err != nil {
			return nil, fmt.Errorf("reading the patterns of what is left out of the build: %w", err)
		}
	}
	if len(r.Folders) == 0 {
		return base, nil
	}
	o := overlay{base: base}
	for _, name := range slices.Sorted(maps.Keys(r.Folders)) {
		fs, err := folder(r.Folders[name])
		if err != nil {
			return nil, err
		}
		sub, err := fsutil.SubDirFS([]fsutil.Dir{{FS: fs, Stat: &types.Stat{Path: name, Mode: uint32(os.ModeDir | 0o755)}}})
		if err != nil {
			return nil, fmt.Errorf("putting the folder %s into the build: %w", name, err)
		}
		o.folders = append(o.folders, named{name, sub})
	}
	return o, nil
}

func folder(dir string) (fsutil.FS, error) {
	fs, err := fsutil.NewFS(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the folder %s for the build: %w", dir, err)
	}
	return fs, nil
}

// overlay is a file system with further folders at its top, sorted by name,
// which base does not have.
type overlay struct {
	base    fsutil.FS
	folders []named
}

type named struct {
	name string
	fs   fsutil.FS // a folder of that name is its only entry
}

// below returns a path as one below the file system's top, which is ".".
func below(path string) string {
	return filepath.Clean(strings.TrimLeft(path, string(filepath.Separator)))
}

// of returns the folder that a path lies in, nil where it lies in base.
func (o overlay) of(path string) fsutil.FS {
	top, _, _ := strings.Cut(below(path), string(filepath.Separator))
	for _, f := range o.folders {
		if f.name == top {
			return f.fs
		}
	}
	return nil
}

// Walk visits the entries in the order of their names: a receiver insists on
// it.
func (o overlay) Walk(ctx context.Context, target string, fn gofs.WalkDirFunc) error {
	if target = below(target); target != "." {
		if fs := o.of(target); fs != nil {
			return fs.Walk(ctx, target, fn)
		}
		return o.base.Walk(ctx, target, fn)
	}
	rest := o.folders
	until := func(top string) error {
		for len(rest) > 0 && (top == "" || rest[0].name < top) {
			f := rest[0]
			rest = rest[1:]
			// SkipDir means this folder, not what base comes to next.
			if err := f.fs.Walk(ctx, f.name, fn); err != nil && !errors.Is(err, gofs.SkipDir) {
				return err
			}
		}
		return nil
	}
	err := o.base.Walk(ctx, target, func(path string, d gofs.DirEntry, err error) error {
		if top, _, _ := strings.Cut(path, string(filepath.Separator)); err == nil {
			if err := until(top); err != nil {
				return err
			}
		}
		return fn(path, d, err)
	})
	if err != nil {
		return err
	}
	return until("")
}

// Open opens a file.
func (o overlay) Open(path string) (io.ReadCloser, error) {
	if fs := o.of(path); fs != nil {
		return fs.Open(path)
	}
	return o.base.Open(path)
}

// file is a file system with one file, in memory.
type file struct {
	name    string
	content []byte
}

// Walk visits the file where target is its name or the top.
func (f file) Walk(ctx context.Context, target string, fn gofs.WalkDirFunc) error {
	if target = below(target); target != "." && target != f.name {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	// BuildKit keeps what it was sent, and asks again only for what differs in
	// size or time: the time must follow the content.
	sum := sha256.Sum256(f.content)
	stat := &types.Stat{Path: f.name, Mode: 0o644, Size: int64(len(f.content)), ModTime: int64(binary.BigEndian.Uint64(sum[:]) >> 2)}
	return fn(f.name, &fsutil.DirEntryInfo{Stat: stat}, nil)
}

// Open opens the file.
func (f file) Open(path string) (io.ReadCloser, error) {
	if below(path) != f.name {
		return nil, &gofs.PathError{Op: "open", Path: path, Err: gofs.ErrNotExist}
	}
	return io.NopCloser(bytes.NewReader(f.content)), nil
}
