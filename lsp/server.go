// Package lsp is the language server: it turns what an editor sends into calls
// of the packages below and their answers into the protocol's types, which stay
// in this package.
//
// A handler runs in the order of the wire until it has what must not change
// under it, and returns a Later for the rest.
package lsp

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/rpc"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// Name is the server's name in the protocol and the source of its diagnostics.
const Name = "porter-ls"

// Options say what a Server serves.
type Options struct {
	Version  string // the product's, shown to the editor
	Commands []*commands.Command
	Rules    []*analysis.Analyzer
	Log      *slog.Logger // nil discards

	// InstalledMixins lets checks of what is in trusted folders run the mixins that
	// are installed on this machine, for their versions and schemas, where the
	// editor's settings do not say otherwise. Opening another file or folder runs no
	// program whatever.
	InstalledMixins bool

	// Trace is where every message is written, with the time; nil for nowhere.
	Trace io.Writer

	// Env is what commands run in. Its streams, events, folder and Unsaved are
	// replaced for every call.
	Env commands.Env
}

// Server serves editors, each with Serve.
type Server struct {
	opts   Options
	tracer *tracer
}

// New returns a Server.
func New(o Options) *Server {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Server{opts: o, tracer: &tracer{out: o.Trace}}
}

// ErrNoShutdown says that an editor ended without the shutdown request that the
// protocol wants before; the process then exits with 1.
var ErrNoShutdown = errors.New("the editor left without a shutdown request")

// Serve serves one editor until it sends exit, is gone, or ctx ends. Commands
// that still run are cancelled. The error is nil only after shutdown and exit,
// and wraps ErrNoShutdown where that order was not kept.
func (s *Server) Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	e := &editor{
		Server: s,
		conn:   rpc.New(in, out, s.opts.Log),
		ctx:    ctx,
		tasks:  newTasks(),
	}
	e.conn.Tap(s.tracer.connection())
	e.methods = e.table()
	err := e.conn.Run(ctx, e.handle)
	cancel()
	e.background.Wait()
	switch {
	case err != nil:
		return err
	case e.state != shutDown:
		return ErrNoShutdown
	}
	return nil
}

// method handles one method. A nil answer of a call is the protocol's null.
type method func(ctx context.Context, r *rpc.Request) (any, error)

// table is every method that is served: of the connection, of documents as they
// change, questions about one by its name, and of the workspace. Notifications that
// are known and of no interest are here as well, so that only surprises are logged.
func (e *editor) table() map[string]method {
	return map[string]method{
		protocol.MethodInitialize:  e.initialize,
		protocol.MethodInitialized: e.initialized,
		protocol.MethodSetTrace:    e.setTrace,
		protocol.MethodShutdown:    e.shutdown,

		protocol.MethodTextDocumentDidOpen:   e.didOpen,
		protocol.MethodTextDocumentDidChange: e.didChange,
		protocol.MethodTextDocumentDidSave:   e.didSave,
		protocol.MethodTextDocumentDidClose:  e.didClose,

		protocol.MethodTextDocumentCodeAction:              about(e, codeAction),
		protocol.MethodCodeActionResolve:                   e.codeActionResolve(),
		protocol.MethodTextDocumentCodeLens:                about(e, codeLens),
		protocol.MethodCodeLensResolve:                     about(e, resolveCodeLens),
		protocol.MethodTextDocumentCompletion:              about(e, completion),
		protocol.MethodCompletionItemResolve:               e.completionResolve,
		protocol.MethodTextDocumentDefinition:              about(e, definition),
		protocol.MethodTextDocumentDiagnostic:              e.documentDiagnostic,
		protocol.MethodTextDocumentDocumentHighlight:       about(e, documentHighlight),
		protocol.MethodTextDocumentDocumentLink:            about(e, documentLink),
		protocol.MethodTextDocumentDocumentSymbol:          about(e, documentSymbol),
		protocol.MethodTextDocumentFoldingRange:            about(e, foldingRange),
		protocol.MethodTextDocumentFormatting:              about(e, formatting),
		protocol.MethodTextDocumentHover:                   about(e, hover),
		protocol.MethodTextDocumentImplementation:          about(e, implementation),
		protocol.MethodTextDocumentInlayHint:               about(e, inlayHint),
		protocol.MethodTextDocumentOnTypeFormatting:        about(e, onTypeFormatting),
		protocol.MethodTextDocumentPrepareRename:           about(e, prepareRename),
		protocol.MethodTextDocumentRangeFormatting:         about(e, rangeFormatting),
		protocol.MethodTextDocumentRangesFormatting:        about(e, rangesFormatting),
		protocol.MethodTextDocumentReferences:              about(e, references),
		protocol.MethodTextDocumentRename:                  about(e, rename),
		protocol.MethodTextDocumentSelectionRange:          about(e, selectionRange),
		protocol.MethodTextDocumentSemanticTokensFull:      about(e, semanticTokens),
		protocol.MethodTextDocumentSemanticTokensFullDelta: about(e, semanticTokensDelta),
		protocol.MethodTextDocumentSemanticTokensRange:     about(e, semanticTokensRange),
		protocol.MethodTextDocumentTypeDefinition:          about(e, typeDefinition),

		didChangeTrustMethod:                              e.didChangeTrust,
		protocol.MethodWindowWorkDoneProgressCancel:       e.cancelProgress,
		protocol.MethodWorkspaceDiagnostic:                e.workspaceDiagnostic,
		protocol.MethodWorkspaceDidChangeConfiguration:    e.didChangeConfiguration,
		protocol.MethodWorkspaceDidChangeWatchedFiles:     e.didChangeWatchedFiles,
		protocol.MethodWorkspaceDidChangeWorkspaceFolders: e.didChangeWorkspaceFolders,
		protocol.MethodWorkspaceExecuteCommand:            e.executeCommand,
		protocol.MethodWorkspaceSymbol:                    e.workspaceSymbol,
	}
}

// handle keeps the protocol's order of life: nothing before initialize, nothing
// but exit after shutdown. It runs on one goroutine.
func (e *editor) handle(ctx context.Context, r *rpc.Request) (any, error) {
	if r.Method == protocol.MethodExit && !r.IsCall() {
		e.conn.Close()
		return nil, nil
	}
	switch {
	case e.state == shutDown:
		return nil, jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server was shut down")
	case e.state == starting && r.Method != protocol.MethodInitialize:
		return nil, jsonrpc2.NewError(jsonrpc2.ServerNotInitialized, "the server is not initialized")
	case e.state == running && r.Method == protocol.MethodInitialize:
		return nil, jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server is initialized already")
	}
	m := e.methods[r.Method]
	if m == nil {
		if !r.IsCall() && strings.HasPrefix(r.Method, "$/") {
			return nil, nil
		}
		return nil, jsonrpc2.Errorf(jsonrpc2.MethodNotFound, "there is no method %s", r.Method)
	}
	return e.traced(ctx, r, m)
}

// snapshot returns what is open now.
func (e *editor) snapshot() *cache.Snapshot { return e.session.Snapshot() }
