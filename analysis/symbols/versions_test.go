package symbols

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// edited is a random edit like those of an editor.
func edited(r *rand.Rand, src []byte) []byte {
	pieces := []string{
		"", "", "x", "${ bundle.parameters.x }", "${", "}", " # ${ env.X }", "\n  - exec:\n      a: b\n", "\n", "- ", "  ", ":", "\"", "'",
		"${=<% %>=}", "${#a}", "bundle.", "schemaVersion: 1.0.0\n", "\ninstall:\n", "name: y\n", "outputs:\n  - name: z\n", "# x", "&a ", "*a",
	}
	start := r.Intn(len(src) + 1)
	end := min(len(src), start+r.Intn(1+r.Intn(20)))
	switch r.Intn(8) {
	case 0: // a line goes away
		for start > 0 && src[start-1] != '\n' {
			start--
		}
		if i := slices.Index(src[start:], '\n'); i >= 0 {
			end = start + i + 1
		}
	case 1: // a stretch is doubled
		end = min(len(src), start+r.Intn(300))
		return slices.Concat(src[:end], src[start:end], src[end:])
	}
	out, err := text.Apply(src, []text.Edit{{Span: text.Span{Start: start, End: end}, New: pieces[r.Intn(len(pieces))]}})
	if err != nil {
		panic(err)
	}
	return out
}

// different says how an index differs from another of the same text.
func different(got, want *Index) string {
	byPlace := cmp.Options{
		cmp.Comparer(func(a, b syntax.Node) bool { return a.Span() == b.Span() && a.Kind() == b.Kind() }),
		cmpopts.IgnoreUnexported(Use{}),
		cmp.AllowUnexported(Symbol{}),
	}
	if d := cmp.Diff(want.Symbols, got.Symbols, byPlace); d != "" {
		return "symbols (-anew +taken over):\n" + d
	}
	if d := cmp.Diff(want.Refs, got.Refs, byPlace); d != "" {
		return "references (-anew +taken over):\n" + d
	}
	a, b := slices.Collect(want.Uses()), slices.Collect(got.Uses())
	if d := cmp.Diff(a, b, byPlace); d != "" {
		return "uses (-anew +taken over):\n" + d
	}
	for i := range a {
		for j := range a[i].Len() {
			if a[i].Segment(j) != b[i].Segment(j) {
				return fmt.Sprintf("segment %v is %v", a[i].Segment(j), b[i].Segment(j))
			}
		}
	}
	for _, s := range want.Symbols {
		x, _ := want.Lookup(s.Kind, s.Name)
		if y, ok := got.Lookup(s.Kind, s.Name); !ok || x.Span != y.Span {
			return fmt.Sprintf("%s is looked up at %v, want %v", s.Name, y.Span, x.Span)
		}
		if d := cmp.Diff(want.Names(s.Kind), got.Names(s.Kind)); d != "" {
			return "names (-anew +taken over):\n" + d
		}
	}
	return ""
}

// After any edits the index is that of a text without a version before.
func TestIndexOverVersions(t *testing.T) {
	r := rand.New(rand.NewSource(8))
	texts := []string{source}
	for _, m := range corpus.All(t) {
		if len(m.Source) < 6000 {
			texts = append(texts, string(m.Source))
		}
	}
	taken := 0
	for i, start := range texts {
		edits := 5
		if corpus.Long() || i%10 == 0 {
			edits = 30
		}
		src := []byte(start)
		x := index(start, nil)
		for range edits {
			prev := x
			src = edited(r, src)
			x = index(string(src), prev)
			if d := different(x, index(string(src), nil)); d != "" {
				t.Fatalf("%s\n%s", src, d)
			}
			taken += shared(x, prev)
		}
	}
	t.Logf("%d texts, %d steps taken over", len(texts), taken)
	if taken == 0 {
		t.Error("no step was ever taken over")
	}
}

// shared counts the steps with tags that two versions have in common.
func shared(x, prev *Index) int {
	n := 0
	for _, s := range x.steps {
		if len(s.tags) > 0 && slices.ContainsFunc(prev.steps, func(o step) bool { return len(o.tags) > 0 && &o.tags[0] == &s.tags[0] }) {
			n++
		}
	}
	return n
}

// A keystroke in one step scans that step only, wherever it stands.
func TestIndexTakesOver(t *testing.T) {
	src := large(200)
	x := index(src, nil)
	for _, c := range []struct {
		what, at, insert string
		anew             int
	}{
		{"a letter in a step", "Step 100", "x", 1},
		{"a letter in the first step", "Step 0\"", "x", 1},
		{"a step more", "  - exec:\n      description: \"Step 50\"", "  - exec:\n      a: ${ b }\n", 1},
		{"a line above all", "name: big", "# x\n", 0},
		{"a parameter's default", "value 7", "x", 0},
		{"a comment at a step's end", "\n  - exec:\n      description: \"Step 51\"", " # ${ c }", 1},
	} {
		at := strings.Index(src, c.at)
		after := src[:at] + c.insert + src[at:]
		y := index(after, x)
		if anew := len(y.steps) - shared(y, x); anew != c.anew {
			t.Errorf("%s: %d steps are scanned anew, want %d", c.what, anew, c.anew)
		}
	}
}
