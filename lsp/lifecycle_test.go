package lsp_test

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
)

const (
	shutdown = `{"jsonrpc":"2.0","id":"bye","method":"shutdown"}`
	exit     = `{"jsonrpc":"2.0","method":"exit"}`
)

func TestOrderOfLife(t *testing.T) {
	for name, tt := range map[string]struct {
		send []string
		want string // errors that are answered
		err  error
	}{
		"in order":                   {[]string{initialize, shutdown, exit}, "", nil},
		"exit at once":               {[]string{exit}, "", lsp.ErrNoShutdown},
		"exit without shutdown":      {[]string{initialize, exit}, "", lsp.ErrNoShutdown},
		"gone":                       {[]string{initialize}, "", lsp.ErrNoShutdown},
		"gone after shutdown":        {[]string{initialize, shutdown}, "", nil},
		"request before initialize":  {[]string{ping, initialize, shutdown, exit}, `"ping" -32002`, nil},
		"shutdown before initialize": {[]string{shutdown, exit}, `"bye" -32002`, lsp.ErrNoShutdown},
		"change before initialize":   {[]string{notification("textDocument/didChange", "{}"), initialize, shutdown, exit}, "", nil},
		"request after shutdown":     {[]string{initialize, shutdown, ping, exit}, `"ping" -32600`, nil},
		"change after shutdown":      {[]string{initialize, shutdown, notification("textDocument/didChange", "{}"), exit}, "", nil},
		"shutdown twice":             {[]string{initialize, shutdown, shutdown, exit}, `"bye" -32600`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := lsptest.Dial(t, lsp.Options{})
			go func() {
				for _, m := range tt.send {
					w.Send(m)
				}
				w.Hangup()
			}()
			var got []string
			for {
				m, err := w.Receive()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if m.Error != nil {
					got = append(got, string(m.ID)+" "+strconv.Itoa(m.Error.Code))
				}
			}
			if got := strings.Join(got, ","); got != tt.want {
				t.Errorf("answered %q, want %q", got, tt.want)
			}
			if err := w.Wait(); !errors.Is(err, tt.err) {
				t.Errorf("Serve returned %v, want %v", err, tt.err)
			}
		})
	}
}

// The caller's context ends Serve though the editor is silent.
func TestContextEndsServe(t *testing.T) {
	in, editorEnd := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- lsp.New(lsp.Options{}).Serve(ctx, in, io.Discard) }()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Serve returned %v", err)
	}
	_ = editorEnd.Close() // lets the blocked read go
}

// The editor's process dies while another still holds its end of our input.
func TestEditorProcessDies(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^$")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pid := cmd.Process.Pid // alive, or not yet waited for, until Wait
	synctest.Test(t, func(t *testing.T) {
		w := lsptest.Dial(t, lsp.Options{})
		go w.Send(strings.Replace(initialize, `"processId":null`, `"processId":`+strconv.Itoa(pid), 1))
		if _, err := w.Receive(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
		if err := w.Wait(); !errors.Is(err, lsp.ErrNoShutdown) {
			t.Errorf("Serve returned %v", err)
		}
	})
}
