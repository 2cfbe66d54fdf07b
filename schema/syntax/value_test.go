package syntax

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestResolve(t *testing.T) {
	day := time.Date(2001, 2, 3, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		src  string
		kind Type
		want any
		data any
	}{
		{"", Null, nil, nil},
		{"~", Null, nil, nil},
		{"true", Bool, true, true},
		{"yes", String, "yes", "yes"},
		{"12", Int, 12, 12},
		{"08", Float, 8.0, 8.0},
		{"0o17", Int, 15, 15},
		{"18446744073709551615", Int, uint64(18446744073709551615), uint64(18446744073709551615)},
		{"1e3", Float, 1000.0, 1000.0},
		{"'12'", String, "12", "12"},
		{"!!str 12", String, "12", "12"},
		{"!!float 12", Float, 12.0, 12.0},
		{"!!int x", String, "x", "x"},
		{"!!binary aGk=", Binary, "hi", "hi"},
		{"!own 12", String, "12", "12"},
		{"2001-02-03", Timestamp, day, "2001-02-03"},
		{"<<", Merge, "<<", "<<"},
		{"|\n a", String, "a", "a"},
		{"[a]", NoType, nil, nil},
	}
	for _, test := range tests {
		n := Parse([]byte(test.src), nil).Root()
		kind, got := n.Resolve()
		if kind != test.kind || !sameValue(got, test.want) || !sameValue(n.Data(), test.data) {
			t.Errorf("%q: %v %#v, as data %#v; want %v %#v, %#v", test.src, kind, got, n.Data(), test.kind, test.want, test.data)
		}
	}
	if got := PlainData("[a"); got != "[a" {
		t.Errorf("%#v", got)
	}
}

// TestDecode holds what Decode makes of texts that yaml.v3 refuses.
func TestDecode(t *testing.T) {
	tests := []struct {
		src  string
		want any
	}{
		{"a: *b\nc: d", map[string]any{"c": "d"}},
		{"a: &a [*a, b]\nc: d", map[string]any{"a": []any{[]any{"b"}, "b"}, "c": "d"}},
		{"a: 1\na: 2", map[string]any{"a": 2}},
		{"[a]: b\nc: d", map[any]any{"c": "d"}},
		{"<<: a\nb: c", map[string]any{"b": "c"}},
		{"a: !!int b", map[string]any{"a": "b"}},
		{"a: [b", map[string]any{"a": []any{"b"}}},
		{"a:\nb", map[string]any{"a": nil, "b": nil}},
	}
	for _, test := range tests {
		if d := cmp.Diff(test.want, Parse([]byte(test.src), nil).Root().Decode()); d != "" {
			t.Errorf("%q: %s", test.src, d)
		}
	}
	if v := (Node{}).Decode(); v != nil {
		t.Errorf("no node: %v", v)
	}
}

func TestMapSpan(t *testing.T) {
	tests := []struct{ src, find, want string }{
		{"a b c", "b", "b"},
		{"'it''s'", "'", "''"},
		{"'it''s'", "t's", "t''s"},
		{`"a\tb"`, "\t", `\t`},
		{`"a\u00e9b"`, "é", `\u00e9`},
		{`"a\u00e9b"`, "b", "b"},
		{"\"a\n  b\"", "b", "b"},
		{"\"a\n  b\"", " ", "\n"},
		{"|\n  one\n  two\n", "two", "two"},
		{"|\n  one\n  two\n", "one\n", "one\n"},
		{"|\n  one\n  two\n", "e\nt", "e\n  t"},
		{">\n  one\n  two\n", "one two", "one\n  two"},
		{">\n  one\n\n  two\n", "two\n", "two\n"},
		{"a\n  b\n\n  c", "c", "c"},
		{"|\r\n  one\r\n  two\r\n", "one\n", "one\r\n"},
		{"\"b", "b", "b"},
	}
	for _, test := range tests {
		n := Parse([]byte(test.src), nil).Root()
		i := strings.Index(n.Value(), test.find)
		if i < 0 {
			t.Errorf("%q has no %q: %q", test.src, test.find, n.Value())
			continue
		}
		if got := n.MapSpan(span(i, i+len(test.find))).Of(n.f.src); got != test.want {
			t.Errorf("%q in %q: %q, want %q", test.find, test.src, got, test.want)
		}
	}
}

// TestMapLetters holds that every letter of every scalar is mapped to that
// letter, or to an escape.
func TestMapLetters(t *testing.T) {
	sources := append([]string{}, texts...)
	for _, src := range corpusFiles(t) {
		sources = append(sources, src)
	}
	letters := 0
	for _, src := range sources {
		var walk func(n Node)
		walk = func(n Node) {
			for i := range n.g.count() {
				walk(n.child(i))
			}
			if n.Kind() != Scalar {
				return
			}
			for off, r := range n.Value() {
				if r < 'a' || r > 'z' {
					continue
				}
				letters++
				if c := n.f.text[n.Map(off)]; c != byte(r) && c != '\\' {
					t.Errorf("%.300q: byte %d of %q maps to %q", src, off, n.Value(), c)
				}
			}
		}
		for _, doc := range Parse([]byte(src), nil).Docs() {
			walk(doc)
		}
	}
	if letters < 100_000 {
		t.Errorf("only %d letters", letters)
	}
}

func TestMarshal(t *testing.T) {
	v := map[string]any{"b": []any{1, "two", nil, true}, "a": map[string]any{"text": "x\ny\n", "number": "12"}}
	out, err := Marshal(v)
	want := "a:\n  number: \"12\"\n  text: |\n    x\n    y\nb:\n  - 1\n  - two\n  - null\n  - true\n"
	if string(out) != want || err != nil {
		t.Errorf("%s, %v", out, err)
	}
	if d := cmp.Diff(any(v), Parse(out, nil).Root().Decode()); d != "" {
		t.Error(d)
	}
	if _, err := Marshal(make(chan int)); err == nil {
		t.Error("a channel was encoded")
	}
}
