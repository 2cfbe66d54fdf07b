package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/porter-ls/porter-ls/analysis/ide"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/lsp/rpc"
	"github.com/porter-ls/porter-ls/schema/text"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// actionKinds are those of the actions that there are.
func actionKinds() []protocol.CodeActionKind {
	var kinds []protocol.CodeActionKind
	for _, k := range []ide.ActionKind{
		ide.QuickFix, ide.RefactorExtract, ide.RefactorInline, ide.RefactorMove, ide.RefactorRewrite, ide.SourceBundle, ide.SourceFixAll,
	} {
		kinds = append(kinds, protocol.CodeActionKind(k))
	}
	return kinds
}

// newActing reads what the editor says of actions.
func newActing(caps *protocol.ClientCapabilities) (a acting) {
	if t := caps.TextDocument; t != nil && t.CodeAction != nil {
		a.preferred, a.disabled = is(t.CodeAction.IsPreferredSupport), is(t.CodeAction.DisabledSupport)
		a.resolvesEdits = is(t.CodeAction.DataSupport) && slices.Contains(t.CodeAction.ResolveSupport.Properties, "edit")
	}
	var experimental struct {
		Commands struct{ Commands []string }
	}
	if json.Unmarshal(caps.Experimental, &experimental) == nil { // another form says something else
		a.showsReferences = slices.Contains(experimental.Commands.Commands, showReferences)
	}
	return a
}

// codeAction answers what can be done about a place: with edits, and with the
// verbs of the bundle.
func codeAction(_ context.Context, q *query, p codeActionParams) (any, error) {
	actions := []protocol.CommandOrCodeAction{}
	at := q.span(q.overlay.Lines(), p.Range)
	found := q.actions(at, p.Context.Only)
	seen := map[string]int{}
	for i := range found {
		a := &found[i]
		n := seen[a.Title]
		seen[a.Title]++
		if shown, ok := q.codeAction(a, at, n); ok {
			actions = append(actions, shown)
		}
	}
	return actions, nil
}

// actions returns what can be done about a part of the file, of the kinds that are
// asked for, each of which stands for those below it too. An editor that only
// knows commands is offered nothing else.
func (q *query) actions(at text.Span, only []protocol.CodeActionKind) []ide.Action {
	wants := func(kind ide.ActionKind) bool {
		within := func(k protocol.CodeActionKind) bool { return kind.Within(ide.ActionKind(k)) }
		return (len(only) == 0 || slices.ContainsFunc(only, within)) && (q.client.codeActions || kind == ide.SourceBundle)
	}
	found := ide.Actions(q.View, at, wants)
	if wants(ide.SourceBundle) && q.isBundle() {
		found = q.withVerbs(found)
	}
	return found
}

// isBundle reports whether the file is the manifest of a bundle that verbs can be
// run on.
func (q *query) isBundle() bool {
	return q.overlay.Path != "" && q.Manifest() && q.overlay.IsManifest()
}

// withVerbs adds the verbs that have a title and are not there yet, and leaves out
// those that the program has not.
func (q *query) withVerbs(found []ide.Action) []ide.Action {
	found = slices.DeleteFunc(found, func(a ide.Action) bool { return a.Run != nil && (q.command(a.Run) == nil || !q.isBundle()) })
	for _, c := range q.opts.Commands {
		there := func(a ide.Action) bool { return a.Run != nil && a.Run.Name == c.Name && a.Run.Flags == nil }
		if c.Title != "" && !slices.ContainsFunc(found, there) {
			found = append(found, ide.Action{Title: c.Title, Kind: ide.SourceBundle, Run: &ide.Verb{Name: c.Name}})
		}
	}
	if check := (&ide.Verb{Name: "check", Paths: q.client.folders}); check.Paths != nil && q.command(check) != nil {
		found = append(found, ide.Action{Title: "Check all bundles of the workspace", Kind: ide.SourceBundle, Run: check})
	}
	return found
}

func (e *editor) command(v *ide.Verb) *commands.Command {
	for _, c := range e.opts.Commands {
		if c.Name == v.Name {
			return c
		}
	}
	return nil
}

// callOf is the call of a verb on a manifest.
func (e *editor) callOf(title string, v *ide.Verb, manifest string) (call protocol.Command, ok bool) {
	c := e.command(v)
	if c == nil {
		return call, false
	}
	members := map[string]any{uriMember: manifest}
	if v.Paths != nil {
		members = map[string]any{commands.ArgsMember: v.Paths}
	}
	for name, value := range v.Flags {
		members[name] = value
	}
	arguments, err := json.Marshal(members)
	if err != nil { // texts always have JSON
		return call, false
	}
	return protocol.Command{Title: title, Command: c.ID(), Arguments: []protocol.LSPAny{arguments}}, true
}

// pending is what is needed to work out an action's edit later.
type pending struct {
	URI     string         `json:"uri"`
	Version int32          `json:"version"`
	Sum     string         `json:"sum"` // of the text: a version may be another's after the file was opened anew
	Start   int            `json:"start"`
	End     int            `json:"end"`
	Kind    ide.ActionKind `json:"kind"`
	Title   string         `json:"title"`
	Nth     int            `json:"nth,omitempty"` // of the same title
}

// codeAction converts an action; it is false where the editor cannot make it.
func (q *query) codeAction(a *ide.Action, at text.Span, nth int) (protocol.CommandOrCodeAction, bool) {
	kind := protocol.CodeActionKind(a.Kind)
	if a.Run != nil {
		call, ok := q.callOf(a.Title, a.Run, q.overlay.URI)
		if !q.client.codeActions {
			return &call, ok
		}
		return &protocol.CodeAction{Title: a.Title, Kind: &kind, Command: call}, ok
	}
	out := &protocol.CodeAction{Title: a.Title, Kind: &kind}
	for _, d := range a.Fixes {
		out.Diagnostics = append(out.Diagnostics, q.diagnostic(q.overlay.URI, q.overlay.Lines(), d))
	}
	if a.Preferred && q.client.preferred {
		out.IsPreferred = ptr(true)
	}
	if a.NewFiles && !q.client.edits.creates {
		out.Disabled = protocol.CodeActionDisabled{Reason: noNewFiles}
		return out, q.client.disabled
	}
	if q.client.resolvesEdits {
		data, err := json.Marshal(pending{
			URI: q.overlay.URI, Version: q.overlay.Version, Sum: q.sum(),
			Start: at.Start, End: at.End, Kind: a.Kind, Title: a.Title, Nth: nth,
		})
		out.Data = data
		return out, err == nil
	}
	e, ok := a.Edit()
	if !ok {
		return nil, false
	}
	if len(e.Creates) > 0 && !q.client.edits.creates {
		return nil, false
	}
	out.Edit = q.workspaceEdit(e)
	return out, true
}

const noNewFiles = "it creates a file, which this editor does not do for a language server; porter-ls check --fix --unsafe does"

// sum is a short sum of the text.
func (q *query) sum() string {
	sum := q.File.Sum()
	return fmt.Sprintf("%x", sum[:8])
}

// address makes pending the parameters of a request about its file.
func (p resolveParams) address() string { return p.Data.URI }

// resolveParams are an action as it was offered. All its members are sent back.
type resolveParams struct {
	Data pending `json:"data"`
	raw  json.RawMessage
}

// UnmarshalJSON keeps the whole action for the answer.
func (p *resolveParams) UnmarshalJSON(raw []byte) error {
	var members struct {
		Data *pending `json:"data"`
	}
	if err := json.Unmarshal(raw, &members); err != nil {
		return err
	}
	if members.Data != nil {
		p.Data = *members.Data
	}
	p.raw = slices.Clone(raw)
	return nil
}

// codeActionResolve answers with what an action does. One that needs nothing more,
// a command, is whole as it is: Neovim asks about every action without an edit.
func (e *editor) codeActionResolve() method {
	pending := about(e, resolveCodeAction)
	return func(ctx context.Context, r *rpc.Request) (any, error) {
		var p resolveParams
		if err := r.Decode(&p); err != nil {
			return nil, err
		}
		if p.Data.URI == "" {
			return protocol.LSPAny(p.raw), nil
		}
		return pending(ctx, r)
	}
}

// resolveCodeAction works out the edit of an action that was offered.
func resolveCodeAction(_ context.Context, q *query, p resolveParams) (any, error) {
	stale := jsonrpc2.NewError(rpc.CodeContentModified, "the file was changed since this was offered")
	if p.Data.Version != q.overlay.Version || p.Data.Sum != q.sum() {
		return nil, stale
	}
	var answer map[string]json.RawMessage
	if err := json.Unmarshal(p.raw, &answer); err != nil {
		return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, err.Error())
	}
	n := p.Data.Nth
	for _, a := range q.actions(text.Span{Start: p.Data.Start, End: p.Data.End}, []protocol.CodeActionKind{protocol.CodeActionKind(p.Data.Kind)}) {
		if a.Kind != p.Data.Kind || a.Title != p.Data.Title {
			continue
		}
		if n > 0 {
			n--
			continue
		}
		e, ok := a.Edit()
		switch {
		case q.overlay.Context().Err() != nil: // it was looked at in part only
			return nil, stale
		case !ok: // an action without an edit does nothing, in any editor
			q.show(protocol.MessageTypeInfo, fmt.Sprintf("%s: this would bring an error, or change nothing", a.Title))
			return protocol.LSPAny(p.raw), nil
		case len(e.Creates) > 0 && !q.client.edits.creates:
			q.show(protocol.MessageTypeInfo, a.Title+": "+noNewFiles)
			return protocol.LSPAny(p.raw), nil
		}
		edit, err := protocol.Marshal(q.workspaceEdit(e))
		if err != nil {
			return nil, err
		}
		answer["edit"] = json.RawMessage(edit)
		raw, err := json.Marshal(answer)
		return protocol.LSPAny(raw), err
	}
	return nil, stale
}
