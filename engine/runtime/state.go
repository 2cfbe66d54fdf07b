package runtime

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

// maxState bounds what an archive of state may unpack to, in bytes.
const maxState = 1 << 30

// state is what a bundle remembers from one action to the next: files that
// travel as one archive with entries porter-state/NAME.
type state struct {
	archive  []byte // as it came; nil where there is none
	unpacked bool
	foreign  []entry // which no state variable of the manifest has the name of
}

type entry struct {
	head    *tar.Header
	content []byte
}

// load reads the archive, which arrives as base64. An empty one, or null, is
// none.
func (s *state) load(at string) error {
	content, err := os.ReadFile(at)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the installation's state: %w", err)
	}
	text := strings.TrimSpace(string(content))
	if text == "" || text == "null" {
		return nil
	}
	if s.archive, err = cnab.File(text); err != nil {
		return fmt.Errorf("reading the installation's state: %w", err)
	}
	return nil
}

// unpack writes the files of the archive to where the manifest has them.
func (s *state) unpack(r *run) error {
	if len(s.archive) > 0 {
		if err := s.unpackAll(r); err != nil {
			return fmt.Errorf("unpacking the installation's state: %w", err)
		}
	}
	s.unpacked = true
	return nil
}

func (s *state) unpackAll(r *run) error {
	z, err := gzip.NewReader(bytes.NewReader(s.archive))
	if err != nil {
		return err
	}
	t := tar.NewReader(io.LimitReader(z, maxState))
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name, ok := strings.CutPrefix(h.Name, cnab.StateName+"/")
		switch {
		case h.Typeflag == tar.TypeDir:
			continue
		case h.Typeflag != tar.TypeReg:
			return fmt.Errorf("the entry %q is no regular file", h.Name)
		case !ok || name == "" || path.Clean(name) != name || !filepath.IsLocal(name):
			return fmt.Errorf("the entry %q does not belong there", h.Name)
		}
		content, err := io.ReadAll(t)
		if err != nil {
			return err
		}
		at, ok := r.stateFile(name)
		if !ok {
			// A bundle that has renamed or dropped a variable must still run,
			// and its former version must find the file again.
			s.foreign = append(s.foreign, entry{h, content})
			continue
		}
		if err := os.MkdirAll(filepath.Dir(at), 0o770); err != nil {
			return err
		}
		if err := os.WriteFile(at, content, h.FileInfo().Mode().Perm()|0o600); err != nil {
			return err
		}
	}
}

func (r *run) stateFile(name string) (string, bool) {
	for _, v := range r.m.State {
		if v.Name.Value == name && v.Path.Value != "" {
			return r.at(manifest.ContainerPath(v.Path.Value)), true
		}
	}
	return "", false
}

// pack returns the archive of the files that there are now, an empty archive
// where there are none. Where the old one was never unpacked it is returned as
// it came, nil if there was none, so that no failure loses it.
func (s *state) pack(r *run) ([]byte, error) {
	if !s.unpacked {
		return s.archive, nil
	}
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	t := tar.NewWriter(z)
	err := s.packAll(t, r)
	if err = errors.Join(err, t.Close(), z.Close()); err != nil {
		return s.archive, fmt.Errorf("packing the installation's state: %w", err)
	}
	return buf.Bytes(), nil
}

func (s *state) packAll(t *tar.Writer, r *run) error {
	seen := map[string]bool{}
	for _, v := range r.m.State {
		name := v.Name.Value
		at, ok := r.stateFile(name)
		if !ok || seen[name] {
			continue
		}
		seen[name] = true
		fi, err := os.Stat(at)
		if errors.Is(err, fs.ErrNotExist) || err == nil && !fi.Mode().IsRegular() {
			continue
		}
		var content []byte
		if err == nil {
			content, err = os.ReadFile(at)
		}
		if err == nil {
			err = put(t, entry{&tar.Header{Typeflag: tar.TypeReg, Name: cnab.StateName + "/" + name,
				Mode: int64(fi.Mode().Perm()), ModTime: fi.ModTime()}, content})
		}
		if err != nil {
			return err
		}
	}
	for _, e := range s.foreign {
		if err := put(t, e); err != nil {
			return err
		}
	}
	return nil
}

func put(t *tar.Writer, e entry) error {
	e.head.Size = int64(len(e.content))
	if err := t.WriteHeader(e.head); err != nil {
		return err
	}
	_, err := t.Write(e.content)
	return err
}
