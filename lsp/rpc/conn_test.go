package rpc

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	"go.lsp.dev/jsonrpc2"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// peer is the other side of a connection under test.
type peer struct {
	t   *testing.T
	in  *io.PipeWriter
	out *bufio.Reader
}

// dial runs a connection with a handler until the test ends.
func dial(t *testing.T, h Handler) (*Conn, *peer) {
	t.Helper()
	connIn, in := io.Pipe()
	out, connOut := io.Pipe()
	c := New(connIn, connOut, slog.New(slog.DiscardHandler))
	done := make(chan error, 1)
	go func() { done <- c.Run(context.Background(), h) }()
	t.Cleanup(func() {
		_ = in.Close()
		_ = out.Close()
		<-done
	})
	return c, &peer{t: t, in: in, out: bufio.NewReader(out)}
}

func (p *peer) send(body string) {
	p.t.Helper()
	if _, err := p.in.Write(frame([]byte(body))); err != nil {
		p.t.Error(err)
	}
}

func (p *peer) receive() string {
	p.t.Helper()
	var length int
	if _, err := fmt.Fscanf(p.out, "Content-Length: %d\r\n\r\n", &length); err != nil {
		p.t.Fatal(err)
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(p.out, body); err != nil {
		p.t.Fatal(err)
	}
	return string(body)
}

// A call is cancelled while it waits behind one that is being handled.
func TestCancelWhileWaiting(t *testing.T) {
	release := make(chan bool)
	_, p := dial(t, func(_ context.Context, r *Request) (any, error) {
		if r.Method == "last" {
			t.Error("the cancelled call was handled")
		}
		<-release
		return "ok", nil
	})
	p.send(`{"jsonrpc":"2.0","id":1,"method":"first"}`)
	p.send(`{"jsonrpc":"2.0","id":2,"method":"last"}`)
	p.send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":2}}`)
	p.send(`nonsense`)
	if got := p.receive(); !strings.Contains(got, "-32700") { // all before it is read
		t.Errorf("received %s", got)
	}
	close(release)
	if got := p.receive(); got != `{"jsonrpc":"2.0","id":1,"result":"ok"}` {
		t.Errorf("received %s", got)
	}
	if got := p.receive(); !strings.Contains(got, `"id":2`) || !strings.Contains(got, "-32800") {
		t.Errorf("received %s", got)
	}
}

// Messages are handled in order and one by one; only Laters run beside them.
func TestOrder(t *testing.T) {
	var order []string // no lock: the race detector would tell
	release := make(chan bool)
	_, p := dial(t, func(_ context.Context, r *Request) (any, error) {
		order = append(order, r.Method)
		if r.Method == "slow" {
			return Later(func(context.Context) (any, error) { <-release; return nil, nil }), nil
		}
		return len(order), nil
	})
	go func() {
		p.send(`{"jsonrpc":"2.0","id":1,"method":"slow"}`)
		for i := range 200 {
			p.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"n%d"}`, i))
		}
		p.send(`{"jsonrpc":"2.0","id":2,"method":"quick"}`)
	}()
	if got := p.receive(); got != `{"jsonrpc":"2.0","id":2,"result":202}` {
		t.Errorf("received %s", got)
	}
	for i, name := range order[1:201] {
		if name != fmt.Sprintf("n%d", i) {
			t.Fatalf("the notification at %d is %s", i, name)
		}
	}
	close(release)
	if got := p.receive(); got != `{"jsonrpc":"2.0","id":1,"result":null}` {
		t.Errorf("received %s", got)
	}
}

func TestAnswers(t *testing.T) {
	h := func(_ context.Context, r *Request) (any, error) {
		switch r.Method {
		case "coded":
			return nil, fmt.Errorf("wrapped: %w", jsonrpc2.NewError(-32001, "inner"))
		case "plain":
			return nil, errors.New("plain")
		case "panic":
			panic("oh")
		case "late panic":
			return Later(func(context.Context) (any, error) { panic("oh") }), nil
		case "unencodable":
			return make(chan int), nil
		}
		return nil, nil
	}
	_, p := dial(t, h)
	for _, tt := range []struct{ method, want string }{
		{"coded", `"code":-32001,"message":"wrapped: inner"`},
		{"plain", `"code":-32603,"message":"plain"`},
		{"panic", `"code":-32603`},
		{"late panic", `"code":-32603`},
		{"unencodable", `"code":-32603`},
		{"nothing", `"result":null`},
	} {
		go func() {
			p.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":%q}`, tt.method)) // has no answer
			p.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q}`, tt.method))
		}()
		if got := p.receive(); !strings.Contains(got, tt.want) {
			t.Errorf("%s: received %s, want %s", tt.method, got, tt.want)
		}
	}
}

// An ID in use is refused, and free again after the answer.
func TestIDInUse(t *testing.T) {
	release := make(chan bool)
	_, p := dial(t, func(context.Context, *Request) (any, error) {
		return Later(func(context.Context) (any, error) { <-release; return nil, nil }), nil
	})
	p.send(`{"jsonrpc":"2.0","id":"a","method":"x"}`)
	p.send(`{"jsonrpc":"2.0","id":"a","method":"x"}`)
	if got := p.receive(); !strings.Contains(got, "-32600") {
		t.Errorf("received %s", got)
	}
	close(release)
	for range 2 {
		if got := p.receive(); got != `{"jsonrpc":"2.0","id":"a","result":null}` {
			t.Errorf("received %s", got)
		}
		p.send(`{"jsonrpc":"2.0","id":"a","method":"x"}`)
	}
	p.receive()
}

// We call the other side, also from a handler that blocks the next message.
func TestCall(t *testing.T) {
	var c *Conn
	ready := make(chan bool)
	c, p := dial(t, func(ctx context.Context, _ *Request) (any, error) {
		<-ready
		var answer string
		err := c.Call(ctx, "question", map[string]int{"n": 1}, &answer)
		return answer, err
	})
	close(ready)
	p.send(`{"jsonrpc":"2.0","id":1,"method":"x"}`)
	if got := p.receive(); got != `{"jsonrpc":"2.0","method":"question","params":{"n":1},"id":1}` {
		t.Errorf("received %s", got)
	}
	p.send(`{"jsonrpc":"2.0","id":1,"result":"answer"}`)
	if got := p.receive(); got != `{"jsonrpc":"2.0","id":1,"result":"answer"}` {
		t.Errorf("received %s", got)
	}
	// Cancelling the call cancels the question.
	p.send(`{"jsonrpc":"2.0","id":2,"method":"x"}`)
	p.receive()
	p.send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":2}}`)
	if got := p.receive(); got != `{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":2}}` {
		t.Errorf("received %s", got)
	}
	if got := p.receive(); !strings.Contains(got, "-32800") {
		t.Errorf("received %s", got)
	}
}

// brokenPipe fails every write.
type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestFailedWriteEndsTheConnection(t *testing.T) {
	in, other := io.Pipe()
	c := New(in, brokenPipe{}, slog.New(slog.DiscardHandler))
	done := make(chan error)
	go func() {
		done <- c.Run(context.Background(), func(context.Context, *Request) (any, error) { return nil, nil })
	}()
	go func() {
		_, _ = other.Write(frame([]byte(`{"jsonrpc":"2.0","id":1,"method":"x"}`)))
	}()
	if err := <-done; err == nil || !strings.Contains(err.Error(), "broken pipe") {
		t.Errorf("Run returned %v", err)
	}
	_ = other.Close()
}
