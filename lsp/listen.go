package lsp

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
)

// Listen serves every editor that connects, each as Serve does, until ctx ends.
// The listener is closed then. Whoever can connect can run bundles: it is for
// addresses that only this machine reaches.
func (s *Server) Listen(ctx context.Context, l net.Listener) error {
	var editors sync.WaitGroup
	defer editors.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	for {
		conn, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		editors.Go(func() { s.serveConn(ctx, conn) })
	}
}

// serveConn serves one editor that has connected.
func (s *Server) serveConn(ctx context.Context, conn net.Conn) {
	hangup := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer func() {
		hangup()
		_ = conn.Close()
	}()
	in := bufio.NewReader(conn)
	if !speaksProtocol(in) {
		s.opts.Log.Warn("hung up on what is no editor", "address", conn.RemoteAddr())
		return
	}
	err := s.Serve(ctx, in, conn)
	if err != nil && !errors.Is(err, ErrNoShutdown) && ctx.Err() == nil {
		s.opts.Log.Warn("an editor's connection has ended", "address", conn.RemoteAddr(), "error", err)
	}
}

// header is how every message of the protocol begins.
const header = "Content-"

// speaksProtocol reports whether the first bytes are those of a message. A page in
// a browser can have an HTTP request sent to any port of this machine, and what
// that holds must not be taken for messages.
func speaksProtocol(in *bufio.Reader) bool {
	first, err := in.Peek(len(header))
	if errors.Is(err, io.EOF) && len(first) == 0 {
		return true // it has said nothing, which Serve ends with
	}
	return strings.EqualFold(string(first), header)
}
