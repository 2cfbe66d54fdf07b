package syntax

import (
	"fmt"
	"strings"
	"testing"
)

// TestPathAt: the cursor is at the bar.
func TestPathAt(t *testing.T) {
	names := map[Where]string{NewKey: "new key", NewItem: "new item", InKey: "key", InValue: "value", InComment: "comment"}
	tests := []struct{ src, want string }{
		{"|", " new key"},
		{"a: |", "a value"},
		{"a:|", "a value"},
		{"a|: b", " key a"},
		{"|a: b", " key a"},
		{"a: b|", "a value b"},
		{"a: b|c\nd: e", "a value bc"},
		{"a: b\n|", " new key"},
		{"a: b\n|\nc: d", " new key"},
		{"a: b\nna|\nc: d", " key na"},
		{"na|", " either na"},
		{"a:\n  |", "a new key"},
		{"a:\n  |\nb: c", "a new key"},
		{"a:\n  n|\nb: c", "a either n"},
		{"a:\n  b: c\n  |", "a new key"},
		{"a:\n  b: c\n  d|", "a key d"},
		{"a:\n  b: c\n  d|\n  e: f", "a key d"},
		{"a:\n  b: c\n|", " new key"},
		{"a:\n  b: c\n    |", "a new key"},
		{"a:\n  - |", "a[0] either"},
		{"a:\n  - x|", "a[0] either x"},
		{"a:\n  - b: c\n    |", "a[0] new key"},
		{"a:\n  - b: c\n    d|", "a[0] key d"},
		{"a:\n  - b: c\n    d: |", "a[0].d value"},
		{"a:\n  - b: c\n  |", "a new item"},
		{"a:\n  - b: c\n  - |", "a[1] either"},
		{"a:\n  - b: c\n  - |\n  - d: e", "a[1] either"},
		{"a:\n  - b: c\n  -|", "a[1] either"},
		{"a:\n  - -|", "a[0] either"},
		{"a:\n  - - |", "a[0][0] either"},
		{"a: b\n  |\n  c", "a value b\nc"},
		{"a:\n  b: c\n  |\n    - d", "a new key"},
		{"a:\n  \"b c|\n  \"d\": e", "a either b c"},
		{"a:\n  - b:\n\t|c: d", "a[0].b key c"},
		{"a:\n- b: c\n|", " new key"},
		{"a:\n- b: c\n  |", "a[0] new key"},
		{"a:\n- b: c\n- |", "a[1] either"},
		{"a:\n  - exec:\n      |", "a[0].exec new key"},
		{"a:\n  - exec:\n      com|\n", "a[0].exec either com"},
		{"a:\n  - exec:\n      command: x\n      ar|\n", "a[0].exec key ar"},
		{"a:\n  - exec:\n      command: x\n      |\n  - b: c", "a[0].exec new key"},
		{"a:\n  - exec:\n      command: x\n    |", "a[0] new key"},
		{"a:\n  - exec:\n      arguments:\n        - |", "a[0].exec.arguments[0] either"},
		{"a: [|]", "a[0] value"},
		{"a: [b, |]", "a[1] value"},
		{"a: [b, c|]", "a[1] value c"},
		{"a: [b, |", "a[1] value"},
		{"a: {|}", "a new key"},
		{"a: {b: |}", "a.b value"},
		{"a: {b: c, |}", "a new key"},
		{"a: {b: c, d|}", "a key d"},
		{"a: {b: c|}", "a.b value c"},
		{"a: |\n  text|\n", "a value text"},
		{"a: b # c|\nd: e", " comment"},
		{"a:\n  # c|\n  b: d", "a comment"},
		{"a: \"b|", "a value b"},
		{"a:\n  b: c\n  \"d|", "a key d"},
		{"a: b\n---\nc: |", "c value"},
	}
	for _, test := range tests {
		at := strings.LastIndex(test.src, "|")
		src := test.src[:at] + test.src[at+1:]
		p := Parse([]byte(src), nil).PathAt(at)
		where := names[p.Where]
		if p.Either {
			where = "either"
		}
		got := fmt.Sprintf("%s %s %s", p, where, strings.TrimSpace(p.Node.Value()))
		if strings.TrimRight(got, " ") != test.want {
			t.Errorf("%q: %s, want %s", test.src, got, test.want)
		}
	}
}

func TestNodeAt(t *testing.T) {
	src := "a: [b, 'c']\nd:\n  - e: f\n"
	f := Parse([]byte(src), nil)
	for off, want := range map[int]string{0: "a", 1: "a", 3: "", 4: "b", 5: "b", 7: "c", 10: "c", 12: "d", 19: "e", 22: "f", 23: "f"} {
		if got := f.NodeAt(off).Value(); got != want {
			t.Errorf("at %d: %q, want %q", off, got, want)
		}
	}
	if n := f.NodeAt(11); n.Kind() != Sequence {
		t.Errorf("behind the bracket: %v", n)
	}
}
