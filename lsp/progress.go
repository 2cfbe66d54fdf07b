package lsp

import (
	"context"
	"sync"

	"github.com/porter-ls/porter-ls/engine"
	"github.com/porter-ls/porter-ls/lsp/rpc"
	"go.lsp.dev/protocol"
)

// cancelProgress is the editor's cancel button.
func (e *editor) cancelProgress(_ context.Context, r *rpc.Request) (any, error) {
	var p protocol.WorkDoneProgressCancelParams
	if err := r.Decode(&p); err != nil {
		return nil, err
	}
	e.tasks.cancelToken(p.Token)
	return nil, nil
}

// progress shows how far one command is. With a token of the editor's own it
// begins at once, else with the first event, if the editor takes progress: a
// command that is done in no time needs none.
type progress struct {
	e     *editor
	title string
	token protocol.ProgressToken

	mu      sync.Mutex
	phase   phase  // guarded by mu
	ended   bool   // guarded by mu: the command is over
	message string // guarded by mu: the newest, or the last word where ended
	percent uint32 // guarded by mu: never falls
}

// phase says what the editor knows of a progress.
type phase uint8

const (
	unknown phase = iota
	asked         // the editor was asked to show it
	begun
	refused
)

// newProgress makes the progress of a command; token is the editor's, nil where
// it gave none.
func (e *editor) newProgress(title string, token protocol.ProgressToken) *progress {
	p := &progress{e: e, title: title, token: token}
	switch {
	case token != nil:
		p.phase = begun
		p.begin()
	case e.client.progress:
		p.token = e.tasks.token()
	default:
		p.token, p.phase = e.tasks.token(), refused
	}
	return p
}

// event shows an event. It does not wait for the editor.
func (p *progress) event(ev engine.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	percent, message := p.percent, p.message
	if ev.Percent >= 0 {
		percent = max(percent, uint32(min(ev.Percent, 100)))
	}
	if ev.Kind == engine.PhaseEvent && ev.Text != "" {
		message = ev.Text
	}
	changed := percent != p.percent || message != p.message
	p.percent, p.message = percent, message
	switch {
	case p.phase == unknown:
		p.phase = asked
		p.e.conn.Go(p.ask)
	case p.phase == begun && changed:
		p.send(&protocol.WorkDoneProgressReport{Kind: "report", Message: &message, Percentage: &percent})
	}
}

// ask asks the editor to show the progress and begins it, also where the
// command is over by then: the editor may show what has not begun.
func (p *progress) ask() {
	err := p.e.conn.Call(p.e.ctx, protocol.MethodWindowWorkDoneProgressCreate, &protocol.WorkDoneProgressCreateParams{Token: p.token}, nil)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.phase = refused
		p.e.opts.Log.Debug("the editor shows no progress", "error", err)
		return
	}
	p.phase = begun
	p.begin()
	if p.ended {
		p.send(&protocol.WorkDoneProgressEnd{Kind: "end", Message: &p.message})
	}
}

func (p *progress) begin() {
	begin := &protocol.WorkDoneProgressBegin{Kind: "begin", Title: p.title, Cancellable: ptr(true), Percentage: ptr(p.percent)}
	if p.message != "" {
		begin.Message = ptr(p.message)
	}
	p.send(begin)
}

// end takes the progress from the screen; message is the last word.
func (p *progress) end(message string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended, p.message = true, message
	if p.phase == begun {
		p.send(&protocol.WorkDoneProgressEnd{Kind: "end", Message: &message})
	}
}

func (p *progress) send(value any) {
	raw, err := protocol.Marshal(value)
	if err != nil {
		p.e.opts.Log.Error("encoding progress", "error", err)
		return
	}
	p.e.notify(protocol.MethodProgress, &protocol.ProgressParams{Token: p.token, Value: raw})
}
