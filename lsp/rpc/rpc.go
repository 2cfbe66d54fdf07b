// Package rpc is the connection between an editor and the server: JSON-RPC 2.0
// over a byte stream, with the promises an editor needs.
//
// It takes the message format, IDs and errors from go.lsp.dev/jsonrpc2 and does
// the rest itself, because that library's connection ends at the first
// malformed message and at any error of a notification, recycles the context
// of a request that is still in use, and has no reader that survives a broken
// frame. What this package promises:
//
//   - Messages are handed to the Handler one at a time, in the order of the wire.
//     A handler that needs long returns a Later, which runs beside those that
//     follow.
//   - $/cancelRequest is obeyed when it is read, also for a request that waits.
//   - A message that cannot be read is answered with an error, and the next one
//     is handled. So is a handler's panic.
//   - A notification never has an answer; what its handler returns is logged.
//   - Nothing waits for the editor to read: a goroutine of its own writes.
package rpc

import (
	"context"
	"encoding/json"
	"errors"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// Error codes of the language server protocol that jsonrpc2 does not name.
const (
	CodeRequestFailed    jsonrpc2.Code = -32803
	CodeServerCancelled  jsonrpc2.Code = -32802
	CodeContentModified  jsonrpc2.Code = -32801
	CodeRequestCancelled jsonrpc2.Code = -32800
)

// Request is a call or, without an ID, a notification.
type Request struct {
	ID     jsonrpc2.ID
	Method string
	Params []byte // JSON; nil where absent or null

	ctx    context.Context
	cancel context.CancelFunc
}

// IsCall reports whether the other side waits for an answer.
func (r *Request) IsCall() bool { return r.ID.IsValid() }

// Decode reads the parameters into v. Its errors are the answers to give:
// invalid parameters, or a parse error where they are no JSON at all.
func (r *Request) Decode(v any) error {
	if r.Params == nil {
		return jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%s needs parameters", r.Method)
	}
	err := protocol.Unmarshal(r.Params, v)
	switch {
	case err == nil:
		return nil
	case !json.Valid(r.Params):
		return jsonrpc2.Errorf(jsonrpc2.ParseError, "the parameters of %s are not JSON: %v", r.Method, err)
	}
	return jsonrpc2.Errorf(jsonrpc2.InvalidParams, "the parameters of %s: %v", r.Method, err)
}

// Tap is called with messages as they are on the wire, without their frames. It
// must not keep or change them.
type Tap func(way Way, body []byte)

// Way says in which direction a message went.
type Way string

// The ways, as a trace shows them.
const (
	Received Way = "<-"
	Sent     Way = "->"
)

// Handler handles one message. The context of a call ends when the call is
// cancelled or the connection ends, that of a notification with the connection.
//
// The result of a call is its answer; a *jsonrpc2.Error keeps its code, any
// other error is an internal one. A Later as result is run on a goroutine of
// its own and answers instead.
type Handler func(ctx context.Context, r *Request) (any, error)

// Later is the part of a handler that runs beside later messages.
type Later func(ctx context.Context) (any, error)

// wireError is the error as the other side gets it.
func wireError(ctx context.Context, err error) error {
	var wire *jsonrpc2.Error
	switch {
	case errors.As(err, &wire):
		return &jsonrpc2.Error{Code: wire.Code, Message: err.Error(), Data: wire.Data}
	case ctx.Err() != nil:
		return jsonrpc2.NewError(CodeRequestCancelled, "cancelled")
	}
	return jsonrpc2.NewError(jsonrpc2.InternalError, err.Error())
}
