package driver

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func archiveOf(hs ...tar.Header) *bytes.Buffer {
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for _, h := range hs {
		if h.Typeflag == tar.TypeReg {
			h.Size = max(h.Size, 2)
		}
		_ = w.WriteHeader(&h)
		_, _ = w.Write(bytes.Repeat([]byte("x"), int(h.Size)))
	}
	_ = w.Close()
	return &buf
}

func TestReadOutputs(t *testing.T) {
	ask := Operation{Outputs: map[string]string{"a": OutputsDir + "/a", "b": OutputsDir + "/b", "etc": "/cnab/app/etc"}}
	for _, test := range []struct {
		name   string
		limits Limits
		hs     []tar.Header
		want   map[string][]byte
		limit  *OutputLimitError
	}{
		{"files", Limits{}, []tar.Header{{Typeflag: tar.TypeDir, Name: "outputs/"}, {Typeflag: tar.TypeReg, Name: "outputs/a"}},
			map[string][]byte{"a": []byte("xx")}, nil},
		{"links and escapes", Limits{}, []tar.Header{
			{Typeflag: tar.TypeSymlink, Name: "outputs/a", Linkname: "/etc/passwd"},
			{Typeflag: tar.TypeLink, Name: "outputs/b", Linkname: "/etc/passwd"},
			{Typeflag: tar.TypeReg, Name: "outputs/../outputs/a"},
			{Typeflag: tar.TypeReg, Name: "/cnab/app/outputs/b"},
			{Typeflag: tar.TypeReg, Name: "a"},
		}, map[string][]byte{}, nil},
		{"one too large", Limits{File: 3}, []tar.Header{
			{Typeflag: tar.TypeReg, Name: "outputs/a", Size: 4}, {Typeflag: tar.TypeReg, Name: "outputs/b"}},
			map[string][]byte{"b": []byte("xx")}, &OutputLimitError{Path: OutputsDir + "/a", Size: 4, Limit: 3}},
		{"together too large", Limits{Total: 3}, []tar.Header{
			{Typeflag: tar.TypeReg, Name: "outputs/a"}, {Typeflag: tar.TypeReg, Name: "outputs/b"}},
			map[string][]byte{"a": []byte("xx")}, &OutputLimitError{Size: 4, Limit: 3}},
		{"not asked for, and endless", Limits{Total: 10}, []tar.Header{
			{Typeflag: tar.TypeReg, Name: "outputs/z", Size: 2 << 20}, {Typeflag: tar.TypeReg, Name: "outputs/b"}},
			map[string][]byte{}, &OutputLimitError{Size: 11, Limit: 10}},
	} {
		t.Run(test.name, func(t *testing.T) {
			op, got := ask, map[string][]byte{}
			op.Limits = test.limits
			err := readOutputs(archiveOf(test.hs...), op, got)
			var limit *OutputLimitError
			if errors.As(err, &limit); err != nil && limit == nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.limit, limit); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadOutputsCutShort(t *testing.T) {
	buf := archiveOf(tar.Header{Typeflag: tar.TypeReg, Name: "outputs/a", Size: 2000})
	buf.Truncate(1000)
	op := Operation{Outputs: map[string]string{"a": OutputsDir + "/a"}}
	if err := readOutputs(buf, op, map[string][]byte{}); err == nil {
		t.Error("no error")
	}
}

func TestKilled(t *testing.T) {
	for _, test := range []struct {
		oom  bool
		code int
		want string
	}{
		{true, 137, "the container ran out of memory and was killed"},
		{true, 1, "<nil>"},
		{false, 137, "the container was killed (exit code 137)"},
		{false, 3, "<nil>"},
	} {
		if got := fmt.Sprint(killed(test.oom, test.code)); got != test.want {
			t.Errorf("%v, %d: %s, want %s", test.oom, test.code, got, test.want)
		}
	}
}
