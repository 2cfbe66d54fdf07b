package lsp_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/bundle"
	"github.com/porter-ls/porter-ls/commands/check"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/text"
	"github.com/rogpeppe/go-internal/diff"
	"go.lsp.dev/protocol"
)

var update = flag.Bool("update", false, "rewrite what the marker archives want")

// calls are what archives can ask: the words behind the call's name are in
// m.words, and the answer is lines for people.
var calls = map[string]func(m *marker) string{
	"apply":          askApply,
	"codeAction":     askCodeActions,
	"codeLens":       askCodeLens,
	"accept":         acceptItem,
	"complete":       askItems,
	"explain":        explainItem,
	"definition":     askPlaces("textDocument/definition"),
	"folds":          askFolds,
	"format":         askFormat("textDocument/formatting"),
	"formatRange":    askFormat("textDocument/rangeFormatting"),
	"formatRanges":   askFormat("textDocument/rangesFormatting"),
	"highlight":      askHighlights,
	"hover":          askHover,
	"implementation": askPlaces("textDocument/implementation"),
	"newline":        askFormat("textDocument/onTypeFormatting"),
	"outline":        askOutline,
	"prepareRename":  askPrepareRename,
	"references":     askReferences,
	"rename":         askRename,
	"select":         askSelection,
	"semanticTokens": (*marker).semanticTokens,
	"documentLink":   askLinks,
	"inlayHint":      askInlayHints,
	"symbols":        askSymbols,
	"typeDefinition": askPlaces("textDocument/typeDefinition"),
}

// A marker is one archive in an editor with the real server.
type marker struct {
	*archive
	*lsptest.Editor
	t     testing.TB
	dir   string
	enc   text.Encoding
	words []string          // of the call that is asked now
	now   map[string][]byte // the files that calls have changed, by name
}

// TestMarkers asks the real server what the archives ask, in every encoding of
// columns, and holds what it shows against what check finds in the same files.
func TestMarkers(t *testing.T) {
	names, err := filepath.Glob("../testdata/marker/*/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	library := schema.NewLibrary()
	for _, name := range names {
		feature := filepath.Base(filepath.Dir(name))
		t.Run(feature+"/"+strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a := readArchive(t, name)
			var first []string
			for encoding, enc := range map[string]text.Encoding{"utf-16": text.UTF16, "utf-8": text.UTF8, "utf-32": text.UTF32} {
				m := startMarker(t, a, encoding, enc, library)
				answers := m.askAll()
				if first != nil && !slices.Equal(first, answers) {
					t.Errorf("the answers depend on the encoding, in %s: %s", encoding, cmp.Diff(first, answers))
				}
				first = answers
				m.agrees(library)
			}
			if *update {
				a.rewrite(t, first)
				return
			}
			for i, ask := range a.asked {
				if diff := cmp.Diff(ask.want, first[i]); diff != "" {
					t.Errorf("%s (-want +got; -update rewrites):\n%s", strings.Join(ask.words, " "), diff)
				}
			}
		})
	}
}

// startMarker opens the archive's files in an editor that can do all there is,
// but for what the archive says.
func startMarker(t *testing.T, a *archive, encoding string, enc text.Encoding, library *schema.Library) *marker {
	t.Helper()
	dir := t.TempDir()
	a.write(t, dir)
	table := append([]*commands.Command{check.Command(), bundle.Build()}, bundle.Actions()...)
	m := &marker{archive: a, t: t, dir: dir, enc: enc, now: map[string][]byte{}}
	m.Editor = lsptest.Start(t, lsptest.Options{
		Server:    lsp.Options{Rules: rules.All(), Commands: table, Env: commands.Env{Library: library, Getenv: func(string) string { return "" }}},
		Encodings: []string{encoding}, Folder: cache.URI(dir), Capabilities: a.client,
	})
	for _, f := range a.files {
		language := map[string]string{".yaml": "yaml", ".yml": "yaml", ".json": "json", ".sh": "shellscript"}[filepath.Ext(f.name)]
		m.Open(m.uri(f.name), language, string(f.src))
	}
	return m
}

func (m *marker) askAll() []string {
	var answers []string
	for _, ask := range m.asked {
		call := calls[ask.words[0]]
		if call == nil {
			m.t.Fatalf("there is no call %s", ask.words[0])
		}
		m.words = ask.words[1:]
		answer := call(m)
		if answer == "" {
			answer = "nothing"
		}
		answers = append(answers, strings.TrimSuffix(answer, "\n")+"\n")
	}
	return answers
}

// uri is the address of a file of the archive.
func (m *marker) uri(name string) string {
	return cache.URI(filepath.Join(m.dir, filepath.FromSlash(name)))
}

// name is what the archive calls the file with that address.
func (m *marker) name(uri string) string {
	rel, err := filepath.Rel(m.dir, cache.Path(uri))
	if err != nil {
		return uri
	}
	return filepath.ToSlash(rel)
}

// file returns a file of the archive.
func (m *marker) file(name string) *markedFile {
	i := slices.IndexFunc(m.files, func(f *markedFile) bool { return f.name == name })
	if i < 0 {
		m.t.Fatalf("the archive has no file %s", name)
	}
	return m.files[i]
}

// at returns the place that the call names first: a mark, or a whole file.
func (m *marker) at() (*markedFile, text.Span) {
	m.t.Helper()
	if len(m.words) == 0 {
		m.t.Fatal("the call needs a mark or a file")
	}
	for _, f := range m.files {
		if span, ok := f.marks[m.words[0]]; ok {
			return f, span
		}
	}
	f := m.file(m.words[0])
	return f, text.Span{Start: 0, End: len(f.src)}
}

// here are the parameters of a request about the place that the call names.
func (m *marker) here() map[string]any {
	f, span := m.at()
	return map[string]any{
		"textDocument": map[string]any{"uri": m.uri(f.name)},
		"position":     m.position(f, span.Start),
		"range":        protocol.Range{Start: m.position(f, span.Start), End: m.position(f, span.End)},
	}
}

func (m *marker) position(f *markedFile, off int) protocol.Position {
	line, col := f.lines.Position(off, m.enc)
	return protocol.Position{Line: uint32(line), Character: uint32(col)}
}

// must calls the server; an error fails the test.
func (m *marker) must(method string, params, result any) {
	m.t.Helper()
	if err := m.Call(method, params, result); err != nil {
		m.t.Errorf("%s %s: %v", method, strings.Join(m.words, " "), err)
	}
}

// span is the bytes of a range; one that is outside of the file fails the test.
func (m *marker) span(f *markedFile, r protocol.Range) text.Span {
	m.t.Helper()
	s := text.Span{
		Start: f.lines.Offset(int(r.Start.Line), int(r.Start.Character), m.enc),
		End:   f.lines.Offset(int(r.End.Line), int(r.End.Character), m.enc),
	}
	if m.position(f, s.Start) != r.Start || m.position(f, s.End) != r.End || s.End < s.Start {
		m.t.Errorf("the range %+v is not within %s", r, f.name)
	}
	return s
}

// show is a range for people: lines and columns from 1, in characters, and the
// text that is there.
func (m *marker) show(f *markedFile, r protocol.Range) string {
	s := m.span(f, r)
	line, col := f.lines.Position(s.Start, text.UTF32)
	endLine, endCol := f.lines.Position(s.End, text.UTF32)
	where := fmt.Sprintf("%d:%d-", line+1, col+1)
	if endLine != line {
		where += fmt.Sprintf("%d:", endLine+1)
	}
	where += fmt.Sprint(endCol + 1)
	words := []rune(string(f.src[s.Start:s.End]))
	if len(words) > 40 {
		words = append(words[:40], '…')
	}
	return fmt.Sprintf("%s %q", where, string(words))
}

// changes are the lines that differ between the files of the archive and those
// that they have become.
func (m *marker) changes(became map[string][]byte) string {
	var b strings.Builder
	for _, f := range m.files {
		now, ok := became[f.name]
		if !ok || bytes.Equal(now, f.src) {
			continue
		}
		fmt.Fprintf(&b, "%s\n", f.name)
		b.WriteString(changedLines(f.src, now))
	}
	for name, now := range became {
		if !slices.ContainsFunc(m.files, func(f *markedFile) bool { return f.name == name }) {
			fmt.Fprintf(&b, "%s is new\n%s", name, changedLines(nil, now))
		}
	}
	return b.String()
}

func changedLines(before, after []byte) string {
	var b strings.Builder
	for line := range strings.Lines(string(diff.Diff("a", before, "b", after))) {
		if strings.HasPrefix(line, "---") || strings.HasPrefix(line, "+++") || !strings.ContainsAny(line[:1], "+-") {
			continue
		}
		b.WriteString(strings.ReplaceAll(line, "\r", "\\r"))
	}
	return b.String()
}

// A finding is what the editor and the command have to agree about.
type finding struct {
	File, Rule, Severity, Message string
	Start, End                    int
}

// agrees waits until the editor shows just what check finds in the folder.
func (m *marker) agrees(library *schema.Library) {
	m.t.Helper()
	want := m.checked(m.dir, library)
	for _, f := range m.files {
		if len(want[f.name]) == 0 && len(m.Shown(m.uri(f.name))) == 0 && !strings.HasSuffix(f.name, "porter.yaml") {
			continue // nothing was ever said about it
		}
		var got []finding
		m.WaitShown(m.uri(f.name), func(p lsptest.Published) bool {
			got = nil
			for _, d := range p.Diagnostics {
				s := m.span(f, d.Range)
				severity := [...]string{"", "error", "warning", "information", "hint"}[d.Severity]
				got = append(got, finding{f.name, fmt.Sprint(d.Code), severity, fmt.Sprint(d.Message), s.Start, s.End})
			}
			return slices.Equal(got, want[f.name])
		})
	}
}

// checked is what check finds in a folder, by file.
func (m *marker) checked(dir string, library *schema.Library) map[string][]finding {
	m.t.Helper()
	var out bytes.Buffer
	input := commands.Input{Args: []string{"."}, Flags: map[string][]string{"format": {"json"}, "no-cache": {"true"}, "fail-on": {"error"}}}
	env := &commands.Env{Stdout: &out, Stderr: &out, Dir: dir, Rules: rules.All(), Library: library, Getenv: func(string) string { return "" }}
	if _, err := check.Command().Run(m.t.Context(), env, input); err != nil {
		m.t.Errorf("check: %v", err)
		return nil
	}
	var report struct {
		Findings []struct {
			File, Rule, Severity, Message string
			Start, End                    struct{ Offset int }
		}
	}
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		m.t.Errorf("check printed %s: %v", out.Bytes(), err)
		return nil
	}
	found := map[string][]finding{}
	for _, d := range report.Findings {
		d.File = filepath.ToSlash(d.File)
		found[d.File] = append(found[d.File], finding{d.File, d.Rule, d.Severity, d.Message, d.Start.Offset, d.End.Offset})
	}
	return found
}
