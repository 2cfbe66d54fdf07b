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
	"slices"

	"github.com/moby/patternmatcher/ignorefile"
	"github.com/tonistiigi/fsutil/types"
)

// Digest returns the SHA-256, in hex, of what a build would be sent of a
// folder: names, contents, link targets and which files can be executed.
// Patterns of the folder's .dockerignore count too; who owns a file and when it
// was written does not.
func (f Folder) Digest(ctx context.Context) (string, error) {
	ignored, err := ignorePatterns(f.Dir)
	if err != nil {
		return "", err
	}
	files, err := Folder{f.Dir, slices.Concat(f.Excludes, ignored)}.open()
	if err != nil {
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
		if info.Mode().IsRegular() {
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

func ignorePatterns(dir string) ([]string, error) {
	at := filepath.Join(dir, ".dockerignore")
	file, err := os.Open(at)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", at, err)
	}
	defer file.Close()
	patterns, err := ignorefile.ReadAll(file)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", at, err)
	}
	return patterns, nil
}
