package lsp_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/porter-ls/porter-ls/lsp/lsptest"
	pm "github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/text"
	"go.lsp.dev/protocol"
)

func TestDiagnosticFields(t *testing.T) {
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{marks()}}})
	e.Open(manifest, "yaml", "schemaVersion: 1.0.1\nname: BAD\n")
	at := func(line, start, end uint32) protocol.Range {
		return protocol.Range{Start: protocol.Position{Line: line, Character: start}, End: protocol.Position{Line: line, Character: end}}
	}
	want := []protocol.Diagnostic{{
		Range:           at(1, 6, 9),
		Severity:        protocol.DiagnosticSeverityWarning,
		Code:            protocol.String("no-bad"),
		CodeDescription: protocol.CodeDescription{Href: "https://github.com/porter-ls/porter-ls/blob/main/docs/rules/no-bad.md"},
		Source:          protocol.NewOptional("porter-ls"),
		Message:         protocol.String("BAD is bad"),
		RelatedInformation: []protocol.DiagnosticRelatedInformation{{
			Location: protocol.Location{URI: manifest, Range: at(0, 0, 1)}, Message: "the text begins here",
		}},
	}}
	if diff := cmp.Diff(wire(t, want), wire(t, e.Diagnostics(manifest, 1))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	e.CloseFile(manifest)
	e.WaitShown(manifest, func(p lsptest.Published) bool { return p.Version == nil && len(p.Diagnostics) == 0 })
}

// wire is what diagnostics are on the wire.
func wire(t *testing.T, diagnostics []protocol.Diagnostic) []string {
	t.Helper()
	var all []string
	for _, d := range diagnostics {
		raw, err := protocol.Marshal(&d)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(raw))
	}
	return all
}

// Which of the files that an editor sends are looked at.
func TestWhichFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{marks()}}})
		for _, tt := range []struct {
			uri, language string
			shown         bool
		}{
			{"file:///a/porter.yaml", "yaml", true},
			{"file:///b/porter.yml", "yaml", true},
			{"file:///c/dev.porter.yaml", "yaml", true},
			{"file:///d/anything", "porter", true},
			{"untitled:Untitled-1", "porter", true},
			{"file:///C:/A (b), c/porter.yaml", "yaml", true}, // as it is written, though others write it otherwise
			{"file:///e/my%20bundle/porter.yaml", "plaintext", true},
			{"file:///f/values.yaml", "yaml", false},
			{"file:///g/transporter.yaml", "yaml", false},
			{"file:///h/porter.yaml.bak", "yaml", false},
			{"file:///i/porter.yaml/x.yaml", "yaml", false},
			{"untitled:Untitled-2", "yaml", false},
		} {
			e.Open(tt.uri, tt.language, "schemaVersion: BAD\n")
			synctest.Wait()
			if got := len(e.Shown(tt.uri)) > 0; got != tt.shown {
				t.Errorf("%s as %s: shown is %v", tt.uri, tt.language, got)
			}
		}
		e.Open("file:///j/porter.yaml", "yaml", "app: BAD\nkind: of another product\n")
		synctest.Wait()
		for _, p := range e.Shown("file:///j/porter.yaml") {
			if len(p.Diagnostics) > 0 {
				t.Errorf("another product's file has diagnostics: %+v", p)
			}
		}
	})
}

// Two files at once, each with versions of its own.
func TestTwoFiles(t *testing.T) {
	const other = "file:///bundles/other/porter.yaml"
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{marks()}}})
	e.Open(manifest, "yaml", "schemaVersion: 1.0.1\nname: BAD\n")
	e.Open(other, "yaml", "schemaVersion: 1.0.1\nname: fine\n")
	e.Change(other, 2, lsptest.At(1, 6, 1, 10, "BAD BAD"))
	e.Change(manifest, 2, lsptest.At(1, 6, 1, 9, "fine"))
	if got := e.Diagnostics(other, 2); len(got) != 2 {
		t.Errorf("the other file has %+v", got)
	}
	if got := e.Diagnostics(manifest, 2); len(got) != 0 {
		t.Errorf("the first file has %+v", got)
	}
}

// A check that is still at it when the next change comes is never shown, and
// neither are those that waited behind it.
func TestSupersede(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		held, release := make(chan string, 10), make(chan bool)
		slow := &analysis.Analyzer{Name: "slow", Severity: analysis.Warning, Run: func(p *analysis.Pass) {
			src := string(p.Bundle.Manifest.File.Source())
			held <- src
			<-release
			p.Report(text.Span{}, src)
		}}
		e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{slow}}})
		e.Open(manifest, "yaml", "schemaVersion: 1")
		first := <-held
		for version := 2; version <= 5; version++ {
			e.Change(manifest, version, lsptest.At(0, 15, 0, 16, fmt.Sprint(version)))
		}
		synctest.Wait()
		if len(held) > 0 {
			t.Errorf("a second check began beside the one of %q", first)
		}
		release <- true
		if got := <-held; got != "schemaVersion: 5" {
			t.Errorf("after the first check came the one of %q", got)
		}
		release <- true
		got := e.Diagnostics(manifest, 5)
		if all := e.Shown(manifest); len(all) != 1 || fmt.Sprint(got[0].Message) != "schemaVersion: 5" {
			t.Errorf("shown were %+v", all)
		}
		// The same again, for a file that is closed meanwhile.
		e.Change(manifest, 6, lsptest.At(0, 15, 0, 16, "6"))
		<-held
		e.CloseFile(manifest)
		e.WaitShown(manifest, func(p lsptest.Published) bool { return p.Version == nil })
		release <- true
		synctest.Wait()
		if all := e.Shown(manifest); len(all) != 2 {
			t.Errorf("shown were %+v", all)
		}
	})
}

// Saving checks again, and what is the same is not sent again.
func TestSameDiagnosticsAreSentOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{marks()}}})
		e.Open(manifest, "yaml", "schemaVersion: BAD\n")
		synctest.Wait()
		e.Save(manifest)
		synctest.Wait()
		if all := e.Shown(manifest); len(all) != 1 {
			t.Errorf("shown were %+v", all)
		}
	})
}

// A file that is larger than any manifest is left alone, and what was shown of
// it is taken back.
func TestLargeFile(t *testing.T) {
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{marks()}}})
	e.Open(manifest, "yaml", "schemaVersion: BAD\n")
	if got := e.Diagnostics(manifest, 1); len(got) != 1 {
		t.Errorf("diagnostics are %+v", got)
	}
	e.Change(manifest, 2, lsptest.At(1, 0, 1, 0, strings.Repeat("# a very long comment\n", pm.Largest/20)))
	if got := e.Diagnostics(manifest, 2); len(got) != 0 {
		t.Errorf("diagnostics are %+v", got)
	}
	e.Change(manifest, 3, lsptest.Edit{Text: "schemaVersion: BAD\n"})
	if got := e.Diagnostics(manifest, 3); len(got) != 1 {
		t.Errorf("diagnostics are %+v", got)
	}
	if got := e.Messages(); len(got) != 1 || !strings.Contains(got[0].Message, "larger than 16 MiB") {
		t.Errorf("messages are %+v", got)
	}
}

// A rule that panics costs nothing but its own findings.
func TestRulePanics(t *testing.T) {
	broken := &analysis.Analyzer{Name: "broken", Run: func(*analysis.Pass) { panic("oh") }}
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{broken, marks()}}})
	e.Open(manifest, "yaml", "schemaVersion: BAD\n")
	if got := fmt.Sprintf("%+v", e.Diagnostics(manifest, 1)); !strings.Contains(got, "BAD is bad") || !strings.Contains(got, "internal error") {
		t.Errorf("diagnostics are %s", got)
	}
}

// An editor gets no more findings of a file than it can show, and none that is
// worse is left out for them.
func TestManyFindings(t *testing.T) {
	end := &analysis.Analyzer{Name: "end", Severity: analysis.Error, Run: func(p *analysis.Pass) {
		n := len(p.Document.File.Source())
		p.Report(text.Span{Start: n, End: n}, "the end")
	}}
	e := lsptest.Start(t, lsptest.Options{Server: lsp.Options{Rules: []*analysis.Analyzer{marks(), end}}})
	e.Open(manifest, "yaml", "install: []\n"+strings.Repeat("# BAD\n", 1500))
	found := e.Diagnostics(manifest, 1)
	if len(found) != 1000 || found[998].Range.Start.Line != 999 || found[999].Range.Start.Line != 1501 {
		t.Errorf("%d findings are shown, the last ones at %v and %v", len(found), found[len(found)-2].Range, found[len(found)-1].Range)
	}
}
