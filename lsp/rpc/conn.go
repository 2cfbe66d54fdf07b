package rpc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// grace is how long Run waits at its end for handlers to return and for the
// other side to read what is left.
const grace = 10 * time.Second

// backlog is how many messages are read ahead of the one being handled, so that
// a cancellation is seen while its request waits.
const backlog = 256

// Conn is one connection. Either side of it can call the other.
type Conn struct {
	log    *slog.Logger
	tap    Tap // nil where nobody listens
	frames *frameReader
	out    *writer
	stop   context.CancelCauseFunc
	ctx    context.Context
	later  sync.WaitGroup

	mu      sync.Mutex
	running map[jsonrpc2.ID]*Request                  // guarded by mu: calls to us that are not answered
	waiting map[jsonrpc2.ID]chan<- *jsonrpc2.Response // guarded by mu: our calls
	lastID  int64                                     // guarded by mu
}

// errClosed is the cause of a connection's end that Close asked for.
var errClosed = errors.New("the connection was closed")

// New makes a connection that reads in and writes out once Run is called.
func New(in io.Reader, out io.Writer, log *slog.Logger) *Conn {
	c := &Conn{
		log:     log,
		frames:  newFrameReader(in),
		out:     newWriter(out),
		running: map[jsonrpc2.ID]*Request{},
		waiting: map[jsonrpc2.ID]chan<- *jsonrpc2.Response{},
	}
	c.ctx, c.stop = context.WithCancelCause(context.Background())
	return c
}

// Tap makes Run call tap with every message, in both directions, each way in the
// order of the wire. It must be called before Run.
func (c *Conn) Tap(tap Tap) { c.tap, c.out.tap = tap, tap }

// Close ends Run after the message being handled.
func (c *Conn) Close() { c.stop(errClosed) }

// Run handles messages until Close, the end of the stream or of ctx, or a
// failed read or write; only the latter two are errors. It then cancels what
// still runs and waits for it, but for ten seconds at most.
//
// Where the stream does not end, a goroutine stays blocked in a read of it:
// nothing can interrupt a read of standard input.
func (c *Conn) Run(ctx context.Context, h Handler) error {
	detach := context.AfterFunc(ctx, func() { c.stop(ctx.Err()) })
	defer detach()
	requests := make(chan *Request, backlog)
	go c.out.run(func(err error) { c.stop(fmt.Errorf("writing to the editor: %w", err)) })
	go c.read(requests)

	for c.ctx.Err() == nil {
		select {
		case r, ok := <-requests:
			if !ok { // everything that was read is handled
				c.stop(io.EOF)
				continue
			}
			c.handle(h, r)
		case <-c.ctx.Done():
		}
	}
	return c.end()
}

func (c *Conn) end() error {
	timeout := time.NewTimer(grace)
	defer timeout.Stop()
	quiet := make(chan struct{})
	go func() {
		c.later.Wait()
		c.out.close()
		<-c.out.done
		close(quiet)
	}()
	select {
	case <-quiet:
	case <-timeout.C:
		c.log.Warn("gave up waiting for handlers to return")
	}
	cause := context.Cause(c.ctx)
	if errors.Is(cause, errClosed) || errors.Is(cause, io.EOF) {
		return nil
	}
	return cause
}

// read decodes messages, hands requests on in their order and settles what
// must not wait for them: cancellations, and answers to our own calls.
func (c *Conn) read(requests chan<- *Request) {
	defer close(requests)
	for {
		body, err := c.frames.next()
		var broken *frameError
		switch {
		case errors.As(err, &broken):
			c.respond(jsonrpc2.ID{}, nil, jsonrpc2.NewError(jsonrpc2.ParseError, broken.reason))
			continue
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			c.stop(fmt.Errorf("reading from the editor: %w", err))
			return
		}
		if c.tap != nil {
			c.tap(Received, body)
		}
		r := c.decode(body)
		if r == nil {
			continue
		}
		select {
		case requests <- r:
		case <-c.ctx.Done():
			return
		}
	}
}

// decode returns the request in body; nil where it is none or is settled.
func (c *Conn) decode(body []byte) *Request {
	msg, err := jsonrpc2.DecodeMessage(body)
	if err != nil {
		c.respond(jsonrpc2.ID{}, nil, err)
		return nil
	}
	switch m := msg.(type) {
	case *jsonrpc2.Response:
		c.mu.Lock()
		answer := c.waiting[m.ID()]
		delete(c.waiting, m.ID())
		c.mu.Unlock()
		if answer != nil {
			answer <- m // has room for one
		}
		return nil
	case *jsonrpc2.Notification:
		if m.Method() == protocol.MethodCancelRequest {
			c.cancelRequest(m.Params())
			return nil
		}
		return &Request{Method: m.Method(), Params: m.Params(), ctx: c.ctx}
	case *jsonrpc2.Call:
		r := &Request{ID: m.ID(), Method: m.Method(), Params: m.Params()}
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.running[r.ID] != nil {
			c.respond(r.ID, nil, jsonrpc2.Errorf(jsonrpc2.InvalidRequest, "there is a call with the ID %q already", r.ID))
			return nil
		}
		r.ctx, r.cancel = context.WithCancel(c.ctx)
		c.running[r.ID] = r
		return r
	}
	return nil
}

func (c *Conn) cancelRequest(params []byte) {
	var p protocol.CancelParams
	if err := protocol.Unmarshal(params, &p); err != nil {
		c.log.Warn("unreadable cancellation", "error", err)
		return
	}
	var id jsonrpc2.ID
	switch v := p.ID.(type) {
	case protocol.Integer:
		id = jsonrpc2.NewNumberID(int64(v))
	case protocol.String:
		id = jsonrpc2.NewStringID(string(v))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if r := c.running[id]; r != nil {
		r.cancel()
	}
}

func (c *Conn) handle(h Handler, r *Request) {
	result, err := c.guard(r, func() (any, error) {
		if r.IsCall() && r.ctx.Err() != nil {
			return nil, r.ctx.Err()
		}
		return h(r.ctx, r)
	})
	later, ok := result.(Later)
	if !ok {
		c.finish(r, result, err)
		return
	}
	c.later.Go(func() {
		result, err := c.guard(r, func() (any, error) { return later(r.ctx) })
		c.finish(r, result, err)
	})
}

// Go runs f on a goroutine that Run waits for. It must be called from a handler
// or a Later.
func (c *Conn) Go(f func()) {
	c.later.Go(func() {
		_, err := c.guard(&Request{Method: "background work"}, func() (any, error) { f(); return nil, nil })
		if err != nil {
			c.log.Error("background work", "error", err)
		}
	})
}

// guard makes an error of a panic.
func (c *Conn) guard(r *Request, f func() (any, error)) (result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			c.log.Error("panic", "method", r.Method, "panic", p, "stack", string(debug.Stack()))
			result, err = nil, jsonrpc2.Errorf(jsonrpc2.InternalError, "internal error in %s: %v", r.Method, p)
		}
	}()
	return f()
}

func (c *Conn) finish(r *Request, result any, err error) {
	if !r.IsCall() {
		if err != nil && r.ctx.Err() == nil {
			c.log.Warn("notification", "method", r.Method, "error", err)
		}
		return
	}
	var raw []byte
	if err != nil {
		err = wireError(r.ctx, err)
	} else if raw, err = protocol.Marshal(result); err != nil {
		err = jsonrpc2.Errorf(jsonrpc2.InternalError, "the answer to %s cannot be written: %v", r.Method, err)
	}
	r.cancel()
	c.mu.Lock()
	delete(c.running, r.ID)
	c.mu.Unlock()
	c.respond(r.ID, raw, err)
}

func (c *Conn) respond(id jsonrpc2.ID, result []byte, err error) {
	c.out.send(jsonrpc2.AppendResponse(nil, id, result, err))
}

// Notify sends a notification.
func (c *Conn) Notify(method string, params any) error {
	raw, err := protocol.Marshal(params)
	if err != nil {
		return fmt.Errorf("encoding the parameters of %s: %w", method, err)
	}
	c.out.send(jsonrpc2.AppendNotification(nil, method, raw))
	return nil
}

// Call calls the other side and decodes its answer into result, nil where it
// does not matter. An error that the other side answers is a *jsonrpc2.Error.
// When ctx ends first the call is cancelled there.
func (c *Conn) Call(ctx context.Context, method string, params, result any) (err error) {
	var raw []byte // none, where there are no parameters
	if params != nil {
		if raw, err = protocol.Marshal(params); err != nil {
			return fmt.Errorf("encoding the parameters of %s: %w", method, err)
		}
	}
	answer := make(chan *jsonrpc2.Response, 1)
	c.mu.Lock()
	c.lastID++
	number := c.lastID
	id := jsonrpc2.NewNumberID(number)
	c.waiting[id] = answer
	c.mu.Unlock()
	c.out.send(jsonrpc2.AppendCall(nil, id, method, raw))

	select {
	case m := <-answer:
		if m.Err() != nil {
			return m.Err()
		}
		if result == nil {
			return nil
		}
		if err := protocol.Unmarshal(m.Result(), result); err != nil {
			return fmt.Errorf("decoding the answer to %s: %w", method, err)
		}
		return nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-c.ctx.Done():
		err = context.Cause(c.ctx)
	}
	c.mu.Lock()
	delete(c.waiting, id)
	c.mu.Unlock()
	c.out.send(jsonrpc2.AppendNotification(nil, protocol.MethodCancelRequest, fmt.Appendf(nil, `{"id":%d}`, number)))
	return err
}
