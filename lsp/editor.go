package lsp

import (
	"context"
	"sync"
	"sync/atomic"

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
	state       life
	said        sync.Map // warnings that were shown, by their text
	configuring *configuring
	trusting    *trusting
	wide        *wide
	trace       atomic.Value // the string of how much the editor wants to hear of what is done
	refreshing  atomic.Int32 // how many times the editor is to be told to ask again
	client      client
	session     *cache.Session
	published   *publisher
	bundles     *commands.LocalBundles    // those that Porter has pulled to this machine
	mixins      *commands.InstalledMixins // those on this machine, nil where there is no place for them

	lastTokens lastTokens
}

// client is what the editor said about itself.
type client struct {
	manners
	acting
	folders       []string    // of the workspace when it began, by path
	progress      bool        // it takes window/workDoneProgress/create
	codeActions   bool        // it takes code actions, not only commands
	related       bool        // it shows related information of diagnostics
	watches       bool        // it tells of changes on disk where it is asked to
	outlineTree   bool        // it shows a file's symbols as a tree
	foldsLines    bool        // it folds whole lines only
	foldLimit     int         // how many folds it takes, 0 where it does not say
	codeAddresses bool        // it shows the address of a diagnostic's rule
	linkTooltips  bool        // it shows what a link leads to
	hoverMarkdown bool        // it shows Markdown about a place, rather than plain text
	legend        tokenLegend // what it calls tokens
	completion    completionClient
	links         linkSupport // which places to go to it takes with what is around them
	edits         editSupport // which edits of several files it takes
	asksToRename  bool        // it asks whether something can be renamed before
}

// acting is how the editor makes code actions.
type acting struct {
	preferred       bool // it tells the code action that is meant most likely
	disabled        bool // it shows code actions that cannot be made, with the reason
	resolvesEdits   bool // it asks for the edit of the code action that was chosen
	showsReferences bool // it has a command that shows places
}

// manners are how the editor says that it takes settings and questions.
type manners struct {
	settings     bool // it tells its settings where it is asked
	settingsNews bool // it says when settings have changed, where it is asked to
	asks         bool // it asks its user what we want to know

	pulls            bool // it asks for diagnostics; no others are sent to it
	relatedDocuments bool // it takes those of other files with those of one
	refreshes        bool // it asks again where it is told to
	refreshesHints   bool // likewise for hints
}
