package image

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/moby/patternmatcher/ignorefile"
	"github.com/tonistiigi/fsutil"
	"github.com/tonistiigi/fsutil/types"
)

// Digest returns the SHA-256, in hex, of what a build would be sent of a
// folder: names, contents, link targets and which files can be executed.
// Patterns of the folder's .dockerignore count too; who owns a file and when it
// was written does not.
func (f Folder) Digest(ctx context.Context) (string, error) {
	files, err := f.open()
	if err != nil {
		return "", err
	}
	// One behind the other, as in a build: what Excludes leaves out, a ! in the
	// .dockerignore does not bring back.
	if files, err = f.ignore(files); err != nil {
		return "", err
	}
	all := sha256.New()
	err = files.Walk(ctx, "/", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		link, sum, x := "", "", ""
		if s, ok := info.Sys().(*types.Stat); ok {
			link = s.Linkname
		}
		// A socket is told as a file, but has nothing to read.
		onDisk, err := os.Lstat(filepath.Join(f.Dir, path))
		if err != nil {
			return err
		}
		if onDisk.Mode().IsRegular() {
			r, err := files.Open(path)
			if err != nil {
				return err
			}
			defer r.Close()
			content := sha256.New()
			if _, err := io.Copy(content, r); err != nil {
				return err
			}
			sum, link = hex.EncodeToString(content.Sum(nil)), "" // of a hard link the content counts
			if runtime.GOOS != "windows" && info.Mode()&0o111 != 0 {
				x = "x"
			}
		}
		fmt.Fprintf(all, "%q %v %q %s %s\n", filepath.ToSlash(path), info.Mode().Type(), link, sum, x)
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("reading the files of %s: %w", f.Dir, err)
	}
	return hex.EncodeToString(all.Sum(nil)), nil
}

// ignore leaves out of the folder's files what its .dockerignore says.
func (f Folder) ignore(files fsutil.FS) (fsutil.FS, error) {
	at := filepath.Join(f.Dir, ".dockerignore")
	file, err := os.Open(at)
	if errors.Is(err, fs.ErrNotExist) {
		return files, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", at, err)
	}
	defer file.Close()
	patterns, err := ignorefile.ReadAll(file)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", at, err)
	}
	files, err = fsutil.NewFilterFS(files, &fsutil.FilterOpt{ExcludePatterns: patterns})
	if err != nil {
		// The library's words begin with all the patterns; its cause says which
		// kind of mistake it is.
		for cause := errors.Unwrap(err); cause != nil; cause = errors.Unwrap(cause) {
			err = cause
		}
		return nil, fmt.Errorf("reading %s: it has a pattern that is none: %w", at, err)
	}
	return files, nil
}
