package cache

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/porter-ls/porter-ls/schema/text"
	"pgregory.net/rapid"
)

func TestPathAndURI(t *testing.T) {
	for _, tt := range []struct{ uri, path, back string }{
		{"file:///a/b.yaml", "/a/b.yaml", "file:///a/b.yaml"},
		{"file:///a%20b/%C3%A9.yaml", "/a b/é.yaml", "file:///a%20b/%C3%A9.yaml"},
		{"file:///a%23b%3Fc%25", "/a#b?c%", "file:///a%23b%3Fc%25"},
		{"file:///a/../b//c", "/b/c", "file:///b/c"},
		{"FILE:///a", "/a", "file:///a"},
		{"file://localhost/a", "/a", "file:///a"},
		{"untitled:Untitled-1", "", ""},
		{"https://example.com/a", "", ""},
		{":%zz", "", ""},
		{"", "", ""},
	} {
		if got := Path(tt.uri); got != tt.path {
			t.Errorf("Path(%q) is %q, want %q", tt.uri, got, tt.path)
		}
		if tt.path == "" {
			continue
		}
		if got := URI(tt.path); got != tt.back {
			t.Errorf("URI(%q) is %q, want %q", tt.path, got, tt.back)
		}
	}
}

func TestFollow(t *testing.T) {
	span := text.Span{Start: 10, End: 20}
	edit := func(start, end int, s string) text.Edit {
		return text.Edit{Span: text.Span{Start: start, End: end}, New: s}
	}
	for _, tt := range []struct {
		edit text.Edit
		want text.Span
		ok   bool
	}{
		{edit(0, 0, "ab"), text.Span{Start: 12, End: 22}, true},
		{edit(0, 4, ""), text.Span{Start: 6, End: 16}, true},
		{edit(10, 10, "line\n"), text.Span{Start: 15, End: 25}, true},
		{edit(10, 10, "x"), span, false},
		{edit(5, 10, ""), span, false},
		{edit(15, 15, "x"), span, false},
		{edit(20, 20, "x"), span, false},
		{edit(0, 30, "x"), span, false},
		{edit(21, 25, "x"), span, true},
		{edit(15, 15, ""), span, true},
	} {
		got, ok := Follow(span, tt.edit)
		if got != tt.want || ok != tt.ok {
			t.Errorf("after %v: %v %v, want %v %v", tt.edit, got, ok, tt.want, tt.ok)
		}
	}
}

// model is a text the way an editor holds it: lines of units of one encoding.
type model struct {
	enc   text.Encoding
	lines [][]string // each unit; a character of several units is its text and then ""
}

func (m *model) units(s string) []string {
	var units []string
	for _, r := range s {
		n := 1
		switch m.enc {
		case text.UTF8:
			n = len(string(r))
		case text.UTF16:
			n = len(utf16.Encode([]rune{r}))
		}
		units = append(units, string(r))
		for range n - 1 {
			units = append(units, "")
		}
	}
	return units
}

// Random edits at character boundaries give the same text here and in a model
// that knows nothing of offsets.
func TestChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		enc := rapid.SampledFrom([]text.Encoding{text.UTF8, text.UTF16, text.UTF32}).Draw(t, "encoding")
		eol := rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "line break")
		word := rapid.StringOf(rapid.SampledFrom([]rune("ab: é€𝄞")))
		m := &model{enc: enc}
		for _, line := range rapid.SliceOfN(word, 1, 5).Draw(t, "lines") {
			m.lines = append(m.lines, m.units(line))
		}
		s := NewSession(context.Background(), enc, nil)
		s.Open("file:///porter.yaml", "yaml", 1, []byte(m.text(eol)))
		for version := range rapid.IntRange(1, 5).Draw(t, "changes") {
			from, to := m.place(t), m.place(t)
			if to[0] < from[0] || to[0] == from[0] && to[1] < from[1] {
				from, to = to, from
			}
			insert := rapid.SliceOfN(word, 1, 3).Draw(t, "insert")
			before := s.Snapshot().Overlay("file:///porter.yaml").Text()
			o, edits, err := s.Change("file:///porter.yaml", int32(version), []Change{{
				Range: &Range{from[0], from[1], to[0], to[1]}, Text: strings.Join(insert, eol),
			}})
			if err != nil {
				t.Fatal(err)
			}
			m.replace(from, to, insert)
			if got := string(o.Text()); got != m.text(eol) {
				t.Fatalf("the text is %q, want %q", got, m.text(eol))
			}
			for _, edits := range [][]text.Edit{edits, Between(before, o.Text())} {
				got := string(before)
				for _, e := range edits {
					got = got[:e.Span.Start] + e.New + got[e.Span.End:]
				}
				if got != m.text(eol) {
					t.Fatalf("the edits %v in bytes give %q, want %q", edits, got, m.text(eol))
				}
			}
		}
	})
}

func (m *model) text(eol string) string {
	var lines []string
	for _, line := range m.lines {
		lines = append(lines, strings.Join(line, ""))
	}
	return strings.Join(lines, eol)
}

// place draws a line and a column before a whole character.
func (m *model) place(t *rapid.T) [2]int {
	line := rapid.IntRange(0, len(m.lines)-1).Draw(t, "line")
	col := rapid.IntRange(0, len(m.lines[line])).Draw(t, "column")
	for col < len(m.lines[line]) && m.lines[line][col] == "" {
		col--
	}
	return [2]int{line, col}
}

func (m *model) replace(from, to [2]int, insert []string) {
	var lines [][]string
	for _, line := range insert {
		lines = append(lines, m.units(line))
	}
	lines[0] = append(append([]string{}, m.lines[from[0]][:from[1]]...), lines[0]...)
	last := len(lines) - 1
	lines[last] = append(lines[last], m.lines[to[0]][to[1]:]...)
	m.lines = append(append(append([][]string{}, m.lines[:from[0]]...), lines...), m.lines[to[0]+1:]...)
}

// Every change ends the work on the state before, and a snapshot keeps what it
// had.
func TestSnapshots(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s := NewSession(ctx, text.UTF16, nil)
	first := s.Open("file:///a", "yaml", 1, []byte("one"))
	old := s.Snapshot()
	second, _, err := s.Change("file:///a", 2, []Change{{Text: "two"}})
	if err != nil {
		t.Fatal(err)
	}
	if first.Context().Err() == nil || second.Context().Err() != nil {
		t.Error("the work on the old state goes on, or that on the new one does not")
	}
	if got := fmt.Sprintf("%s %s", old.Overlay("file:///a").Text(), s.Snapshot().Overlay("file:///a").Text()); got != "one two" {
		t.Errorf("the snapshots have %s", got)
	}
	if _, ok := first.Turn(); ok {
		t.Error("a superseded state got its turn")
	}
	s.Close("file:///a")
	if second.Context().Err() == nil || s.Snapshot().Overlay("file:///a") != nil {
		t.Error("the closed file is open")
	}
	if _, _, err := s.Change("file:///a", 3, nil); err != ErrNotOpen {
		t.Errorf("a change of a closed file: %v", err)
	}
}
