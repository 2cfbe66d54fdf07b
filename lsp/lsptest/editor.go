package lsptest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/porter-ls/porter-ls/lsp"
	"go.lsp.dev/protocol"
)

// patience is how long Wait waits.
const patience = 20 * time.Second

// Options say what kind of editor it is.
type Options struct {
	Server    lsp.Options
	Encodings []string // what it offers; nil for an editor that says nothing
	Folder    string   // URI of its workspace folder, "" for none
	Progress  bool     // it shows progress that the server asks for
	Watches   bool     // it tells of changes on disk where the server asks it to
	// Capabilities are what it says of itself beyond that, as JSON, by their dotted
	// path in ClientCapabilities.
	Capabilities   map[string]string
	Initialization any // its initialization options
	// Answers are its answers to what the server asks, by method: a function of the
	// parameters, whose answer may be an *Error. Without one it answers null.
	Answers map[string]func(params json.RawMessage) any
	// AnswerProgress, where set, is called before a request for progress is
	// answered; its error is the answer.
	AnswerProgress func() *Error
}

// Editor is a connected editor that is past initialize. It remembers all that
// the server sends.
type Editor struct {
	*Wire
	Result json.RawMessage // initialize's answer
	opts   Options

	mu       sync.Mutex
	news     chan struct{}                // guarded by mu: closed and replaced at every message
	lastID   int                          // guarded by mu
	answers  map[string]Message           // guarded by mu: by ID
	shown    map[string][]Published       // guarded by mu: by URI
	messages []Shown                      // guarded by mu
	progress map[string][]ProgressStep    // guarded by mu: by token
	watched  []string                     // guarded by mu: the patterns of files that the server asked to be told of
	parts    map[string][]json.RawMessage // guarded by mu: of answers, by token
	asked    []Message                    // guarded by mu: what the server asked
	notified map[string][]json.RawMessage // guarded by mu: the parameters of notifications, by method
}

// Published is one publishDiagnostics.
type Published struct {
	URI         string                `json:"uri"`
	Version     *int32                `json:"version"` // the text's that it is about; nil where unsaid
	Diagnostics []protocol.Diagnostic `json:"-"`
}

// Shown is one showMessage or logMessage.
type Shown struct {
	Method  string `json:"-"`
	Type    int    `json:"type"` // 1 is an error, 2 a warning, 3 an information, 4 a log
	Message string `json:"message"`
}

// ProgressStep is one step of a work-done progress.
type ProgressStep struct {
	Kind        string `json:"kind"` // begin, report or end
	Title       string `json:"title"`
	Message     string `json:"message"`
	Percentage  *int   `json:"percentage"` // 0 to 100; nil where unsaid
	Cancellable bool   `json:"cancellable"`
}

// Start starts a server and an editor for it, which leaves in good order at the
// test's end.
func Start(t testing.TB, o Options) *Editor {
	t.Helper()
	e := &Editor{
		Wire: Dial(t, o.Server), opts: o, news: make(chan struct{}),
		answers: map[string]Message{}, shown: map[string][]Published{}, progress: map[string][]ProgressStep{},
		parts: map[string][]json.RawMessage{}, notified: map[string][]json.RawMessage{},
	}
	go e.read()
	textDocument := map[string]any{
		"hover":              map[string]any{"contentFormat": []string{"markdown", "plaintext"}},
		"documentLink":       map[string]any{"tooltipSupport": true},
		"publishDiagnostics": map[string]any{"relatedInformation": true, "versionSupport": true, "codeDescriptionSupport": true},
		"completion":         completion(),
		"definition":         map[string]any{"linkSupport": true},
		"implementation":     map[string]any{"linkSupport": true},
		"typeDefinition":     map[string]any{"linkSupport": true},
		"rename":             map[string]any{"prepareSupport": true, "honorsChangeAnnotations": true},
		"codeAction": map[string]any{
			"codeActionLiteralSupport": map[string]any{"codeActionKind": map[string]any{"valueSet": []string{"quickfix", "refactor", "source"}}},
			"isPreferredSupport":       true, "disabledSupport": true, "dataSupport": true,
			"resolveSupport": map[string]any{"properties": []string{"edit"}},
		},
	}
	capabilities := map[string]any{
		"textDocument": textDocument,
		"window":       map[string]any{"workDoneProgress": o.Progress},
		"workspace": map[string]any{
			"didChangeWatchedFiles": map[string]any{"dynamicRegistration": o.Watches},
			"workspaceEdit": map[string]any{
				"documentChanges": true, "resourceOperations": []string{"create"},
				"changeAnnotationSupport": map[string]any{"groupsOnLabel": true},
			},
		},
		"experimental": map[string]any{"commands": map[string]any{"commands": []string{"porter-ls.showReferences"}}},
	}
	if o.Encodings != nil {
		capabilities["general"] = map[string]any{"positionEncodings": o.Encodings}
	}
	for path, value := range o.Capabilities {
		set(capabilities, strings.Split(path, "."), json.RawMessage(value))
	}
	params := map[string]any{"processId": nil, "rootUri": nil, "capabilities": capabilities}
	if o.Folder != "" {
		params["rootUri"] = o.Folder
	}
	if o.Initialization != nil {
		params["initializationOptions"] = o.Initialization
	}
	if err := e.Call("initialize", params, &e.Result); err != nil {
		t.Fatalf("initialize: %v", err)
	}
	e.Notify("initialized", map[string]any{})
	t.Cleanup(func() {
		if err := e.Leave(); err != nil {
			t.Errorf("leaving: %v", err)
		}
	})
	return e
}

// completion is what the editor says of how it completes: all there is.
func completion() map[string]any {
	return map[string]any{
		"contextSupport": true,
		"completionItem": map[string]any{
			"snippetSupport": true, "commitCharactersSupport": true, "insertReplaceSupport": true, "labelDetailsSupport": true,
			"documentationFormat":   []string{"markdown", "plaintext"},
			"tagSupport":            map[string]any{"valueSet": []int{1}},
			"insertTextModeSupport": map[string]any{"valueSet": []int{1, 2}},
			"resolveSupport":        map[string]any{"properties": []string{"documentation"}},
		},
		"completionItemKind": map[string]any{"valueSet": []int{2, 3, 5, 6, 9, 12, 13, 17, 18, 19, 20, 21, 23}},
		"completionList":     map[string]any{"itemDefaults": []string{"editRange", "insertTextFormat", "insertTextMode", "data"}},
	}
}

// set puts a value at a path of maps.
func set(in map[string]any, path []string, value any) {
	if len(path) == 1 {
		in[path[0]] = value
		return
	}
	inner, ok := in[path[0]].(map[string]any)
	if !ok {
		inner = map[string]any{}
		in[path[0]] = inner
	}
	set(inner, path[1:], value)
}

// Leave sends shutdown and exit and returns what Serve returned.
func (e *Editor) Leave() error {
	var answer *Error
	if err := e.Call("shutdown", nil, nil); err != nil && !errors.As(err, &answer) {
		return fmt.Errorf("shutdown: %w", err)
	} // an error that was answered says that it is shut down already
	e.Notify("exit", nil)
	return e.Wire.Wait()
}

// read keeps what the server sends until there is no more.
func (e *Editor) read() {
	for {
		m, err := e.Receive()
		if err != nil {
			return
		}
		switch {
		case m.Method == "window/workDoneProgress/create":
			go e.answerProgress(m)
		case m.Method != "" && m.ID != nil:
			go e.answerRequest(m)
		}
		if err := e.keep(m); err != nil {
			e.t.Errorf("the server sent a %s that cannot be read: %v", m.Method, err)
		}
	}
}

func (e *Editor) answerProgress(m Message) {
	answer := map[string]any{"jsonrpc": "2.0", "id": m.ID, "result": nil}
	if e.opts.AnswerProgress != nil {
		if err := e.opts.AnswerProgress(); err != nil {
			answer["error"] = err
			delete(answer, "result")
		}
	}
	e.answer(answer)
}

// answerRequest answers what the server asks.
func (e *Editor) answerRequest(m Message) {
	answer := map[string]any{"jsonrpc": "2.0", "id": m.ID, "result": nil}
	if f := e.opts.Answers[m.Method]; f != nil {
		answer["result"] = f(m.Params)
	}
	if err, failed := answer["result"].(*Error); failed {
		answer["error"] = err
		delete(answer, "result")
	}
	e.answer(answer)
}

func (e *Editor) answer(answer map[string]any) {
	body, err := json.Marshal(answer)
	if err != nil {
		e.t.Errorf("encoding an answer: %v", err)
		return
	}
	_, _ = io.WriteString(e.in, Frame(string(body))) // the server may be gone by now
}

func (e *Editor) keep(m Message) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	defer func() {
		close(e.news)
		e.news = make(chan struct{})
	}()
	if m.Method != "" && m.ID != nil {
		e.asked = append(e.asked, m)
	} else if m.Method != "" {
		e.notified[m.Method] = append(e.notified[m.Method], m.Params)
	}
	switch m.Method {
	case "":
		e.answers[string(m.ID)] = m
	case "textDocument/publishDiagnostics":
		var p Published
		var all protocol.PublishDiagnosticsParams
		if err := json.Unmarshal(m.Params, &p); err != nil {
			return err
		}
		if err := protocol.Unmarshal(m.Params, &all); err != nil {
			return err
		}
		p.Diagnostics = all.Diagnostics
		e.shown[p.URI] = append(e.shown[p.URI], p)
	case "window/showMessage", "window/logMessage":
		s := Shown{Method: m.Method}
		if err := json.Unmarshal(m.Params, &s); err != nil {
			return err
		}
		e.messages = append(e.messages, s)
	case "client/registerCapability":
		return e.keepWatched(m.Params)
	case "$/progress":
		var p struct {
			Token json.RawMessage `json:"token"`
			Value json.RawMessage `json:"value"`
		}
		if err := json.Unmarshal(m.Params, &p); err != nil {
			return err
		}
		var value ProgressStep
		if err := json.Unmarshal(p.Value, &value); err != nil {
			return err
		}
		if value.Kind == "" {
			e.parts[string(p.Token)] = append(e.parts[string(p.Token)], p.Value)
			return nil
		}
		e.progress[string(p.Token)] = append(e.progress[string(p.Token)], value)
	}
	return nil
}

func (e *Editor) send(message any) {
	body, err := json.Marshal(message)
	if err != nil {
		e.t.Errorf("encoding a message: %v", err)
		return
	}
	e.Send(string(body))
}

// keepWatched keeps the patterns of a registration; the caller holds mu.
func (e *Editor) keepWatched(params json.RawMessage) error {
	var p struct {
		Registrations []struct {
			Method          string `json:"method"`
			RegisterOptions struct {
				Watchers []struct {
					GlobPattern string `json:"globPattern"`
				} `json:"watchers"`
			} `json:"registerOptions"`
		} `json:"registrations"`
	}
	if err := json.Unmarshal(params, &p); err != nil {
		return err
	}
	for _, r := range p.Registrations {
		if r.Method != "workspace/didChangeWatchedFiles" {
			continue
		}
		for _, w := range r.RegisterOptions.Watchers {
			e.watched = append(e.watched, w.GlobPattern)
		}
	}
	return nil
}

// Notify sends a notification.
func (e *Editor) Notify(method string, params any) {
	e.t.Helper()
	e.send(map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
}

// Begin sends a call and returns its ID.
func (e *Editor) Begin(method string, params any) int {
	e.t.Helper()
	e.mu.Lock()
	e.lastID++
	id := e.lastID
	e.mu.Unlock()
	e.send(map[string]any{"jsonrpc": "2.0", "id": id, "method": method, "params": params})
	return id
}

// End waits for the answer to a call and decodes it into result, unless that is
// nil. The error is an *Error where the server answered one.
func (e *Editor) End(id int, result any) error {
	var answer Message
	key := fmt.Sprint(id)
	if err := e.wait(func() (ok bool) { answer, ok = e.answers[key]; return ok }); err != nil {
		return fmt.Errorf("waiting for the answer to call %d: %w", id, err)
	}
	if answer.Error != nil {
		return answer.Error
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(answer.Result, result)
}

// Call calls the server and waits for its answer.
func (e *Editor) Call(method string, params, result any) error {
	e.t.Helper()
	return e.End(e.Begin(method, params), result)
}

// Cancel sends $/cancelRequest for a call.
func (e *Editor) Cancel(id int) {
	e.t.Helper()
	e.Notify("$/cancelRequest", map[string]any{"id": id})
}

// wait waits until cond, which is called with mu held, is true.
func (e *Editor) wait(cond func() bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		e.mu.Lock()
		ok, news := cond(), e.news
		e.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return fmt.Errorf("it did not come within %s", patience)
		}
	}
}
