package runtime

import (
	"bytes"
	"io"
	"strings"
)

// How much of a mixin's standard error a report has.
const (
	tailLines = 20
	tailBytes = 16 << 10 // together
)

// tail passes on what is written to it and remembers the end of it.
type tail struct {
	to  io.Writer
	end []byte
}

// Write writes to the next writer.
func (t *tail) Write(p []byte) (int, error) {
	t.end = append(t.end, p[max(0, len(p)-tailBytes):]...)
	if extra := len(t.end) - tailBytes; extra > 0 {
		t.end = append(t.end[:0], t.end[extra:]...)
	}
	return t.to.Write(p)
}

// lines returns the last lines; the first of them may lack its beginning.
func (t *tail) lines() []string {
	end := bytes.TrimRight(t.end, "\r\n")
	if len(end) == 0 {
		return nil
	}
	lines := strings.Split(strings.ToValidUTF8(string(end), "\uFFFD"), "\n")
	lines = lines[max(0, len(lines)-tailLines):]
	for i, l := range lines {
		lines[i] = strings.TrimSuffix(l, "\r")
	}
	return lines
}
