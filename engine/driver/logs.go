package driver

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/client"
)

// logs follows what a container prints.
type logs struct {
	stream   client.ContainerAttachResult
	done     chan struct{} // closed when nothing more is written
	err      error         // from here on for who has seen done closed
	panicked any
}

// follow begins to copy the stream's two halves to out and errs.
func follow(stream client.ContainerAttachResult, out, errs io.Writer) *logs {
	l := &logs{stream: stream, done: make(chan struct{})}
	o, e := &sink{w: out}, &sink{w: errs}
	go func() {
		defer close(l.done)
		// A panic of the caller's writer must not end the process from a
		// goroutine that nobody can recover in: end raises it again.
		defer func() { l.panicked = recover() }()
		_, err := stdcopy.StdCopy(o, e, stream.Reader)
		l.err = errors.Join(wrap("reading what the action printed", err), wrap("standard output", o.err), wrap("standard error", e.err))
	}()
	return l
}

func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// end waits until all is written, but at most so long for the engine to send
// the rest, and reports what could not be read or written. A second call does
// nothing new.
func (l *logs) end(patience time.Duration) error {
	t := time.NewTimer(patience)
	defer t.Stop()
	select {
	case <-l.done:
	case <-t.C:
		l.stream.Close()
		<-l.done
	}
	l.stream.Close()
	if p := l.panicked; p != nil {
		l.panicked = nil
		panic(p)
	}
	return l.err
}

// sink writes to w until that fails, and then swallows the rest, so that the
// action and the other stream are not held up.
type sink struct {
	w   io.Writer
	err error
}

// Write never fails.
func (s *sink) Write(p []byte) (int, error) {
	if s.w != nil && s.err == nil {
		_, s.err = s.w.Write(p)
	}
	return len(p), nil
}
