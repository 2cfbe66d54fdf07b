package lsptest

import (
	"encoding/json"
	"slices"

	"go.lsp.dev/protocol"
)

// Edit is one change of a text, as it goes over the wire.
type Edit struct {
	Range *protocol.Range `json:"range,omitempty"`
	Text  string          `json:"text"`
}

// At returns the edit that puts text in place of a range.
func At(startLine, startColumn, endLine, endColumn int, text string) Edit {
	return Edit{Text: text, Range: &protocol.Range{
		Start: protocol.Position{Line: uint32(startLine), Character: uint32(startColumn)},
		End:   protocol.Position{Line: uint32(endLine), Character: uint32(endColumn)},
	}}
}

// Open opens a file as version 1.
func (e *Editor) Open(uri, language, text string) {
	e.t.Helper()
	e.Notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": uri, "languageId": language, "version": 1, "text": text,
	}})
}

// Change changes a file.
func (e *Editor) Change(uri string, version int, edits ...Edit) {
	e.t.Helper()
	e.Notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": uri, "version": version},
		"contentChanges": edits,
	})
}

// Save says that a file was saved.
func (e *Editor) Save(uri string) {
	e.t.Helper()
	e.Notify("textDocument/didSave", map[string]any{"textDocument": map[string]any{"uri": uri}})
}

// CloseFile closes a file.
func (e *Editor) CloseFile(uri string) {
	e.t.Helper()
	e.Notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": uri}})
}

// The kinds of change of a file on disk, for Disk.
const (
	Created = 1
	Changed = 2
	Deleted = 3
)

// Disk says that a file on disk was created, changed or deleted.
func (e *Editor) Disk(uri string, kind int) {
	e.t.Helper()
	e.Notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uri, "type": kind}}})
}

// Watched waits until the server has asked to be told of changes on disk and
// returns the patterns of the files.
func (e *Editor) Watched() []string {
	e.t.Helper()
	if err := e.wait(func() bool { return len(e.watched) > 0 }); err != nil {
		e.t.Fatalf("waiting for the server to watch files: %v", err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.watched)
}

// Diagnostics waits until diagnostics of that version of the file are shown and
// returns them.
func (e *Editor) Diagnostics(uri string, version int) []protocol.Diagnostic {
	e.t.Helper()
	last := e.WaitShown(uri, func(p Published) bool { return p.Version != nil && *p.Version == int32(version) })
	return last.Diagnostics
}

// WaitShown waits until what is shown of a file is as ok wants it.
func (e *Editor) WaitShown(uri string, ok func(Published) bool) Published {
	e.t.Helper()
	var last Published
	err := e.wait(func() bool {
		all := e.shown[uri]
		if len(all) == 0 {
			return false
		}
		last = all[len(all)-1]
		return ok(last)
	})
	if err != nil {
		e.t.Fatalf("waiting for diagnostics of %s: %v; the last are %+v", uri, err, last)
	}
	return last
}

// Shown returns every publishDiagnostics about a file, in order.
func (e *Editor) Shown(uri string) []Published {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.shown[uri])
}

// Asked returns the parameters of what the server has asked by a method, in order.
func (e *Editor) Asked(method string) []json.RawMessage {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.askedBy(method)
}

// askedBy is Asked; the caller holds mu.
func (e *Editor) askedBy(method string) []json.RawMessage {
	var all []json.RawMessage
	for _, m := range e.asked {
		if m.Method == method {
			all = append(all, m.Params)
		}
	}
	return all
}

// Notified returns the parameters of the notifications of a method that have come.
func (e *Editor) Notified(method string) []json.RawMessage {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.notified[method])
}

// WaitAsked waits until the server has asked by a method that many times.
func (e *Editor) WaitAsked(method string, times int) {
	e.t.Helper()
	if err := e.wait(func() bool { return len(e.askedBy(method)) >= times }); err != nil {
		e.t.Fatalf("waiting for %s, %d times: %v", method, times, err)
	}
}

// WaitMessage waits until a message is shown or logged that ok takes.
func (e *Editor) WaitMessage(ok func(Shown) bool) {
	e.t.Helper()
	if err := e.wait(func() bool { return slices.ContainsFunc(e.messages, ok) }); err != nil {
		e.t.Fatalf("waiting for a message: %v; there were %+v", err, e.Messages())
	}
}

// Messages returns the messages shown and logged, in order.
func (e *Editor) Messages() []Shown {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.messages)
}

// Progress returns the steps of a progress; token is its JSON.
func (e *Editor) Progress(token string) []ProgressStep {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.progress[token])
}

// Parts returns the parts of an answer that have come; token is its JSON.
func (e *Editor) Parts(token string) []json.RawMessage {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.parts[token])
}

// WaitProgress waits until the steps of a progress are as ok wants them.
func (e *Editor) WaitProgress(token string, ok func([]ProgressStep) bool) []ProgressStep {
	e.t.Helper()
	var steps []ProgressStep
	err := e.wait(func() bool {
		steps = e.progress[token]
		return ok(steps)
	})
	if err != nil {
		e.t.Fatalf("waiting for progress %s: %v; so far %+v", token, err, steps)
	}
	return slices.Clone(steps)
}
