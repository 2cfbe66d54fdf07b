package engine

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// lines turns what a bundle prints into events, line by line, and keeps it for
// the record.
type lines struct {
	emit  Sink
	parts [2][]byte // of a line whose end has not come yet, by stream
	all   bytes.Buffer
	lost  int // bytes at the beginning that are not kept
}

const (
	longestLine = 64 << 10 // bytes; a longer one is cut in pieces
	largestLog  = 4 << 20  // bytes of a run's output that are kept: the last ones
)

// stream returns the writer of one of the two streams. Both must be written to
// from one goroutine.
func (l *lines) stream(stderr bool) io.Writer {
	i := 0
	if stderr {
		i = 1
	}
	return lineStream{l, i}
}

type lineStream struct {
	*lines
	i int
}

// Write takes the next part of the stream.
func (s lineStream) Write(p []byte) (int, error) {
	data := append(s.parts[s.i], p...)
	for {
		line, rest, ok := bytes.Cut(data, []byte{'\n'})
		if !ok && len(data) < longestLine {
			break
		}
		s.line(s.i, line)
		data = rest
	}
	s.parts[s.i] = append([]byte(nil), data...)
	return len(p), nil
}

// flush takes the lines that never ended.
func (l *lines) flush() {
	for i, p := range l.parts {
		if len(p) > 0 {
			l.line(i, p)
		}
		l.parts[i] = nil
	}
}

func (l *lines) line(i int, line []byte) {
	text := strings.ToValidUTF8(strings.TrimSuffix(string(line), "\r"), "\uFFFD")
	l.all.WriteString(text + "\n")
	if over := l.all.Len() - largestLog; over > largestLog/4 {
		l.lost += over
		l.all.Next(over)
	}
	l.emit(Event{Kind: LogEvent, Text: text, Stderr: i == 1, Percent: -1})
}

// kept returns the output for the record.
func (l *lines) kept() []byte {
	if l.lost == 0 {
		return l.all.Bytes()
	}
	return append(fmt.Appendf(nil, "(%d bytes of output before this are not kept)\n", l.lost), l.all.Bytes()...)
}
