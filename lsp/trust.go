package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/porter-ls/porter-ls/engine/trust"
	"github.com/porter-ls/porter-ls/lsp/rpc"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// didChangeTrustMethod is the notification with which an editor that asks its
// user itself says whether the workspace is trusted.
const didChangeTrustMethod = "porter-ls/didChangeTrust"

// trustParams are its parameters, and part of the initialization options.
type trustParams struct {
	Trusted *bool `json:"trusted"`
}

// trusting is what is known of which folders are trusted. Nothing of an
// untrusted folder is run, and nothing that it names is contacted.
type trusting struct {
	store *trust.Store // nil where there is no place to keep it

	mu      sync.Mutex
	told    *bool           // guarded by mu: what the editor says, nil where it leaves that to us
	folders trust.Folders   // guarded by mu: what the user says, as last read
	known   map[string]bool // guarded by mu: the answers so far, by path, so that a keystroke reads no disk
}

// newTrusting takes what the editor says of trust as it begins.
func (e *editor) newTrusting(options []byte) *trusting {
	t := &trusting{known: map[string]bool{}}
	var said trustParams
	err := json.Unmarshal(options, &said)
	if bad := new(json.UnmarshalTypeError); errors.As(err, &bad) && bad.Field == "trusted" {
		e.sayOnce("The setting porter-ls.trusted cannot be followed: it is true or false")
		said.Trusted = new(bool)
	}
	t.told = said.Trusted
	if t.store, err = trust.Open(e.opts.Env.Getenv); err != nil {
		e.opts.Log.Debug("no folder is trusted", "error", err)
	}
	e.readTrust(t)
	return t
}

// readTrust reads anew what the user says, and reports whether that has changed.
func (e *editor) readTrust(t *trusting) bool {
	if t.store == nil {
		return false
	}
	folders, err := t.store.Folders()
	if err != nil {
		e.sayOnce(err.Error()) // and nothing is trusted
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	same := len(folders) == len(t.folders)
	for at, trusted := range folders {
		before, known := t.folders[at]
		same = same && known && before == trusted
	}
	if !same {
		t.folders = folders
		clear(t.known)
	}
	return !same
}

// trusted reports whether a file, or a folder, is in a trusted folder. What is not on disk is
// so only where the editor says that all is.
func (t *trusting) trusted(path string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.told != nil {
		return *t.told
	}
	if path == "" {
		return false
	}
	trusted, ok := t.known[path]
	if !ok {
		trusted = t.folders.Trusted(path)
		t.known[path] = trusted
	}
	return trusted
}

// isTold reports whether the editor decides.
func (t *trusting) isTold() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.told != nil
}

// didChangeTrust takes what the editor now says of the whole workspace.
func (e *editor) didChangeTrust(_ context.Context, r *rpc.Request) (any, error) {
	var p trustParams
	if err := r.Decode(&p); err != nil {
		return nil, err
	}
	e.trusting.mu.Lock()
	e.trusting.told = p.Trusted
	e.trusting.mu.Unlock()
	e.checkAll()
	return nil, nil
}

// lookAtTrust takes up what was said of trust since it was last looked at, here
// or in a terminal.
func (e *editor) lookAtTrust() {
	if e.readTrust(e.trusting) {
		e.checkAll()
	}
}

// checkAll checks everything again, although it is as it was.
func (e *editor) checkAll() {
	e.wide.forget()
	defer e.refresh()
	for _, o := range e.snapshot().All() {
		if isChecked(o) {
			e.checking(o, o.Turn, false)
		}
	}
}

// The answers to the question whether a folder is trusted.
const (
	trustAnswer   = "Trust this folder"
	noTrustAnswer = "Do not run it"
)

// permit refuses a call that runs what a folder names, unless that is trusted or
// the user, who is asked where the editor can, now trusts it.
func (e *editor) permit(ctx context.Context, c *call) error {
	if !c.command.Programs(c.input) {
		return nil
	}
	e.lookAtTrust()
	for _, at := range c.touches() {
		if e.trusting.trusted(at) {
			continue
		}
		folder := e.snapshot().Top(at)
		if err := e.askTrust(ctx, c, folder); err != nil {
			return err
		}
	}
	return nil
}

// askTrust asks whether a folder is trusted. The error says that it is not, and
// the way out.
func (e *editor) askTrust(ctx context.Context, c *call, folder string) error {
	why := fmt.Sprintf("%s runs what the files in %s name", c.label(), folder)
	switch {
	case e.trusting.isTold():
		return fmt.Errorf("%s, and this workspace is not trusted; trust it as this editor does that for any workspace", why)
	case e.trusting.store == nil:
		return fmt.Errorf("%s, which is not trusted, and there is no home folder to keep that in; set PORTER_LS_HOME", why)
	case e.client.asks:
		var chosen *protocol.MessageActionItem
		err := e.conn.Call(ctx, protocol.MethodWindowShowMessageRequest, &protocol.ShowMessageRequestParams{
			Type:    protocol.MessageTypeWarning,
			Message: why + ": programs, images and hosts. Do you trust the authors of what is in this folder?",
			Actions: []protocol.MessageActionItem{{Title: trustAnswer}, {Title: noTrustAnswer}},
		}, &chosen)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil && chosen != nil && chosen.Title == trustAnswer {
			if _, err := e.trusting.store.Set(folder, true); err != nil {
				return fmt.Errorf("trusting %s: %w", folder, err)
			}
			e.lookAtTrust()
			return nil
		}
	}
	return fmt.Errorf("%s, which is not trusted; to trust it use the command porter-ls.trust, or in a terminal: porter-ls trust %q", why, folder)
}

// touches returns what a call is about: the manifest or the other paths that it
// names, else the folder that it runs in.
func (c *call) touches() []string {
	at := []string{c.dir}
	switch {
	case c.manifest != "":
		at = []string{c.manifest}
	case c.command.Paths && len(c.input.Args) > 0:
		at = nil
		for _, arg := range c.input.Args {
			at = append(at, c.abs(arg))
		}
	}
	return at
}

// trustable refuses to keep what is said of trust where that does not count.
func (e *editor) trustable(c *call) error {
	if c.command.Folders && e.trusting.isTold() {
		return jsonrpc2.NewError(rpc.CodeRequestFailed, "this editor decides by itself whether a workspace is trusted; use what it has for that")
	}
	return nil
}
