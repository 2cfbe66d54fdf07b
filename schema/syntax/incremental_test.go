package syntax

import (
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/schema/text"
)

// pieces are what edits and generated texts are made of.
var pieces = []string{
	"a", "b", ": ", ":", "- ", "-", "?", "? ", "\n", "\n  ", "\n ", "\n\n", " ", "  ", "\t", "'", "\"", "[", "]",
	"{", "}", ",", "#", " #", "&a ", "*a", "!!str ", "!t ", "|", ">", "|+\n", "|-2\n", "\\", "\\n", "\r\n", "---\n",
	"...\n", "\n---", "%", "<<: ", "é", "\u0085", "1", "~", "a: ", "\n- ", "\na: ", "&", "*", "!", "@", "\nb: ", "\n  - ",
	"\n  a: ", "%TAG ! x\n", "\x00", "\xff",
}

func someText(r *rand.Rand, n int) string {
	var b strings.Builder
	for range 1 + r.Intn(n) {
		b.WriteString(pieces[r.Intn(len(pieces))])
	}
	return b.String()
}

// sameAsAnew says how a file differs from one that had no previous version.
func sameAsAnew(f *File) string {
	anew := Parse(f.src, nil)
	same := len(f.roots) == len(anew.roots) && slices.Equal(f.comments, anew.comments) && slices.Equal(f.errs, anew.errs)
	for i := range f.roots {
		same = same && sameTree(f.roots[i], anew.roots[i])
	}
	if same {
		return ""
	}
	return "previous version (-) against none (+):\n" + firstDifference(dump(f), dump(anew))
}

func sameTree(a, b Node) bool {
	if a.Kind() != b.Kind() || a.Style() != b.Style() || a.Span() != b.Span() || a.Repaired() != b.Repaired() ||
		a.Tag() != b.Tag() || a.Anchor() != b.Anchor() || a.TagSpan() != b.TagSpan() || a.AnchorSpan() != b.AnchorSpan() ||
		a.Value() != b.Value() || a.g.count() != b.g.count() || a.Map(len(a.Value())/2) != b.Map(len(b.Value())/2) {
		return false
	}
	for i := range a.g.count() {
		if !sameTree(a.child(i), b.child(i)) {
			return false
		}
	}
	return true
}

// firstDifference cuts two dumps down to where they begin to differ.
func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	i := 0
	for i < len(x) && i < len(y) && x[i] == y[i] {
		i++
	}
	cut := func(l []string) string { return strings.Join(l[min(i, len(l)):min(i+4, len(l))], "\n") }
	return "-" + cut(x) + "\n+" + cut(y)
}

// TestIncremental holds 10,000 random edits of small and of real texts to be
// parsed as if there were no previous version.
func TestIncremental(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	sources := []string{"", "a: b\nc: d\n", padding, padding + padding}
	for _, src := range corpusFiles(t) {
		if len(src) < 3000 {
			sources = append(sources, src)
		}
	}
	slices.Sort(sources)
	for range 2000 {
		f := Parse([]byte(sources[r.Intn(len(sources))]), nil)
		for range 5 {
			from := r.Intn(len(f.src) + 1)
			edits := []text.Edit{{Span: span(from, min(len(f.src), from+r.Intn(1+r.Intn(30)))), New: someText(r, 4)}}
			if at := r.Intn(len(f.src) + 1); at < from && r.Intn(3) == 0 {
				edits = append(edits, text.Edit{Span: span(at, at), New: someText(r, 2)})
			}
			src, err := text.Apply(f.src, edits)
			if err != nil {
				t.Fatal(err)
			}
			was := f
			f = Parse(src, f)
			if s := sameAsAnew(f); s != "" {
				t.Fatalf("%q by %v: %s", was.text, edits, s)
			}
			if s := broken(f); s != "" {
				t.Fatalf("%q: %s", src, s)
			}
		}
	}
}

// TestSharing holds that an edit leaves the parts that it does not touch as
// they are in memory.
func TestSharing(t *testing.T) {
	src := manifestLines(500)
	at := strings.Index(src, "parameter-7")
	was := Parse([]byte(src), nil)
	now := Parse([]byte(src[:at]+"x"+src[at:]), was)
	shared, items := 0, was.Root().Get("parameters").Len()
	for i := range items {
		if was.Root().Get("parameters").Item(i).g == now.Root().Get("parameters").Item(i).g {
			shared++
		}
	}
	if shared != items-1 {
		t.Errorf("%d of %d items are shared, want all but one", shared, items)
	}
	if was.Root().Get("install").g != now.Root().Get("install").g {
		t.Error("the section behind the edit is not shared")
	}
}

// TestTwoEdits holds that where two sections of many entries were edited at once,
// or one was put in before them, the entries of both are taken over.
func TestTwoEdits(t *testing.T) {
	src := manifestLines(500)
	edited := strings.ReplaceAll(src, "parameter-7", "parameter-seven") // where it is used too
	was := Parse([]byte(src), nil)
	for _, text := range []string{edited, "more:\n  - a\n  - b\n" + edited} {
		now := Parse([]byte(text), was)
		for _, section := range []string{"parameters", "install"} {
			before, after := was.Root().Get(section), now.Root().Get(section)
			anew := 0
			for i := range after.Len() {
				if before.Item(i).g != after.Item(i).g {
					anew++
				}
			}
			if anew > 2 {
				t.Errorf("%d of %d items of %s were parsed anew", anew, after.Len(), section)
			}
		}
	}
}
