package lsp_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/lsp/lsptest"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/text"
	"go.lsp.dev/protocol"
)

// askPlaces asks where one can go to from a place. A link is held against its
// origin, and shows as its name; with the word "whole" as all of what it leads to.
func askPlaces(method string) func(m *marker) string {
	return func(m *marker) string {
		var found []struct {
			protocol.Location
			OriginSelectionRange *protocol.Range `json:"originSelectionRange"`
			TargetURI            string          `json:"targetUri"`
			TargetRange          protocol.Range  `json:"targetRange"`
			TargetSelectionRange protocol.Range  `json:"targetSelectionRange"`
		}
		var raw json.RawMessage
		m.must(method, m.here(), &raw)
		if err := json.Unmarshal(raw, &found); err != nil {
			m.t.Errorf("%s: %v in %s", method, err, raw)
		}
		from, at := m.at()
		var b strings.Builder
		for _, l := range found {
			if l.TargetURI == "" {
				fmt.Fprintln(&b, "plain", m.place(string(l.URI), l.Range))
				continue
			}
			if l.OriginSelectionRange == nil || !m.span(from, *l.OriginSelectionRange).Contains(at.Start) {
				m.t.Errorf("%s %s: the origin is %+v", method, m.words[0], l.OriginSelectionRange)
				continue
			}
			to := m.file(m.name(l.TargetURI))
			if !m.span(to, l.TargetRange).Covers(m.span(to, l.TargetSelectionRange)) {
				m.t.Errorf("%s %s: the name is not in what it is of", method, m.words[0])
			}
			if slices.Contains(m.words, "whole") {
				fmt.Fprintln(&b, "from", m.show(from, *l.OriginSelectionRange), "to", m.place(l.TargetURI, l.TargetRange))
				continue
			}
			fmt.Fprintln(&b, m.place(l.TargetURI, l.TargetSelectionRange))
		}
		return b.String()
	}
}

// place shows a range of a file.
func (m *marker) place(uri string, r protocol.Range) string {
	name := m.name(uri)
	return name + " " + m.show(m.file(name), r)
}

// askReferences asks for all places of a name; with the word "uses" without its
// definitions.
func askReferences(m *marker) string {
	params := m.here()
	params["context"] = map[string]any{"includeDeclaration": !slices.Contains(m.words, "uses")}
	var found []protocol.Location
	m.must("textDocument/references", params, &found)
	var b strings.Builder
	for _, l := range found {
		fmt.Fprintln(&b, m.place(string(l.URI), l.Range))
	}
	return b.String()
}

// askHighlights asks for the places of a name in its file.
func askHighlights(m *marker) string {
	var found []protocol.DocumentHighlight
	m.must("textDocument/documentHighlight", m.here(), &found)
	f, _ := m.at()
	var b strings.Builder
	for _, h := range found {
		kind := map[protocol.DocumentHighlightKind]string{protocol.DocumentHighlightKindRead: "read", protocol.DocumentHighlightKindWrite: "write"}[h.Kind]
		fmt.Fprintln(&b, kind, m.show(f, h.Range))
	}
	return b.String()
}

// requestFailed is the protocol's code of an error that a user is to read.
const requestFailed = int(protocol.LSPErrorCodesRequestFailed)

// refused is the message of the server's that something cannot be done, "" where
// it did not say so; any other error fails the test.
func (m *marker) refused(err error) string {
	var answer *lsptest.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &answer) && answer.Code == requestFailed:
		return "refused: " + answer.Message
	}
	m.t.Error(err)
	return ""
}

// askPrepareRename asks what can be renamed at a place.
func askPrepareRename(m *marker) string {
	var found *protocol.PrepareRenamePlaceholder
	if no := m.refused(m.Call("textDocument/prepareRename", m.here(), &found)); no != "" || found == nil {
		return no
	}
	f, _ := m.at()
	return fmt.Sprintf("%s %q", m.show(f, found.Range), found.Placeholder)
}

// askRename renames what is at a place to the word behind it, and shows what there
// is to confirm and what has changed.
func askRename(m *marker) string {
	to := m.words[1]
	params := m.here()
	params["newName"] = to
	var edit protocol.WorkspaceEdit
	if no := m.refused(m.callRaw("textDocument/rename", params, &edit)); no != "" {
		return no
	}
	became, shown := m.applied(&edit)
	m.findsNoMore(became)
	return shown + m.changes(became)
}

// findsNoMore holds what check finds in the files as they have become against
// what it found before: a renaming brings no finding.
func (m *marker) findsNoMore(became map[string][]byte) {
	m.t.Helper()
	dir, library := m.t.TempDir(), schema.NewLibrary()
	next := *m.archive
	next.files = nil
	for _, f := range m.files {
		now := *f
		if src, ok := became[f.name]; ok {
			now.src = src
		}
		next.files = append(next.files, &now)
	}
	next.write(m.t, dir)
	byRule := func(found map[string][]finding) map[string]int {
		n := map[string]int{}
		for file, list := range found {
			for _, f := range list {
				n[file+" "+f.Rule]++
			}
		}
		return n
	}
	before := byRule(m.checked(m.dir, library))
	for rule, n := range byRule(m.checked(dir, library)) {
		if n > before[rule] {
			m.t.Errorf("renaming %s brings a finding of %s", strings.Join(m.words, " "), rule)
		}
	}
}

// callRaw calls the server and decodes its answer as the protocol's type.
func (m *marker) callRaw(method string, params, result any) error {
	var raw json.RawMessage
	if err := m.Call(method, params, &raw); err != nil {
		return err
	}
	return protocol.Unmarshal(raw, result)
}

// applied is what an edit makes of the files of the archive, and what it says of
// its parts.
func (m *marker) applied(edit *protocol.WorkspaceEdit) (became map[string][]byte, shown string) {
	m.t.Helper()
	edits := map[string][]text.Edit{}
	said := map[string]int{}
	add := func(uri string, e protocol.TextEdit) {
		f := m.file(m.name(uri))
		edits[f.name] = append(edits[f.name], text.Edit{Span: m.span(f, e.Range), New: e.NewText})
	}
	for uri, list := range edit.Changes {
		for _, e := range list {
			add(string(uri), e)
		}
	}
	for _, change := range edit.DocumentChanges {
		d, ok := change.(*protocol.TextDocumentEdit)
		if !ok {
			m.t.Errorf("a change of the kind %T", change)
			continue
		}
		uri := string(d.TextDocument.URI)
		if d.TextDocument.Version == nil || *d.TextDocument.Version != 1 {
			m.t.Errorf("%s is edited in version %v", uri, d.TextDocument.Version)
		}
		for _, e := range d.Edits {
			switch e := e.(type) {
			case *protocol.TextEdit:
				add(uri, *e)
			case *protocol.AnnotatedTextEdit:
				add(uri, e.TextEdit)
				a := edit.ChangeAnnotations[e.AnnotationID]
				if a.Label == "" {
					m.t.Errorf("nothing is said of %q", e.AnnotationID)
				}
				if a.NeedsConfirmation != nil && *a.NeedsConfirmation {
					said["confirm: "+a.Label+", "+m.name(uri)]++
				}
			default:
				m.t.Errorf("an edit of the kind %T", e)
			}
		}
	}
	became = map[string][]byte{}
	for name, list := range edits {
		now, err := text.Apply(m.file(name).src, list)
		if err != nil {
			m.t.Errorf("the edits of %s: %v", name, err)
		}
		became[name] = now
	}
	var lines []string
	for line, n := range said {
		lines = append(lines, fmt.Sprintf("%s (%d)\n", line, n))
	}
	slices.Sort(lines)
	return became, strings.Join(lines, "")
}
