package rpc

import (
	"io"
	"sync"
)

// writer writes messages in the order they were queued, on a goroutine of its
// own, so that an editor that does not read for a while, or that is itself
// waiting for us to read, holds up nothing.
type writer struct {
	out  io.Writer
	wake chan struct{} // capacity 1: there is something to do
	done chan struct{} // closed when run returned
	tap  Tap           // nil where nobody listens

	mu     sync.Mutex
	queue  [][]byte // guarded by mu
	closed bool     // guarded by mu: nothing is queued any more
	err    error    // guarded by mu: the write that failed
}

func newWriter(out io.Writer) *writer {
	return &writer{out: out, wake: make(chan struct{}, 1), done: make(chan struct{})}
}

// send queues one message. What comes after close or a failed write is dropped:
// nobody reads it.
func (w *writer) send(body []byte) {
	w.mu.Lock()
	if !w.closed && w.err == nil {
		w.queue = append(w.queue, body)
	}
	w.mu.Unlock()
	w.signal()
}

// close lets run end once everything queued is written.
func (w *writer) close() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	w.signal()
}

func (w *writer) signal() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// run writes until close or a failed write, for which it calls failed once.
func (w *writer) run(failed func(error)) {
	defer close(w.done)
	for range w.wake {
		for {
			w.mu.Lock()
			batch, closed := w.queue, w.closed
			w.queue = nil
			w.mu.Unlock()
			if len(batch) == 0 {
				if closed {
					return
				}
				break
			}
			for _, body := range batch {
				if w.tap != nil {
					w.tap(Sent, body)
				}
				if _, err := w.out.Write(frame(body)); err != nil {
					w.mu.Lock()
					w.err, w.queue = err, nil
					w.mu.Unlock()
					failed(err)
					return
				}
			}
		}
	}
}
