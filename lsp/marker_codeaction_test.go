package lsp_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
	"github.com/rogpeppe/go-internal/diff"
	"go.lsp.dev/protocol"
)

// offered is an action, or a command in the place of one, as it is on the wire.
type offered struct {
	Title       string
	Kind        string
	IsPreferred bool
	Disabled    *struct{ Reason string }
	Diagnostics []struct{ Code string }
	Edit        *offeredEdit
	Command     json.RawMessage // of an action an object, of a command its name
	Arguments   []json.RawMessage
	Data        json.RawMessage
}

// offeredEdit is a workspace edit in either of its forms.
type offeredEdit struct {
	Changes         map[string][]protocol.TextEdit
	DocumentChanges []struct {
		Kind         string // of a file operation
		URI          string
		TextDocument struct {
			URI     string
			Version *int32
		}
		Edits []protocol.TextEdit
	}
}

// codeActions asks for the actions at the place that the call names, of the kind
// behind it if there is one.
func (m *marker) codeActions(only string) (all []offered, raw []json.RawMessage) {
	params, context := m.here(), map[string]any{"diagnostics": []any{}}
	if only != "" {
		context["only"] = []string{only}
	}
	params["context"] = context
	m.must("textDocument/codeAction", params, &raw)
	all = make([]offered, len(raw))
	for i := range raw {
		if err := json.Unmarshal(raw[i], &all[i]); err != nil {
			m.t.Errorf("an action that cannot be read: %v: %s", err, raw[i])
		}
	}
	return all, raw
}

// askCodeActions lists the actions at a place: codeAction MARK [KIND].
func askCodeActions(m *marker) string {
	only := ""
	if len(m.words) > 1 {
		only = m.words[1]
	}
	all, _ := m.codeActions(only)
	var b strings.Builder
	for _, a := range all {
		fmt.Fprintf(&b, "%s %q", a.Kind, a.Title)
		if a.IsPreferred {
			b.WriteString(" preferred")
		}
		for _, d := range a.Diagnostics {
			b.WriteString(" fixes " + d.Code)
		}
		if a.Disabled != nil {
			fmt.Fprintf(&b, " disabled: %s", a.Disabled.Reason)
		}
		b.WriteString(m.calls(a.Command, a.Arguments) + "\n")
	}
	return b.String()
}

// calls shows the command of an action or a lens.
func (m *marker) calls(command json.RawMessage, arguments []json.RawMessage) string {
	var name string
	if len(command) == 0 || bytes.Equal(command, []byte("null")) {
		return ""
	}
	if json.Unmarshal(command, &name) != nil {
		var whole struct {
			Command   string
			Arguments []json.RawMessage
		}
		if err := json.Unmarshal(command, &whole); err != nil {
			m.t.Errorf("a command that cannot be read: %s", command)
		}
		name, arguments = whole.Command, whole.Arguments
	}
	var members map[string]any
	if len(arguments) != 1 || json.Unmarshal(arguments[0], &members) != nil {
		return fmt.Sprintf(" calls %s %s", name, arguments)
	}
	if uri, ok := members["uri"].(string); ok {
		members["uri"] = m.name(uri)
	}
	if paths, ok := members["args"].([]any); ok {
		for i := range paths {
			paths[i] = m.name(cache.URI(fmt.Sprint(paths[i])))
		}
	}
	shown, err := json.Marshal(members)
	if err != nil {
		m.t.Error(err)
	}
	return fmt.Sprintf(" calls %s %s", name, shown)
}

// askApply makes the first action of a title, which has _ for blanks, and shows
// what becomes of the files: apply MARK TITLE. Nothing may become unreadable.
func askApply(m *marker) string {
	all, raw := m.codeActions("")
	title := strings.ReplaceAll(strings.Join(m.words[1:], " "), "_", " ")
	i := slices.IndexFunc(all, func(a offered) bool { return strings.HasPrefix(a.Title, title) })
	if i < 0 {
		return "there is no such action\n"
	}
	a := all[i]
	if a.Edit == nil && a.Data != nil {
		if err := m.Call("codeAction/resolve", raw[i], &a); err != nil {
			return fmt.Sprintf("refused: %v\n", err)
		}
	}
	if a.Edit == nil {
		return "it has no edit\n"
	}
	return m.made(a.Edit)
}

// made shows what a workspace edit makes of the files.
func (m *marker) made(e *offeredEdit) string {
	var b strings.Builder
	byFile := map[string][]protocol.TextEdit{}
	var names []string
	add := func(name string, edits []protocol.TextEdit) {
		names = append(names, name)
		byFile[name] = append(byFile[name], edits...)
	}
	for uri, edits := range e.Changes {
		add(m.name(uri), edits)
	}
	for _, c := range e.DocumentChanges {
		if c.Kind != "" {
			fmt.Fprintf(&b, "%s %s\n", c.Kind, m.name(c.URI))
			continue
		}
		name := m.name(c.TextDocument.URI)
		if open := slices.ContainsFunc(m.files, func(f *markedFile) bool { return f.name == name }); open != (c.TextDocument.Version != nil) {
			m.t.Errorf("the version of %s is %v", name, c.TextDocument.Version)
		}
		add(name, c.Edits)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		f := &markedFile{name: name, lines: text.NewLines(nil)}
		if i := slices.IndexFunc(m.files, func(f *markedFile) bool { return f.name == name }); i >= 0 {
			f = m.files[i]
		}
		var edits []text.Edit
		for _, one := range byFile[name] {
			edits = append(edits, text.Edit{Span: m.span(f, one.Range), New: one.NewText})
		}
		slices.SortStableFunc(edits, func(a, b text.Edit) int { return a.Span.Start - b.Span.Start })
		after, err := text.Apply(f.src, edits)
		if err != nil {
			m.t.Errorf("%s: the edits do not apply: %v", name, err)
			continue
		}
		if strings.HasSuffix(name, ".yaml") && len(syntax.Parse(after, nil).Errors()) > len(syntax.Parse(f.src, nil).Errors()) {
			m.t.Errorf("%s cannot be read any more:\n%s", name, after)
		}
		fmt.Fprintf(&b, "%s\n", name)
		for line := range strings.Lines(string(diff.Diff("a", f.src, "b", after))) {
			if line[0] == '+' && !strings.HasPrefix(line, "+++") || line[0] == '-' && !strings.HasPrefix(line, "---") || strings.HasPrefix(line, "@@") {
				b.WriteString("  " + strings.ReplaceAll(strings.TrimRight(line, "\n"), "\r", "\\r") + "\n")
			}
		}
	}
	return b.String()
}

// askCodeLens lists the lenses of a file, resolved.
func askCodeLens(m *marker) string {
	f, _ := m.at()
	var raw []json.RawMessage
	m.must("textDocument/codeLens", map[string]any{"textDocument": map[string]any{"uri": m.uri(f.name)}}, &raw)
	var b strings.Builder
	for _, r := range raw {
		var lens struct {
			Range   protocol.Range
			Command *struct {
				Title, Command string
				Arguments      []json.RawMessage
			}
			Data json.RawMessage
		}
		if err := json.Unmarshal(r, &lens); err == nil && lens.Command == nil {
			m.must("codeLens/resolve", r, &lens)
		}
		if lens.Command == nil {
			m.t.Errorf("a lens without a command: %s", r)
			continue
		}
		fmt.Fprintf(&b, "%s %q", m.show(f, lens.Range), lens.Command.Title)
		var places []protocol.Location
		switch {
		case lens.Command.Command == "porter-ls.showReferences" && len(lens.Command.Arguments) == 3:
			if err := json.Unmarshal(lens.Command.Arguments[2], &places); err != nil {
				m.t.Errorf("places that cannot be read: %v", err)
			}
			b.WriteString(" shows")
			for _, l := range places {
				fmt.Fprintf(&b, " %d:%d", l.Range.Start.Line+1, l.Range.Start.Character+1)
			}
		case lens.Command.Command != "":
			name, err := json.Marshal(lens.Command.Command)
			if err != nil {
				m.t.Error(err)
			}
			b.WriteString(m.calls(name, lens.Command.Arguments))
		}
		b.WriteString("\n")
	}
	return b.String()
}
