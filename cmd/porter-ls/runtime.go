package main

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// runtimeSource finds the porter-runtime that is copied into bundles: beside the
// executable first, so that one can be tried out without a new porter-ls, else
// within it.
type runtimeSource struct {
	dir      string // of the executable, "" where unknown
	embedded fs.FS  // porter-runtime-linux-ARCH.gz; nil without the build tag
}

func runtimes() runtimeSource {
	s := runtimeSource{embedded: embeddedRuntimes()}
	if exe, err := os.Executable(); err == nil {
		if real, err := filepath.EvalSymlinks(exe); err == nil {
			exe = real
		}
		s.dir = filepath.Dir(exe)
	}
	return s
}

// open returns the runtime for a linux architecture.
func (s runtimeSource) open(arch string) (io.ReadCloser, error) {
	name := "porter-runtime-linux-" + arch
	if s.dir != "" {
		f, err := os.Open(filepath.Join(s.dir, name))
		if !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	if s.embedded != nil {
		packed, err := s.embedded.Open("runtimes/" + name + ".gz")
		if err == nil {
			return unpack(packed)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return nil, fmt.Errorf("there is no %s in this porter-ls or beside it; "+
		"build porter-ls with make, or put one beside it: GOOS=linux GOARCH=%s CGO_ENABLED=0 go build -o %s ./cmd/porter-runtime",
		name, arch, filepath.Join(s.dir, name))
}

func unpack(packed fs.File) (io.ReadCloser, error) {
	z, err := gzip.NewReader(packed)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("unpacking the runtime: %w", err), packed.Close())
	}
	return unpacked{z, packed}, nil
}

type unpacked struct {
	*gzip.Reader
	file fs.File
}

// Close closes the unpacker and the file.
func (u unpacked) Close() error { return errors.Join(u.Reader.Close(), u.file.Close()) }
