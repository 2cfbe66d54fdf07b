package lsp

import (
	"context"
	"fmt"
	"sync"

	"go.lsp.dev/protocol"
)

// tasks are the commands that run.
type tasks struct {
	mu     sync.Mutex
	last   int                           // guarded by mu: numbers our own progress tokens
	cancel map[string]context.CancelFunc // guarded by mu, by key of the progress token
	busy   map[string]string             // guarded by mu: what runs on a manifest, by path
}

func newTasks() *tasks {
	return &tasks{cancel: map[string]context.CancelFunc{}, busy: map[string]string{}}
}

// claim takes a manifest for one command, of which label is the name for
// people; it returns the label of the command that has it already, "" where it
// was free. The empty path is never taken.
func (t *tasks) claim(path, label string) string {
	if path == "" {
		return ""
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if other := t.busy[path]; other != "" {
		return other
	}
	t.busy[path] = label
	return ""
}

func (t *tasks) release(path string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.busy, path)
}

// token returns a progress token that is nobody else's.
func (t *tasks) token() protocol.ProgressToken {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last++
	return protocol.String(fmt.Sprintf("%s/%d", Name, t.last))
}

// add lets the editor's cancellation of a token cancel; forget takes that back.
func (t *tasks) add(token protocol.ProgressToken, cancel context.CancelFunc) (forget func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := tokenKey(token)
	t.cancel[key] = cancel
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.cancel, key)
	}
}

func (t *tasks) cancelToken(token protocol.ProgressToken) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if cancel := t.cancel[tokenKey(token)]; cancel != nil {
		cancel()
	}
}

func (t *tasks) cancelAll() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, cancel := range t.cancel {
		cancel()
	}
}

// tokenKey tells the number 1 from the string "1".
func tokenKey(token protocol.ProgressToken) string { return fmt.Sprintf("%T %v", token, token) }
