package runtime

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

// What is encoded is what any YAML library reads.
func TestEncode(t *testing.T) {
	in := map[string]any{
		"text": "a: b # c", "empty": "", "null": nil, "word": "null", "yes": "yes", "number": "1.10", "lines": "a\nb\n\n", "quotes": `"\'`,
		"n": 1, "big": int64(math.MaxInt64), "huge": uint64(math.MaxUint64), "f": 1.5, "e": 1e100, "t": true,
		"list":                          []any{"a", []any{}, map[string]any{}, []any{1, 2}, map[string]any{"k": "v", "l": []any{nil}}},
		strings.Repeat("long\x00", 300): map[string]any{"k": []any{1}}, strings.Repeat("k", 1100): "v",
		"a b: c": map[string]any{"": map[string]any{"x": "\x00\x1f\x7f\u0085\u2028\ufeff\U0001F600"}},
	}
	src, err := encode(in)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := yaml.Unmarshal(src, &got); err != nil {
		t.Fatalf("%v\n%s", err, src)
	}
	in["big"] = math.MaxInt64
	if diff := cmp.Diff(in, got); diff != "" {
		t.Error(diff)
	}
}

func TestEncodeRefuses(t *testing.T) {
	for _, v := range []any{"\xff", []any{map[string]any{"\xff": 1}}, struct{}{}} {
		if src, err := encode(map[string]any{"k": v}); err == nil {
			t.Errorf("%#v: %s", v, src)
		}
	}
}

func FuzzEncode(f *testing.F) {
	for _, s := range []string{"", "a", "a: b", "\x00", "\u2029", "- x", "\"", "\\n", "é\U0001F600", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		src, err := encode(map[string]any{s: []any{s}})
		if err != nil {
			if utf8.ValidString(s) {
				t.Error(err)
			}
			return
		}
		var got map[string][]string
		if err := yaml.Unmarshal(src, &got); err != nil {
			t.Fatalf("%q: %v\n%s", s, err, src)
		}
		if len(got[s]) != 1 || got[s][0] != s {
			t.Errorf("%q: got %q", s, got)
		}
	})
}

func TestTail(t *testing.T) {
	for _, test := range []struct {
		in   []string
		want []string
	}{
		{nil, nil},
		{[]string{"\n\n"}, nil},
		{[]string{"a\r\n", "b", "c\n"}, []string{"a", "bc"}},
		{[]string{strings.Repeat("x\n", 30) + "y"}, append(strings.Split(strings.Repeat("x", 19), ""), "y")},
		{[]string{strings.Repeat("x", tailBytes), "yz"}, []string{strings.Repeat("x", tailBytes-2) + "yz"}},
		{[]string{strings.Repeat("x", 3*tailBytes)}, []string{strings.Repeat("x", tailBytes)}},
	} {
		var passed strings.Builder
		last := &tail{to: &passed}
		for _, s := range test.in {
			_, _ = last.Write([]byte(s))
		}
		if diff := cmp.Diff(test.want, last.lines()); diff != "" {
			t.Error(diff)
		}
		if passed.String() != strings.Join(test.in, "") {
			t.Error("not all was passed on")
		}
	}
}
