// Package lsptest is an editor for tests: it talks to a language server over
// pipes, with frames and JSON of its own making, so that a mistake in the
// server's wire code is not repeated on this side.
package lsptest

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/lsp"
)

// Wire is the raw connection to a server.
type Wire struct {
	t      testing.TB
	in     *io.PipeWriter
	out    *bufio.Reader
	served chan error // what Serve returned
}

// Message is one message of the server's.
type Message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *Error          `json:"error"`
}

// Error is the error that the server answered.
type Error struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

// Error returns the message with its code.
func (e *Error) Error() string { return fmt.Sprintf("%s (%d)", e.Message, e.Code) }

// Dial starts a server and connects to it. The server is ended with the test.
func Dial(t testing.TB, o lsp.Options) *Wire {
	t.Helper()
	serverIn, in := io.Pipe()
	out, serverOut := io.Pipe()
	w := &Wire{t: t, in: in, out: bufio.NewReader(out), served: make(chan error, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		err := lsp.New(o).Serve(ctx, serverIn, serverOut)
		_ = serverOut.Close()
		w.served <- err
	}()
	t.Cleanup(func() {
		_ = in.Close()
		_ = out.Close()
		<-w.served
		cancel()
	})
	return w
}

// Write writes bytes as they are.
func (w *Wire) Write(raw string) {
	w.t.Helper()
	if _, err := io.WriteString(w.in, raw); err != nil {
		w.t.Errorf("writing to the server: %v", err)
	}
}

// Send writes one message with its frame.
func (w *Wire) Send(body string) {
	w.t.Helper()
	w.Write(Frame(body))
}

// Frame puts a header before a message.
func Frame(body string) string {
	return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body)
}

// Hangup ends the server's input.
func (w *Wire) Hangup() { _ = w.in.Close() }

// Wait waits for the end of Serve and returns its error.
func (w *Wire) Wait() error {
	err := <-w.served
	w.served <- err
	return err
}

// Receive reads the server's next message; io.EOF where there is none.
func (w *Wire) Receive() (Message, error) {
	length := 0
	for {
		line, err := w.out.ReadString('\n')
		if err != nil {
			return Message{}, err
		}
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\r\n"), ": ")
		if !ok {
			break
		}
		if name == "Content-Length" {
			if length, err = strconv.Atoi(value); err != nil {
				return Message{}, fmt.Errorf("the server's header: %w", err)
			}
		}
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(w.out, body); err != nil {
		return Message{}, err
	}
	var m Message
	if err := json.Unmarshal(body, &m); err != nil {
		return Message{}, fmt.Errorf("the server sent %q: %w", body, err)
	}
	return m, nil
}
