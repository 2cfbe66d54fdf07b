package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func packed(t *testing.T, content string) *fstest.MapFile {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return &fstest.MapFile{Data: b.Bytes()}
}

func TestRuntimeSource(t *testing.T) {
	beside := t.TempDir()
	if err := os.WriteFile(filepath.Join(beside, "porter-runtime-linux-arm64"), []byte("beside"), 0o755); err != nil {
		t.Fatal(err)
	}
	embedded := fstest.MapFS{
		"runtimes/porter-runtime-linux-amd64.gz": packed(t, "embedded"),
		"runtimes/porter-runtime-linux-arm64.gz": packed(t, "embedded"),
		"runtimes/porter-runtime-linux-riscv.gz": &fstest.MapFile{Data: []byte("no gzip")},
	}
	for _, c := range []struct {
		name, arch, want, fails string
		source                  runtimeSource
	}{
		{name: "beside first", arch: "arm64", want: "beside", source: runtimeSource{beside, embedded}},
		{name: "else embedded", arch: "amd64", want: "embedded", source: runtimeSource{beside, embedded}},
		{name: "no folder", arch: "amd64", want: "embedded", source: runtimeSource{embedded: embedded}},
		{name: "nowhere", arch: "s390x", fails: "there is no porter-runtime-linux-s390x in this porter-ls or beside it; build porter-ls with make", source: runtimeSource{beside, embedded}},
		{name: "plain build", arch: "amd64", fails: "GOOS=linux GOARCH=amd64", source: runtimeSource{dir: beside}},
		{name: "broken", arch: "riscv", fails: "unpacking the runtime", source: runtimeSource{beside, embedded}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := c.source.open(c.arch)
			if err != nil {
				if c.fails == "" || !strings.Contains(err.Error(), c.fails) {
					t.Fatal(err)
				}
				return
			}
			if c.fails != "" {
				t.Fatalf("no error, want %q", c.fails)
			}
			got, err := io.ReadAll(r)
			if err != nil || string(got) != c.want {
				t.Errorf("%q, %v", got, err)
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}
