package lsp_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
	"go.lsp.dev/protocol"
)

// pulls is what an editor says of itself that asks for diagnostics.
func pulls() map[string]string {
	return map[string]string{
		"textDocument.diagnostic": `{"relatedDocumentSupport": true, "relatedInformation": true, "codeDescriptionSupport": true}`,
		"workspace.diagnostics":   `{"refreshSupport": true}`,
	}
}

// pulled is an answer to a pull.
type pulled struct {
	Kind             string
	ResultID         string
	Items            []item
	RelatedDocuments map[string]pulled
}

type item struct {
	Range    protocol.Range
	Severity int
	Code     string
	Message  string
}

func pull(t *testing.T, e *lsptest.Editor, uri, previous string) pulled {
	t.Helper()
	var p pulled
	if err := e.Call("textDocument/diagnostic", pullParams(uri, previous), &p); err != nil {
		t.Fatalf("pulling %s: %v", uri, err)
	}
	return p
}

func pullParams(uri, previous string) map[string]any {
	params := map[string]any{"textDocument": map[string]any{"uri": uri}}
	if previous != "" {
		params["previousResultId"] = previous
	}
	return params
}

// codes returns what was found, for comparing.
func codes(items []item) []string {
	all := []string{}
	for _, i := range items {
		all = append(all, fmt.Sprintf("%d:%d-%d:%d %d %s", i.Range.Start.Line, i.Range.Start.Character, i.Range.End.Line, i.Range.End.Character, i.Severity, i.Code))
	}
	return all
}

func equal(t *testing.T, what string, got pulled, want ...string) {
	t.Helper()
	if want == nil {
		want = []string{}
	}
	if diff := cmp.Diff(want, codes(got.Items)); diff != "" || got.Kind != "full" || got.ResultID == "" {
		t.Errorf("%s: a %s report %q (-want +got):\n%s", what, got.Kind, got.ResultID, diff)
	}
}

// An editor that asks is answered about the newest text, and sent nothing.
func TestPull(t *testing.T) {
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{marks()}}, Capabilities: pulls()})
	e.Open(manifest, "yaml", "name: BAD\ninstall: []\n")
	first := pull(t, e, manifest, "")
	equal(t, "the first text", first, "0:6-0:9 2 no-bad")
	if again := pull(t, e, manifest, first.ResultID); again.Kind != "unchanged" || again.ResultID != first.ResultID || again.Items != nil {
		t.Errorf("the same text has %+v", again)
	}
	e.Change(manifest, 2, lsptest.At(1, 0, 1, 0, "#\n"))
	if again := pull(t, e, manifest, first.ResultID); again.Kind != "unchanged" {
		t.Errorf("an edit that changes nothing has %+v", again)
	}
	e.Change(manifest, 3, lsptest.At(0, 0, 0, 0, "x: 😀 BAD\n"))
	second := pull(t, e, manifest, first.ResultID)
	equal(t, "the next text", second, "0:6-0:9 2 no-bad", "1:6-1:9 2 no-bad")
	e.Open("file:///x.txt", "text", "BAD")
	equal(t, "another file", pull(t, e, "file:///x.txt", ""))
	equal(t, "a file that is nowhere", pull(t, e, "file:///nowhere/porter.yaml", ""))
	equal(t, "no file at all", pull(t, e, "untitled:Untitled-1", ""))
	e.CloseFile(manifest)
	if len(e.Shown(manifest)) > 0 {
		t.Errorf("sent was %+v", e.Shown(manifest))
	}
	var initialized struct {
		Capabilities struct {
			DiagnosticProvider struct {
				Identifier                                  string
				InterFileDependencies, WorkspaceDiagnostics bool
			}
		}
	}
	if err := json.Unmarshal(e.Result, &initialized); err != nil {
		t.Fatal(err)
	}
	if p := initialized.Capabilities.DiagnosticProvider; p.Identifier != "porter-ls" || !p.InterFileDependencies || !p.WorkspaceDiagnostics {
		t.Errorf("the server says %+v", p)
	}
}

// An editor that does not say that it asks is sent diagnostics, and is not told
// that it could ask.
func TestNoPull(t *testing.T) {
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{marks()}}})
	e.Open(manifest, "yaml", "name: BAD\ninstall: []\n")
	if got := e.Diagnostics(manifest, 1); len(got) != 1 {
		t.Errorf("sent was %v", got)
	}
	if strings.Contains(string(e.Result), "diagnosticProvider") {
		t.Errorf("the server says %s", e.Result)
	}
}

// What is found in the file beside a manifest comes with the manifest, also that
// it is gone; and with the file itself.
func TestPullRelated(t *testing.T) {
	disk := newDisk(t)
	disk.write("porter.yaml", templated)
	disk.write("custom.Dockerfile", "FROM debian\n# PORTER_INIT\nRUNN ls\n")
	manifest, dockerfile := disk.uri("porter.yaml"), disk.uri("custom.Dockerfile")
	for _, related := range []bool{true, false} {
		t.Run(fmt.Sprint(related), func(t *testing.T) {
			c := pulls()
			if !related {
				c["textDocument.diagnostic"] = "{}"
			}
			e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: rules.All()}, Capabilities: c})
			e.Open(manifest, "yaml", templated)
			got := pull(t, e, manifest, "")
			equal(t, "the file beside", pull(t, e, dockerfile, ""), "2:0-2:4 1 dockerfile-syntax")
			if !related {
				if len(got.RelatedDocuments) > 0 {
					t.Errorf("an editor that takes no related documents got %v", got.RelatedDocuments)
				}
				return
			}
			equal(t, "the file beside, with the manifest", got.RelatedDocuments[dockerfile], "2:0-2:4 1 dockerfile-syntax")
			e.Open(dockerfile, "dockerfile", "FROM debian\n# PORTER_INIT\nRUN ls\n")
			e.WaitAsked("workspace/diagnostic/refresh", 1)
			got = pull(t, e, manifest, got.ResultID)
			if got.Kind != "unchanged" {
				t.Errorf("the manifest has %+v", got)
			}
			equal(t, "the file beside, put right", got.RelatedDocuments[dockerfile])
			equal(t, "the file beside, put right", pull(t, e, dockerfile, ""))
		})
	}
}

// held is a rule that waits, in texts with HOLD in them, until the check is
// cancelled or let go.
func held(begun chan<- string, let <-chan struct{}) *analysis.Analyzer {
	return &analysis.Analyzer{Name: "held", Severity: analysis.Warning, Run: func(p *analysis.Pass) {
		text := string(p.Bundle.Manifest.File.Source())
		if strings.Contains(text, "HOLD") {
			begun <- text
			<-let
		}
		p.Report(p.Bundle.Manifest.File.Root().Span(), text)
	}}
}

// A question can be cancelled, and one about a text that is no longer there is
// not worth an answer, but worth asking again.
func TestPullCancelled(t *testing.T) {
	begun, let := make(chan string, 9), make(chan struct{})
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{held(begun, let)}}, Capabilities: pulls()})
	e.Open(manifest, "yaml", "name: HOLD\ninstall: []\n")
	<-begun
	cancelled := e.Begin("textDocument/diagnostic", pullParams(manifest, ""))
	stale := e.Begin("textDocument/diagnostic", pullParams(manifest, ""))
	e.Cancel(cancelled)
	code(t, e.End(cancelled, nil), -32800)
	e.Change(manifest, 2, lsptest.At(0, 6, 0, 10, "new"))
	code(t, e.End(stale, nil), -32802)
	newest := e.Begin("textDocument/diagnostic", pullParams(manifest, ""))
	close(let)
	var got pulled
	if err := e.End(newest, &got); err != nil || len(got.Items) != 1 || !strings.Contains(got.Items[0].Message, "new") {
		t.Errorf("the newest text has %+v, %v", got, err)
	}
}

func code(t *testing.T, err error, want int) {
	t.Helper()
	var answer *lsptest.Error
	if !errors.As(err, &answer) || answer.Code != want {
		t.Errorf("the answer is %v, not %d", err, want)
	}
}

// The editor is told to ask again when something beside the text is another, and
// not when it asks anyway.
func TestPullRefresh(t *testing.T) {
	disk := newDisk(t)
	uri := disk.uri("porter.yaml")
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: rules.All()}, Capabilities: pulls(), Watches: true})
	e.Watched()
	e.Open(uri, "yaml", templated)
	missing := func(p pulled) bool {
		return slices.ContainsFunc(p.Items, func(i item) bool { return i.Code == "dockerfile-missing" })
	}
	if !missing(pull(t, e, uri, "")) {
		t.Error("nothing is missing")
	}
	e.Change(uri, 2, lsptest.At(0, 0, 0, 0, "# why\n"))
	pull(t, e, uri, "")
	if asked := e.Asked("workspace/diagnostic/refresh"); len(asked) != 0 {
		t.Errorf("told %d times for an edit", len(asked))
	}
	disk.write("custom.Dockerfile", "FROM debian\n# PORTER_INIT\n")
	e.Disk(disk.uri("custom.Dockerfile"), lsptest.Created)
	e.WaitAsked("workspace/diagnostic/refresh", 1)
	if missing(pull(t, e, uri, "")) {
		t.Error("it is missing though it is there")
	}
}

// What is pulled, and what is offered to put it right, is in the editor's columns.
func TestPullEncodings(t *testing.T) {
	for encoding, column := range map[string]int{"utf-8": 14, "utf-16": 11, "utf-32": 10} {
		for _, eol := range []string{"\n", "\r\n"} {
			e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{marks()}}, Capabilities: pulls(), Encodings: []string{encoding}})
			e.Open(manifest, "yaml", "install: []"+eol+"name: ä 😀 BAD"+eol)
			equal(t, encoding, pull(t, e, manifest, ""), fmt.Sprintf("1:%d-1:%d 2 no-bad", column, column+3))
			at := map[string]any{"line": 1, "character": column}
			var actions []json.RawMessage
			if err := e.Call("textDocument/codeAction", map[string]any{
				"textDocument": map[string]any{"uri": manifest}, "range": map[string]any{"start": at, "end": at},
				"context": map[string]any{"diagnostics": []any{}, "only": []string{"quickfix"}},
			}, &actions); err != nil {
				t.Fatal(err)
			}
			found := false
			for _, offered := range actions {
				var action struct {
					Edit struct {
						DocumentChanges []struct {
							Edits []struct{ Range protocol.Range }
						}
					}
				}
				if err := e.Call("codeAction/resolve", offered, &action); err != nil {
					t.Fatal(err)
				}
				for _, of := range action.Edit.DocumentChanges {
					for _, edit := range of.Edits {
						found = found || edit.Range.Start.Line == 1 && int(edit.Range.Start.Character) == column && int(edit.Range.End.Character) == column+3
					}
				}
			}
			if !found {
				t.Errorf("%s: the fixes are %s", encoding, actions)
			}
		}
	}
}
