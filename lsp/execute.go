package lsp

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/engine"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/rpc"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// Members of a command's argument object that say where a manifest is.
const (
	uriMember = "uri"  // an editor's address of it, in place of the flags
	fileFlag  = "file" // its path, relative to the folder
	dirFlag   = "dir"  // the folder, relative to the workspace's
)

// textLimit bounds what is kept of a command's standard output, in bytes.
const textLimit = 1 << 20

// Executed is the answer to workspace/executeCommand.
type Executed struct {
	Message string `json:"message"` // one line for people, also shown as a message
	Value   any    `json:"value"`   // the command's answer as data, null where it has none
	Code    int    `json:"code"`    // the terminal's exit code
	Text    string `json:"text"`    // what the terminal would print
	Cut     bool   `json:"cut"`     // Text is only the first MiB
}

// call is one call of a command.
type call struct {
	command  *commands.Command
	input    commands.Input
	dir      string
	manifest string          // absolute and clean; "" where the command is about none
	started  *cache.Snapshot // what was open then
}

func (c *call) label() string {
	if c.command.Title != "" {
		return c.command.Title
	}
	return c.command.Name
}

// executeCommand runs a command of the table beside everything else, one on a
// bundle at a time.
func (e *editor) executeCommand(_ context.Context, r *rpc.Request) (any, error) {
	var p protocol.ExecuteCommandParams
	if err := r.Decode(&p); err != nil {
		return nil, err
	}
	c, err := e.newCall(p.Command, p.Arguments)
	if err != nil {
		return nil, e.failed(p.Command, err)
	}
	if other := e.tasks.claim(c.manifest, c.label()); other != "" {
		err := fmt.Errorf("%q still runs on %s; wait for it or cancel it", other, c.manifest)
		return nil, e.failed(c.label(), err)
	}
	c.started = e.snapshot()
	return rpc.Later(func(ctx context.Context) (any, error) {
		defer e.tasks.release(c.manifest)
		return e.execute(ctx, c, p.WorkDoneToken)
	}), nil
}

// newCall reads a call's arguments: one object with the command's flags, and
// the manifest as uri, in place of the flag file.
func (e *editor) newCall(id string, arguments []protocol.LSPAny) (*call, error) {
	c := &call{command: commands.Find(e.opts.Commands, id), dir: e.opts.Env.Dir}
	if c.command == nil {
		return nil, &commands.UsageError{Message: fmt.Sprintf("there is no command %q", id)}
	}
	if len(arguments) > 1 {
		return nil, &commands.UsageError{Message: c.label() + " takes one object of flags"}
	}
	if len(e.client.folders) > 0 {
		c.dir = e.client.folders[0]
	}
	if err := e.trustable(c); err != nil {
		return nil, err
	}
	members := map[string]json.RawMessage{}
	if len(arguments) == 1 {
		if err := json.Unmarshal(arguments[0], &members); err != nil {
			return nil, &commands.UsageError{Message: fmt.Sprintf("%s takes one object of flags, not %s", c.label(), arguments[0])}
		}
	}
	if err := c.locate(members, e.snapshot()); err != nil {
		return nil, err
	}
	flags, err := json.Marshal(members)
	if err != nil {
		return nil, fmt.Errorf("encoding the flags: %w", err)
	}
	if c.input, err = c.command.InputJSON(flags); err != nil {
		return nil, err
	}
	if c.command.Flag(fileFlag) != nil {
		file := cmp.Or(c.input.String(fileFlag), commands.ManifestName)
		if !filepath.IsAbs(file) {
			file = filepath.Join(c.input.String(dirFlag), file)
		}
		c.manifest = c.abs(file)
	}
	return c, nil
}

// locate takes the manifest's address from the members: the command runs in its
// folder, and on it where it takes a manifest.
func (c *call) locate(members map[string]json.RawMessage, snapshot *cache.Snapshot) error {
	raw, given := members[uriMember]
	if !given {
		if roots := snapshot.Roots(); c.command.Folders && len(roots) > 0 {
			return give(members, commands.ArgsMember, roots)
		}
		return nil
	}
	delete(members, uriMember)
	var uri string
	if err := json.Unmarshal(raw, &uri); err != nil {
		return &commands.UsageError{Message: "uri is not a string"}
	}
	path := cache.Path(uri)
	if path == "" {
		return &commands.UsageError{Message: fmt.Sprintf("%s is no file on disk; save it first", uri)}
	}
	c.dir = filepath.Dir(path)
	member, value := fileFlag, any(path)
	switch {
	case c.command.Paths:
		member, value = commands.ArgsMember, []string{path}
	case c.command.Folders:
		member, value = commands.ArgsMember, []string{snapshot.Top(path)}
	case c.command.Flag(fileFlag) == nil:
		return nil
	}
	return give(members, member, value)
}

// give adds a member where there is none of that name.
func give(members map[string]json.RawMessage, member string, value any) error {
	if _, given := members[member]; given {
		return nil
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("encoding %s: %w", member, err)
	}
	members[member] = encoded
	return nil
}

// execute runs a call and shows what comes of it.
func (e *editor) execute(ctx context.Context, c *call, token protocol.ProgressToken) (answer any, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := e.permit(ctx, c); err != nil {
		if ctx.Err() != nil {
			return nil, jsonrpc2.Errorf(rpc.CodeRequestCancelled, "%s was cancelled", c.label())
		}
		return nil, e.failed(c.label(), err)
	}
	p := e.newProgress(c.label(), token)
	defer e.tasks.add(p.token, cancel)()

	last := "failed" // of a panic too
	defer func() { p.end(last) }()
	out := &capture{limit: textLimit}
	result, err := e.run(ctx, c, p, out)
	e.showFindings(c, result.Findings)
	e.lookAtTrust() // it may be what the command was about
	switch {
	case err != nil && ctx.Err() != nil:
		last = "cancelled"
		return nil, jsonrpc2.Errorf(rpc.CodeRequestCancelled, "%s was cancelled", c.label())
	case err != nil:
		var failure *engine.Error
		if errors.As(err, &failure) && failure.Span != nil && failure.File != "" {
			e.published.failed(c.manifest, c.abs(failure.File), c.started, failure)
		}
		return nil, e.failed(c.label(), err)
	}
	kind := protocol.MessageTypeInfo
	if result.Code == 0 {
		last = "done"
		e.published.succeeded(c.manifest)
	} else {
		kind = protocol.MessageTypeWarning // the terminal would not call it a success
	}
	if result.Message != "" {
		e.show(kind, result.Message)
	}
	text, all := out.text()
	raw, err := json.Marshal(Executed{Message: result.Message, Value: result.Value, Code: result.Code, Text: text, Cut: !all})
	if err != nil {
		return nil, fmt.Errorf("encoding the answer of %s: %w", c.label(), err)
	}
	return protocol.LSPAny(raw), nil
}

// run runs a call in the editor's world.
func (e *editor) run(ctx context.Context, c *call, p *progress, out *capture) (commands.Result, error) {
	stderr := &lineWriter{line: func(line string) { e.logMessage(protocol.MessageTypeLog, line) }}
	defer stderr.flush()
	env := e.opts.Env
	env.Stdin = strings.NewReader("")
	env.Stdout, env.Stderr, env.Color = out, stderr, false
	env.Dir, env.Log, env.Rules = c.dir, e.opts.Log, e.opts.Rules
	env.Unsaved = e.unsaved
	env.Events = func(ev engine.Event) {
		p.event(ev)
		switch ev.Kind {
		case engine.LogEvent:
			e.logMessage(protocol.MessageTypeLog, ev.Text)
		case engine.WarningEvent:
			e.show(protocol.MessageTypeWarning, ev.Text)
		}
	}
	return c.command.Run(ctx, &env, c.input)
}

// failed shows an error and returns it as the answer.
func (e *editor) failed(label string, err error) error {
	e.show(protocol.MessageTypeError, label+": "+err.Error())
	code := rpc.CodeRequestFailed
	var usage *commands.UsageError
	if errors.As(err, &usage) {
		code = jsonrpc2.InvalidParams
	}
	return jsonrpc2.NewError(code, err.Error())
}

// unsaved answers a command that is about to read a file from disk.
func (e *editor) unsaved(path string) bool {
	o := e.snapshot().ByPath(filepath.Clean(path))
	return o != nil && o.Unsaved()
}

// abs is a path of the command's as an absolute one.
func (c *call) abs(path string) string {
	if !filepath.IsAbs(path) {
		path = filepath.Join(c.dir, path)
	}
	return filepath.Clean(path)
}

// showFindings shows what a command found in files that are not open.
func (e *editor) showFindings(c *call, findings []analysis.Diagnostic) {
	byPath := map[string][]analysis.Diagnostic{}
	for _, d := range findings {
		path := c.abs(d.File)
		byPath[path] = append(byPath[path], d)
	}
	e.published.found(c.command.ID(), byPath)
}
