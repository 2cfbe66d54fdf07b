package rpc

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// frames reads everything; "!" stands for a frame that could not be read.
func frames(in io.Reader) ([]string, error) {
	r := newFrameReader(in)
	var got []string
	for {
		body, err := r.next()
		var broken *frameError
		switch {
		case errors.As(err, &broken):
			got = append(got, "!")
		case err != nil:
			return got, err
		default:
			got = append(got, string(body))
		}
	}
}

var frameTests = []struct {
	in   string
	want []string
	err  error
}{
	{"", nil, io.EOF},
	{"Content-Length: 2\r\n\r\nab", []string{"ab"}, io.EOF},
	{"Content-Length: 2\r\n\r\nabCONTENT-LENGTH:1\n\nc", []string{"ab", "c"}, io.EOF},
	{"Content-Length: 0\r\n\r\nContent-Length: 1\r\n\r\nc", []string{"", "c"}, io.EOF},
	{"A: b\r\nContent-Length: 1\r\nC: d\r\n\r\nc", []string{"c"}, io.EOF},
	{"Content-Length: 1\r\n\r\nabcContent-Length: 1\r\n\r\nd", []string{"a", "!", "d"}, io.EOF},
	{"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", []string{"ab"}, io.EOF},
	{"\r\n\r\nContent-Length: 1\r\n\r\na", []string{"!", "a"}, io.EOF},
	{`{"a": "b"}` + "\nContent-Length: 1\r\n\r\na", []string{"!", "a"}, io.EOF},
	{"Content-Length: x\r\n\r\nContent-Length: y\r\n\r\nContent-Length: 1\r\n\r\na", []string{"!", "a"}, io.EOF},
	{"Content-Length: 268435457\r\n\r\n{\"Content-Length: 3\"}Content-Length: 1\r\n\r\na", []string{"!", "a"}, io.EOF},
	{strings.Repeat("x", 32<<10-7) + "Content-Length: 1\r\n\r\na", []string{"!", "a"}, io.EOF},
	{strings.Repeat("x", 1<<20) + "Content-Length: 1\r\n\r\na", []string{"!", "a"}, io.EOF},
	{"Content-Length: 5\r\n\r\nab", nil, io.ErrUnexpectedEOF},
	{"\xc2Content-Length: 1\r\n\r\na", []string{"!", "a"}, io.EOF},
	{"Content-Le", nil, io.ErrUnexpectedEOF},
}

func TestFrames(t *testing.T) {
	for _, tt := range frameTests {
		for name, reader := range map[string]io.Reader{"whole": strings.NewReader(tt.in), "bytes": iotest.OneByteReader(strings.NewReader(tt.in))} {
			got, err := frames(reader)
			if diff := cmp.Diff(tt.want, got); diff != "" || !errors.Is(err, tt.err) {
				t.Errorf("%.80q by the %s: error %v, want %v; frames (-want +got):\n%s", tt.in, name, err, tt.err, diff)
			}
		}
	}
}

// Whatever came before, the message behind it is read.
func FuzzFrames(f *testing.F) {
	for _, tt := range frameTests {
		if len(tt.in) < 4096 {
			f.Add([]byte(tt.in))
		}
	}
	const probe = "the message behind"
	f.Fuzz(func(t *testing.T, junk []byte) {
		// A true header inside the junk may claim the probe's bytes as its body.
		if bytes.Contains(bytes.ToLower(junk), []byte("content-length")) {
			return
		}
		got, err := frames(io.MultiReader(bytes.NewReader(junk), bytes.NewReader(frame([]byte(probe)))))
		if !errors.Is(err, io.EOF) || len(got) == 0 || got[len(got)-1] != probe {
			t.Errorf("after %q: %q, %v", junk, got, err)
		}
	})
}
