package exec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var wordTests = []struct {
	in   string
	want []string
}{
	{"", nil},
	{"a", []string{"a"}},
	{"a b", []string{"a", "b"}},
	{" a\t\nb", []string{"a", "b"}},
	{"a ", []string{"a"}},
	{"a  ", []string{"a", ""}},
	{`"echo hi"`, []string{"echo hi"}},
	{`'echo "hi"'`, []string{`echo "hi"`}},
	{`"a"b`, []string{"a", "b"}},
	{`"a" b`, []string{"a", "b"}},
	{`""`, []string{""}},
	{`k="a b"`, []string{`="a b`}},
	{`k="a b" c`, []string{`="a b`, "c"}},
	{`it's here`, []string{"it's here"}},
	{`a\ b c`, []string{`a\ b`, "c"}},
	{`"a\" b" c`, []string{`a\" b`, "c"}},
	{`a\`, []string{`a\`}},
	{`é "ü ß"`, []string{"é", "ü ß"}},
}

func TestWords(t *testing.T) {
	for _, test := range wordTests {
		if diff := cmp.Diff(test.want, words(test.in)); diff != "" {
			t.Errorf("%q: %s", test.in, diff)
		}
	}
}

func FuzzWords(f *testing.F) {
	for _, test := range wordTests {
		f.Add(test.in)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := words(s)
		if !strings.ContainsAny(s, `'"\`) {
			fields := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\n", r) })
			if n := len(got); n > 0 && got[n-1] == "" {
				got = got[:n-1]
			}
			if strings.Join(fields, " ") != strings.Join(got, " ") {
				t.Errorf("%q: got %q, want %q", s, got, fields)
			}
			return
		}
		n := 0
		for _, w := range got {
			n += len(w)
			if !strings.Contains(s, w) {
				t.Errorf("%q: %q is not in it", s, w)
			}
		}
		if n > len(s) {
			t.Errorf("%q: %q is longer", s, got)
		}
	})
}

func TestArgv(t *testing.T) {
	s := Step{
		Arguments: []string{"first", "not cut"},
		Flags: []Flag{{Name: "z"}, {Name: "count", Values: []string{"3"}}, {Name: "c", Values: []string{`"echo hi"`}},
			{Name: "set", Values: []string{"a=1", "b 2"}}, {Name: "long name", Values: []string{""}}},
		SuffixArguments: []string{"the end"},
	}
	want := []string{"first", "not cut", "-c", "echo hi", "--count", "3", "--long", "name", "--set", "a=1", "--set", "b", "2", "-z", "the end"}
	if diff := cmp.Diff(want, s.argv()); diff != "" {
		t.Error(diff)
	}
}
