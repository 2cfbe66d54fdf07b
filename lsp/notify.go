package lsp

import (
	"bytes"
	"sync"
	"unicode/utf8"

	"go.lsp.dev/protocol"
)

// notify sends a notification; parameters that cannot be encoded are a mistake
// of ours, which is logged.
func (e *editor) notify(method string, params any) {
	if err := e.conn.Notify(method, params); err != nil {
		e.opts.Log.Error("notification", "method", method, "error", err)
	}
}

func (e *editor) show(kind protocol.MessageType, message string) {
	e.notify(protocol.MethodWindowShowMessage, &protocol.ShowMessageParams{Type: kind, Message: message})
}

func (e *editor) logMessage(kind protocol.MessageType, message string) {
	e.notify(protocol.MethodWindowLogMessage, &protocol.LogMessageParams{Type: kind, Message: message})
}

// lineWriter calls line for every line written to it. It is safe for concurrent
// use.
type lineWriter struct {
	line func(string)

	mu   sync.Mutex
	rest []byte // guarded by mu
}

// Write never fails.
func (w *lineWriter) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rest = append(w.rest, b...)
	for {
		line, rest, ok := bytes.Cut(w.rest, []byte("\n"))
		if !ok {
			return len(b), nil
		}
		w.line(string(bytes.TrimRight(line, "\r")))
		w.rest = rest
	}
}

// flush calls line for what has no line break yet.
func (w *lineWriter) flush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.rest) > 0 {
		w.line(string(w.rest))
	}
	w.rest = nil
}

// capture keeps the first limit bytes written to it. It is safe for concurrent
// use.
type capture struct {
	limit int

	mu  sync.Mutex
	buf []byte // guarded by mu
	cut bool   // guarded by mu: something was dropped
}

// Write never fails; what is over the limit is dropped.
func (c *capture) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept := b[:min(len(b), c.limit-len(c.buf))]
	c.buf = append(c.buf, kept...)
	c.cut = c.cut || len(kept) < len(b)
	return len(b), nil
}

// text returns what was kept, which ends with a whole character, and whether
// that is all.
func (c *capture) text() (kept string, all bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	buf := c.buf
	for c.cut && len(buf) > 0 {
		if r, size := utf8.DecodeLastRune(buf); r != utf8.RuneError || size != 1 {
			break
		}
		buf = buf[:len(buf)-1]
	}
	return string(buf), !c.cut
}
