package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

var update = flag.Bool("update", false, "rewrite what the formats are expected to write")

// odd is a report with all that a format may stumble over: signs that it has to
// escape, characters of several bytes, places over several lines, files of which
// the text is not known, and every kind of fix.
func odd() (Report, Options) {
	const manifest = "name: e\u0301té 🎉 <b>\r\ninstall:\r\n  - exec: \"${ bundle.parameters.x }\"\r\n"
	const script = "echo 'a|b'\n"
	const name, helper = "a b,c:100%/porter.yaml", "a b,c:100%/helpers.sh"
	at := func(src, what string) text.Span {
		i := strings.Index(src, what)
		return text.Span{Start: i, End: i + len(what)}
	}
	edit := func(file, src, what, with string) analysis.FileEdit {
		return analysis.FileEdit{File: file, Edit: text.Edit{Span: at(src, what), New: with}}
	}
	return Report{
			Files: 3, Foreign: 1, Failures: []string{"checking <c>: no such file or directory", "reading d: 100%,\nand more"},
			Lines: map[string]*text.Lines{name: text.NewLines([]byte(manifest)), helper: text.NewLines([]byte(script))},
			Findings: []analysis.Diagnostic{
				{
					File: name, Span: at(manifest, "<b>"), Rule: "first", Porter: "porter-101", Severity: analysis.Error,
					Message: "a <b> & \"quotes\", 100%: a\nbreak and a \x1b control",
					Related: []analysis.Related{
						{File: helper, Span: at(script, "a|b"), Message: "made | here"},
						{File: "elsewhere.yaml", Message: "and there"},
					},
					Fixes: []analysis.SuggestedFix{
						{Title: "Take it out", Edits: []analysis.FileEdit{edit(name, manifest, " <b>", "")}},
						{Title: "Change much", Unsafe: true, Edits: []analysis.FileEdit{edit(name, manifest, "name", "Name")}},
						{Title: "Change both", Edits: []analysis.FileEdit{
							edit(name, manifest, "exec", "az"), edit(name, manifest, "install", "upgrade"), edit(helper, script, "echo", "printf"),
						}},
						{Title: "Change what is not known", Edits: []analysis.FileEdit{edit("elsewhere.yaml", "a", "a", "b")}},
					},
				},
				{File: name, Span: at(manifest, "install:\r\n  - exec"), Rule: "second", Target: analysis.Porter, Severity: analysis.Warning, Message: "over two lines"},
				{File: name, Span: at(manifest, "install"), Rule: "second", Severity: analysis.Warning, Message: "again, on the same line"},
				{File: helper, Span: text.Span{Start: len(script), End: len(script)}, Rule: "third", Severity: analysis.Information, Message: "at the very end"},
				{File: "elsewhere.yaml", Span: text.Span{Start: 3, End: 4}, Rule: "fourth", Severity: analysis.Hint, Message: "the text is not known"},
			},
		}, Options{Version: "v1.2.3", Rules: []*analysis.Analyzer{
			{Name: "first", Doc: "The first.\n\nWhat it is about.", Severity: analysis.Error},
			{Name: "second", Doc: "The second.", Severity: analysis.Warning},
		}}
}

// TestFormats holds what every format writes of an odd report and of an empty
// one.
func TestFormats(t *testing.T) {
	formats := append(Formats(), Format{Name: "markdown", Write: func(w io.Writer, r Report, _ Options) error { return Markdown(w, r) }})
	for _, f := range formats {
		t.Run(f.Name, func(t *testing.T) {
			report, options := odd()
			var got bytes.Buffer
			for _, r := range []Report{report, {Files: 2}} {
				if err := f.Write(&got, r, options); err != nil {
					t.Fatal(err)
				}
				got.WriteString("\n====\n")
			}
			golden := filepath.Join("testdata", f.Name+".golden")
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestReadable reads back what is written in JSON and XML.
func TestReadable(t *testing.T) {
	for _, f := range Formats() {
		report, options := odd()
		var got bytes.Buffer
		if err := f.Write(&got, report, options); err != nil {
			t.Fatal(err)
		}
		var err error
		switch f.Name {
		case "json", "sarif", "gitlab", "rdjson":
			err = json.Unmarshal(got.Bytes(), new(any))
		case "junit":
			var back junitSuites
			if err = xml.Unmarshal(got.Bytes(), &back); back.Tests != len(report.Findings)+len(report.Failures) || back.Failures != 3 || back.Errors != len(report.Failures) {
				t.Errorf("%d tests with %d failures and %d errors", back.Tests, back.Failures, back.Errors)
			}
		case "checkstyle":
			err = xml.Unmarshal(got.Bytes(), new(checkstyleReport))
		default:
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}

// TestWriteFails checks that no format swallows an error of who it writes to.
func TestWriteFails(t *testing.T) {
	report, options := odd()
	for _, f := range Formats() {
		if err := f.Write(full{}, report, options); err == nil {
			t.Errorf("%s: no error", f.Name)
		}
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// A fingerprint stays when lines come before it, when its own is indented
// otherwise and when a message is worded anew; equal findings are told apart.
func TestFingerprints(t *testing.T) {
	prints := func(src string, rules ...string) []string {
		r := Report{Lines: map[string]*text.Lines{"porter.yaml": text.NewLines([]byte(src))}}
		for _, rule := range rules {
			rule, what, _ := strings.Cut(rule, " ")
			i := strings.Index(src, what)
			r.Findings = append(r.Findings, analysis.Diagnostic{File: "porter.yaml", Rule: rule, Message: src, Span: text.Span{Start: i, End: i + len(what)}})
		}
		return r.Fingerprints()
	}
	was := prints("a: 1\nb: 2\n", "rule 1", "rule 1", "rule 2", "other 2")
	for i, p := range was {
		for _, q := range was[i+1:] {
			if p == q {
				t.Errorf("two findings have the fingerprint %s", p)
			}
		}
	}
	is := prints("# new\n\n  a: 1\nc: 3\n\tb: 2 \r\n", "rule 1", "rule 1", "rule 2", "other 2")
	if diff := cmp.Diff(was, is); diff != "" {
		t.Errorf("moved: -was +is\n%s", diff)
	}
	if prints("a: 2\n", "rule 2")[0] == was[0] {
		t.Error("another line has the same fingerprint")
	}
	if got := (Report{Findings: []analysis.Diagnostic{{File: "a", Rule: "rule"}}}).Fingerprints(); len(got) != 1 || got[0] == "" {
		t.Errorf("a file that is not known: %q", got)
	}
}
