package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/settings"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/rpc"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// configuring is what the user has set in the editor.
type configuring struct {
	initial settings.Editor // of the initialization options
	known   chan struct{}   // closed when the first answer is there, or is not to be expected
	settle  func()          // closes known

	mu      sync.Mutex
	asked   int                        // guarded by mu: how often the editor was asked; only the last answer counts
	all     settings.Editor            // guarded by mu: for what is in none of the folders
	folders map[string]settings.Editor // guarded by mu: by slash path
}

// settingsPatience is how long checks wait for the first answer about settings.
// Without it they would show, for a moment, what the user has turned off.
const settingsPatience = 2 * time.Second

// newConfiguring takes the settings that the editor gives as it begins. stop ends
// the waiting for others.
func (e *editor) newConfiguring(options []byte) (c *configuring, stop func()) {
	c = &configuring{known: make(chan struct{})}
	c.settle = sync.OnceFunc(func() { close(c.known) })
	if len(options) > 0 {
		c.initial = e.readSettings(options)
		var members map[string]json.RawMessage
		if err := json.Unmarshal(options, &members); err == nil && len(members[settings.Section]) > 0 {
			c.initial = e.readSettings(members[settings.Section]).Over(c.initial)
		}
	}
	c.all = c.initial
	if !e.client.settings {
		c.settle()
		return c, func() {}
	}
	timer := time.AfterFunc(settingsPatience, c.settle)
	return c, func() { timer.Stop() }
}

// readSettings reads settings and says what cannot be followed in them.
func (e *editor) readSettings(raw []byte) settings.Editor {
	read, problems := settings.ReadEditor(raw, e.opts.Rules)
	for _, p := range problems {
		e.sayOnce(fmt.Sprintf("The setting %s cannot be followed, all others are: %s", key(p.Key), p.Message))
	}
	return read
}

// key is a setting as it is called in the editor.
func key(name string) string {
	if name == "" {
		return settings.Section
	}
	return settings.Section + "." + name
}

// of returns what is set for a file.
func (c *configuring) of(path string) settings.Editor {
	c.mu.Lock()
	defer c.mu.Unlock()
	slashed := filepath.ToSlash(path)
	nearest, found := c.all, ""
	for folder, said := range c.folders {
		if path != "" && analysis.Within(slashed, folder) && len(folder) > len(found) {
			nearest, found = said, folder
		}
	}
	return nearest
}

// wait waits until the first settings are there, or ctx ends.
func (c *configuring) wait(ctx context.Context) {
	select {
	case <-c.known:
	case <-ctx.Done():
	}
}

// askSettings asks the editor what is set, for every folder of the workspace and
// for what is in none, and checks again by that.
func (e *editor) askSettings() {
	c := e.configuring
	c.mu.Lock()
	c.asked++
	turn := c.asked
	c.mu.Unlock()
	roots := e.snapshot().Roots()
	e.conn.Go(func() {
		items := []protocol.ConfigurationItem{{Section: ptr(settings.Section)}}
		for _, root := range roots {
			items = append(items, protocol.ConfigurationItem{ScopeURI: ptr(uri.URI(cache.URI(root))), Section: ptr(settings.Section)})
		}
		var answers []protocol.LSPAny
		err := e.conn.Call(e.ctx, protocol.MethodWorkspaceConfiguration, &protocol.ConfigurationParams{Items: items}, &answers)
		if err == nil && len(answers) < len(items) {
			err = fmt.Errorf("%d answers to %d questions", len(answers), len(items))
		}
		if err != nil {
			if e.ctx.Err() == nil {
				e.opts.Log.Warn("the editor does not tell its settings", "error", err)
			}
			c.settle()
			return
		}
		all := e.readSettings(answers[0]).Over(c.initial)
		folders := map[string]settings.Editor{}
		for i, root := range roots {
			folders[filepath.ToSlash(root)] = e.readSettings(answers[i+1]).Over(c.initial)
		}
		e.configure(turn, all, folders)
	})
}

// configure takes settings in the place of those before, unless the editor was
// asked again meanwhile.
func (e *editor) configure(turn int, all settings.Editor, folders map[string]settings.Editor) {
	c := e.configuring
	c.mu.Lock()
	newest := turn == c.asked
	if newest {
		c.all, c.folders = all, folders
	}
	c.mu.Unlock()
	if !newest {
		return // the next answer is on its way
	}
	e.refreshHints()
	select {
	case <-c.known:
		e.checkAll()
	default:
		c.settle() // which lets all checks begin
	}
}

// didChangeConfiguration asks for the settings anew, or takes them as they come
// from an editor that cannot be asked.
func (e *editor) didChangeConfiguration(_ context.Context, r *rpc.Request) (any, error) {
	if e.client.settings {
		e.askSettings()
		return nil, nil
	}
	var p struct {
		Settings map[string]protocol.LSPAny `json:"settings"`
	}
	if err := r.Decode(&p); err != nil {
		return nil, err
	}
	if raw, given := p.Settings[settings.Section]; given {
		e.configure(0, e.readSettings(raw).Over(e.configuring.initial), nil)
	}
	return nil, nil
}

// sayOnce shows a warning that was not shown yet.
func (e *editor) sayOnce(message string) {
	if _, again := e.said.LoadOrStore(message, true); !again {
		e.show(protocol.MessageTypeWarning, message)
	}
}
