package rpc_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/porter-ls/porter-ls/lsp/rpc"
)

// One side calls the other over a pair of pipes.
func ExampleConn_Call() {
	fromServer, toEditor := io.Pipe()
	fromEditor, toServer := io.Pipe()
	log := slog.New(slog.DiscardHandler)
	server, editor := rpc.New(fromEditor, toEditor, log), rpc.New(fromServer, toServer, log)

	ended := make(chan error, 2)
	go func() {
		ended <- server.Run(context.Background(), func(_ context.Context, r *rpc.Request) (any, error) {
			var text string
			err := r.Decode(&text)
			return strings.ToUpper(text), err
		})
		_ = toEditor.Close()
	}()
	go func() {
		ended <- editor.Run(context.Background(), func(context.Context, *rpc.Request) (any, error) { return nil, nil })
	}()

	var answer string
	err := editor.Call(context.Background(), "shout", "hello", &answer)
	fmt.Println(answer, err)
	_ = toServer.Close()
	fmt.Println(<-ended, <-ended)
	// Output:
	// HELLO <nil>
	// <nil> <nil>
}
