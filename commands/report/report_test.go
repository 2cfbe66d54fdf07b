package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

// The marks « and » in a case's line are the span; they are not part of it.
func TestUnderline(t *testing.T) {
	for _, c := range []struct{ name, line, code, carets string }{
		{"plain", "key: «value» # why", "key: value # why", "     ^~~~~"},
		{"one character", "a: «b»", "a: b", "   ^"},
		{"a place", "a: «»", "a: ", "   ^"},
		{"at the start", "«install»:", "install:", "^~~~~~~"},
		{"tab before", "\tkey: «v»", "    key: v", "         ^"},
		{"tab inside", "«a\tb»c", "a   bc", "^~~~~"},
		{"wide before", "名: «x»", "名: x", "    ^"},
		{"wide inside", "x: «名前»", "x: 名前", "   ^~~~"},
		{"emoji", "🎉 «b»", "🎉 b", "   ^"},
		{"combining", "e\u0301: «e\u0301x»", "e\u0301: e\u0301x", "   ^~"},
		{"controls do not steer", "\x1b[2J«x»", "\ufffd[2Jx", "    ^"},
		{"not UTF-8", "\xff«x»", "\ufffdx", " ^"},
	} {
		t.Run(c.name, func(t *testing.T) {
			src, span := marked(c.line)
			code, carets := underline(src, text.Span{End: len(src)}, span)
			if diff := cmp.Diff([]string{c.code, c.carets}, []string{code, carets}); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func marked(s string) ([]byte, text.Span) {
	before, rest, _ := strings.Cut(s, "«")
	inside, after, _ := strings.Cut(rest, "»")
	return []byte(before + inside + after), text.Span{Start: len(before), End: len(before) + len(inside)}
}

func TestUnderlineLongLine(t *testing.T) {
	line := strings.Repeat("a", 5000) + "TARGET" + strings.Repeat("b", 5000)
	code, carets := underline([]byte(line), text.Span{End: len(line)}, text.Span{Start: 5000, End: 5006})
	if n := len([]rune(code)); n > longestLine+2 {
		t.Errorf("a line of %d characters is shown", n)
	}
	at := strings.IndexByte(carets, '^')
	if got := string([]rune(code)[at : at+len(strings.TrimSpace(carets))]); got != "TARGET" {
		t.Errorf("the carets are under %q", got)
	}
}

func TestJSONWithoutFindings(t *testing.T) {
	var b bytes.Buffer
	if err := JSON(&b, Report{Files: 2}); err != nil {
		t.Fatal(err)
	}
	var got, want any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	json.Unmarshal([]byte(`{"version":1,"findings":[],"summary":{"files":2,"errors":0,"warnings":0}}`), &want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// A file's name does not steer the terminal either.
func TestTextPlainNames(t *testing.T) {
	const name = "\x1b[2J/porter.yaml"
	var b bytes.Buffer
	if err := Text(&b, Report{
		Files: 1, Lines: map[string]*text.Lines{name: text.NewLines([]byte("install: []\n"))},
		Findings: []analysis.Diagnostic{{File: name, Severity: analysis.Hint, Message: "m"}, {File: "\x1b", Severity: analysis.Hint}},
	}, false); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "\x1b") {
		t.Errorf("%q", b.String())
	}
}
