package text

import (
	"bytes"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestLines(t *testing.T) {
	tests := []struct {
		src   string
		lines []string
	}{
		{"", []string{""}},
		{"a", []string{"a"}},
		{"a\n", []string{"a", ""}},
		{"a\nbc\n\nd", []string{"a", "bc", "", "d"}},
		{"a\r\nb\r\n", []string{"a", "b", ""}},
		{"a\rb\r\rc", []string{"a", "b", "", "c"}},
		{"a\n\rb\r\n\nc", []string{"a", "", "b", "", "c"}},
		{"\ufeffa\n\tb", []string{"\ufeffa", "\tb"}},
		{"a\u2028b\u0085c\n", []string{"a\u2028b\u0085c", ""}},
	}
	for _, test := range tests {
		l := NewLines([]byte(test.src))
		var got []string
		for i := range l.Count() {
			got = append(got, l.Span(i).Of([]byte(test.src)))
		}
		if d := cmp.Diff(test.lines, got); d != "" {
			t.Errorf("%q: %s", test.src, d)
		}
	}
}

func TestApply(t *testing.T) {
	src := []byte("hello world")
	tests := []struct {
		edits []Edit
		want  string
		err   string
	}{
		{nil, "hello world", ""},
		{[]Edit{{Span{0, 5}, "bye"}}, "bye world", ""},
		{[]Edit{{Span{6, 11}, "all"}, {Span{0, 1}, "H"}}, "Hello all", ""},
		{[]Edit{{Span{5, 5}, ","}, {Span{5, 6}, " - "}}, "hello, - world", ""},
		{[]Edit{{Span{5, 5}, "a"}, {Span{5, 5}, "b"}}, "helloab world", ""},
		{[]Edit{{Span{0, 5}, ""}, {Span{5, 11}, ""}}, "", ""},
		{[]Edit{{Span{0, 6}, ""}, {Span{5, 11}, ""}}, "", "applying edits: 5-11 overlaps the edit before it"},
		{[]Edit{{Span{5, 12}, ""}}, "", "applying edits: 5-12 is not within the text of 11 bytes"},
		{[]Edit{{Span{5, 4}, ""}}, "", "applying edits: 5-4 is not within the text of 11 bytes"},
	}
	for _, test := range tests {
		got, err := Apply(src, test.edits)
		if string(got) != test.want || (err == nil) != (test.err == "") || err != nil && err.Error() != test.err {
			t.Errorf("%v: %q, %v; want %q, %s", test.edits, got, err, test.want, test.err)
		}
	}
	if string(src) != "hello world" {
		t.Errorf("the text was changed to %q", src)
	}
}

func TestDiff(t *testing.T) {
	tests := []struct {
		a, b string
		want []Edit
	}{
		{"same", "same", nil},
		{"", "new", []Edit{{Span{0, 0}, "new"}}},
		{"old", "", []Edit{{Span{0, 3}, ""}}},
		{"a: 1\n", "a: 2\n", []Edit{{Span{3, 4}, "2"}}},
		{"aaa", "aa", []Edit{{Span{2, 3}, ""}}},
		{"x\u00e9", "x\u00e8", []Edit{{Span{1, 3}, "\u00e8"}}},
		{"\U0001F600", "\U0001F601", []Edit{{Span{0, 4}, "\U0001F601"}}},
		{"a\r\n", "a\n", []Edit{{Span{1, 3}, "\n"}}},
		{"one\ntwo\nthree\nfour\n", "One\ntwo\nthree\nFour\n", []Edit{{Span{0, 1}, "O"}, {Span{14, 15}, "F"}}},
		{"a\nb\nc\nd\ne\n", "a\nc\nd\nx\ne\n", []Edit{{Span{2, 4}, ""}, {Span{7, 7}, "\nx"}}},
	}
	for _, test := range tests {
		if d := cmp.Diff(test.want, Diff([]byte(test.a), []byte(test.b))); d != "" {
			t.Errorf("%q to %q: %s", test.a, test.b, d)
		}
	}
}

// TestDiffRandom holds that what Diff finds, applied, makes the other text, and
// that it leaves characters and line breaks whole.
func TestDiffRandom(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	line := func() string {
		return strings.Repeat(string(rune('a'+r.Intn(3))), r.Intn(3)) + []string{"\n", "\r\n", "\u00e9\n", ""}[r.Intn(4)]
	}
	for range 3000 {
		var a, b strings.Builder
		for range r.Intn(30) {
			l := line()
			if r.Intn(4) > 0 {
				a.WriteString(l)
			}
			if r.Intn(4) > 0 {
				b.WriteString(l)
			}
		}
		checkDiff(t, []byte(a.String()), []byte(b.String()))
	}
	var a, b strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&a, "old %d\n", i)
		fmt.Fprintf(&b, "new %d\n", i)
	}
	checkDiff(t, []byte(a.String()), []byte(b.String()))
}

func checkDiff(t *testing.T, a, b []byte) {
	t.Helper()
	edits := Diff(a, b)
	got, err := Apply(a, edits)
	if err != nil || !bytes.Equal(got, b) {
		t.Fatalf("%q to %q by %v: %q, %v", a, b, edits, got, err)
	}
	for _, e := range edits {
		if !utf8.ValidString(e.New) || inside(a, e.Span.Start) || inside(a, e.Span.End) {
			t.Fatalf("%q to %q: %v cuts a character", a, b, e)
		}
	}
	slices.Reverse(edits)
	if got, err := Apply(a, edits); err != nil || !bytes.Equal(got, b) {
		t.Fatalf("%q to %q by %v: %q, %v", a, b, edits, got, err)
	}
}
