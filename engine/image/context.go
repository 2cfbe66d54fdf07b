package image

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	gofs "io/fs"
	"path/filepath"
	"strings"

	"github.com/tonistiigi/fsutil"
	"github.com/tonistiigi/fsutil/types"
)

// open returns the folder's files as BuildKit asks for them.
func (f Folder) open() (fsutil.FS, error) {
	fs, err := fsutil.NewFS(f.Dir)
	if err != nil {
		return nil, fmt.Errorf("opening the folder %s for the build: %w", f.Dir, err)
	}
	if len(f.Excludes) == 0 {
		return fs, nil
	}
	fs, err = fsutil.NewFilterFS(fs, &fsutil.FilterOpt{ExcludePatterns: f.Excludes})
	if err != nil {
		return nil, fmt.Errorf("reading the patterns of what is left out of the build: %w", err)
	}
	return fs, nil
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

// below returns a path as one below the file system's top, which is ".".
func below(path string) string {
	return filepath.Clean(strings.TrimLeft(path, string(filepath.Separator)))
}
