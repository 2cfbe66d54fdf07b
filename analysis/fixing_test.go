package analysis

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/text"
)

func edit(file string, start, end int, with string) FileEdit {
	return FileEdit{file, text.Edit{Span: text.Span{Start: start, End: end}, New: with}}
}

// Of a finding the first fix is made if it may be, and of two that meet the one
// that comes first.
func TestFixable(t *testing.T) {
	found := []Diagnostic{
		{Fixes: []SuggestedFix{{Edits: []FileEdit{edit("a", 8, 9, "first"), edit("b", 0, 0, "also")}}, {Edits: []FileEdit{edit("a", 0, 9, "second")}}}},
		{Fixes: []SuggestedFix{{Unsafe: true, Edits: []FileEdit{edit("a", 2, 3, "unsafe")}}, {Edits: []FileEdit{edit("a", 2, 3, "safe")}}}},
		{Fixes: []SuggestedFix{{Edits: []FileEdit{edit("a", 4, 5, "half"), edit("a", 9, 10, "touches the first")}}}},
		{Fixes: []SuggestedFix{{Edits: []FileEdit{edit("b", 0, 0, "the same place")}}}},
		{Fixes: []SuggestedFix{{Edits: []FileEdit{edit("a", 6, 6, "between"), edit("a", 6, 6, "and behind it")}}}},
		{Fixes: []SuggestedFix{{Edits: []FileEdit{edit("c", 0, 0, "needs it")}, Creates: []FileCreation{{File: "d"}}}}},
		{Fixes: []SuggestedFix{{Edits: []FileEdit{edit("c", 9, 9, "needs it too")}, Creates: []FileCreation{{File: "d"}}}}},
		{},
	}
	for _, c := range []struct {
		unsafe bool
		want   map[string][]text.Edit
	}{
		{false, map[string][]text.Edit{
			"a": {edit("", 6, 6, "between").Edit, edit("", 6, 6, "and behind it").Edit, edit("", 8, 9, "first").Edit},
			"b": {edit("", 0, 0, "also").Edit},
			"c": {edit("", 0, 0, "needs it").Edit},
		}},
		{true, map[string][]text.Edit{
			"a": {edit("", 2, 3, "unsafe").Edit, edit("", 6, 6, "between").Edit, edit("", 6, 6, "and behind it").Edit, edit("", 8, 9, "first").Edit},
			"b": {edit("", 0, 0, "also").Edit},
			"c": {edit("", 0, 0, "needs it").Edit},
		}},
	} {
		if diff := cmp.Diff(c.want, editsOf(fixable(found, c.unsafe, nil))); diff != "" {
			t.Errorf("unsafe %t: -want +got\n%s", c.unsafe, diff)
		}
	}
}

// TestFixer fixes texts of letters, each with a finding that a fix may take away
// by writing another letter in its place.
func TestFixer(t *testing.T) {
	for _, c := range []struct {
		name  string
		fixes map[byte]byte // 0 where a finding has no fix
		is    string
		want  string
		left  int
		looks int
	}{
		{"nothing found", nil, "abc", "abc", 0, 1},
		{"nothing to fix", map[byte]byte{'a': 0}, "abc", "abc", 0, 1},
		{"all", map[byte]byte{'a': 'x', 'b': 'x'}, "abcab", "xxcxx", 0, 2},
		{"what a fix brings", map[byte]byte{'a': 'b', 'b': 'x'}, "a", "x", 0, 3},
		{"in a circle", map[byte]byte{'a': 'b', 'b': 'a'}, "a", "a", 1, 3},
		{"what brings something", map[byte]byte{'a': 'x', 'b': 'y', 'y': 0}, "abaa", "xbxx", 1, 7},
		{"many that bring something", map[byte]byte{'a': 'y', 'b': 'x', 'y': 0}, strings.Repeat("ab", 50), strings.Repeat("ax", 50), 50, 4},
		{"what brings what was there", map[byte]byte{'b': 'y', 'y': 0}, "by", "by", 1, 2},
	} {
		looks := 0
		fix := func(src []byte) Fixes {
			made, err := Fixer{
				Read: func(string) ([]byte, error) { return src, nil },
				Look: func(now Texts) (found []Diagnostic, err error) {
					looks++
					is := src
					if changed, ok := now["f"]; ok {
						is = changed.Content
					}
					for i, letter := range is {
						with, ok := c.fixes[letter]
						if !ok {
							continue
						}
						d := Diagnostic{File: "f", Message: string(letter), Span: text.Span{Start: i, End: i + 1}}
						if with != 0 {
							d.Fixes = []SuggestedFix{{Edits: []FileEdit{edit("f", i, i+1, string(with))}}}
						}
						found = append(found, d)
					}
					return found, nil
				},
			}.Fix()
			if err != nil {
				t.Fatal(err)
			}
			return made
		}
		// Edits that touch wait for another round, so the letters stand apart.
		src := bytes.Join(bytes.Split([]byte(c.is), nil), []byte("  "))
		made := fix(src)
		got := src
		if changed, ok := made.Texts["f"]; ok {
			got = changed.Content
		}
		if diff := cmp.Diff(fmt.Sprint(c.want, c.left, c.looks), fmt.Sprint(string(bytes.ReplaceAll(got, []byte(" "), nil)), len(made.Left), looks)); diff != "" {
			t.Errorf("%s: text, fixes left and looks: -want +got\n%s", c.name, diff)
		}
		if again := fix(got); len(again.Fixed) > 0 {
			t.Errorf("%s: a second time there is more to fix", c.name)
		}
	}
}

// Lines that a fix takes out leave their comments, and a fix that loses one in
// any other way is none.
func TestKeepingComments(t *testing.T) {
	doc := Parse("porter.yaml", []byte("a:\n  - b: c # why\n    # and when\n  - d # whose\n"), nil)
	for _, c := range []struct {
		name string
		edit FileEdit
		want []string // what the fix writes; nil where it is left out
	}{
		{"lines", edit("porter.yaml", 3, 33, ""), []string{"  # why\n  # and when\n"}},
		{"a part of a line", edit("porter.yaml", 9, 18, ""), nil},
		{"with something in its place", edit("porter.yaml", 3, 18, "  - e\n"), nil},
		{"with the comment in its place", edit("porter.yaml", 3, 18, "  - e # why\n"), []string{"  - e # why\n"}},
		{"no comment", edit("porter.yaml", 7, 11, "e: f"), []string{"e: f"}},
		{"another file", edit("helpers.sh", 3, 33, ""), []string{""}},
	} {
		var got []string
		for _, f := range keepingComments(doc, []SuggestedFix{{Edits: []FileEdit{c.edit}}}) {
			got = append(got, f.Edits[0].Edit.New)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.name, diff)
		}
	}
}
