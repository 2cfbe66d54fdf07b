package lsp

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/porter-ls/porter-ls/lsp/rpc"
	"go.lsp.dev/protocol"
)

// tracer writes every message of all connections, a line for each: when, which
// connection, which way, and the message.
type tracer struct {
	mu    sync.Mutex
	out   io.Writer // guarded by mu
	conns int       // guarded by mu: how many there were
}

// connection returns what a connection calls with its messages, nil where nobody
// wants them.
func (t *tracer) connection() rpc.Tap {
	if t.out == nil {
		return nil
	}
	t.mu.Lock()
	t.conns++
	number := t.conns
	t.mu.Unlock()
	return func(way rpc.Way, body []byte) {
		// A line break in JSON is between its parts, never in them.
		body = bytes.ReplaceAll(bytes.TrimSpace(body), []byte("\n"), []byte(" "))
		t.mu.Lock()
		defer t.mu.Unlock()
		_, _ = fmt.Fprintf(t.out, "%s %d %s %s\n", time.Now().UTC().Format("2006-01-02T15:04:05.000000Z"), number, way, body)
	}
}

// setTrace takes how much the editor wants to hear of what is done.
func (e *editor) setTrace(_ context.Context, r *rpc.Request) (any, error) {
	var p protocol.SetTraceParams
	if err := r.Decode(&p); err != nil {
		return nil, err
	}
	e.trace.Store(string(p.Value))
	return nil, nil
}

// traced handles a message and tells the editor of it, where it wants to hear
// that: when it was handled, and how long that took.
func (e *editor) traced(ctx context.Context, r *rpc.Request, m method) (any, error) {
	level, _ := e.trace.Load().(string)
	if level != string(protocol.TraceValueMessages) && level != string(protocol.TraceValueVerbose) {
		return m(ctx, r)
	}
	start := time.Now()
	tell := func(err error) {
		p := &protocol.LogTraceParams{Message: fmt.Sprintf("%s took %s", r.Method, time.Since(start).Round(time.Microsecond))}
		if err != nil {
			p.Message += ": " + err.Error()
		}
		if level == string(protocol.TraceValueVerbose) {
			p.Verbose = ptr(strings.ToValidUTF8(string(r.Params[:min(len(r.Params), mostTraced)]), ""))
		}
		e.notify(protocol.MethodLogTrace, p)
	}
	result, err := m(ctx, r)
	if later, ok := result.(rpc.Later); ok && err == nil {
		return rpc.Later(func(ctx context.Context) (any, error) {
			result, err := later(ctx)
			tell(err)
			return result, err
		}), nil
	}
	tell(err)
	return result, err
}

// mostTraced bounds how much of a message's parameters is told again, in bytes.
const mostTraced = 4 << 10
