package lsp

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/rpc"
)

// life says where in the protocol's order of life an editor's connection is.
type life uint8

const (
	starting life = iota
	running
	shutDown
)

// editor is one connected editor.
type editor struct {
	*Server
	conn    *rpc.Conn
	ctx     context.Context // ends with the connection
	methods map[string]method

	background sync.WaitGroup // checks, and the watch over the editor's process
	tasks      *tasks

	// Written by initialize and shutdown only, which run before and after
	// everything that reads them.
	state     life
	client    client
	session   *cache.Session
	published *publisher
	inputs    analysis.Inputs           // what checks know of the world outside of the workspace
	bundles   *commands.LocalBundles    // part of inputs
	mixins    *commands.InstalledMixins // what inputs are, nil where no mixin may run

	lastTokens  lastTokens
	badSettings atomic.Value // the string that was last said of settings that cannot be followed
}

// client is what the editor said about itself.
type client struct {
	folders       []string    // of the workspace when it began, by path
	progress      bool        // it takes window/workDoneProgress/create
	codeActions   bool        // it takes code actions, not only commands
	related       bool        // it shows related information of diagnostics
	watches       bool        // it tells of changes on disk where it is asked to
	codeAddresses bool        // it shows the address of a diagnostic's rule
	hoverMarkdown bool        // it shows Markdown about a place, rather than plain text
	legend        tokenLegend // what it calls tokens
}
