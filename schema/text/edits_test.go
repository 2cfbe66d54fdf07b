package text

import (
	"bytes"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/porter-ls/porter-ls/internal/corpus"
)

// fragments are pieces of real manifests, and what texts break on.
func fragments(t testing.TB, r *rand.Rand) []string {
	all := []string{"", "\n", "\r\n", "\r", "é", "\U0001F600", "e\u0301", "\ufeff", "\t", "a: b", strings.Repeat("long ", 200)}
	for _, m := range corpus.All(t) {
		for range 10 {
			from := boundary(m.Source, r.Intn(len(m.Source)+1))
			to := boundary(m.Source, min(len(m.Source), from+r.Intn(200)))
			all = append(all, string(m.Source[from:to]))
		}
	}
	return all
}

// boundary returns the nearest place at or before i that cuts no character.
func boundary(b []byte, i int) int {
	for inside(b, i) {
		i--
	}
	return i
}

// someEdits are edits of src that do not overlap, in order.
func someEdits(r *rand.Rand, src []byte, fragments []string) []Edit {
	var cuts []int
	for range 2 * (1 + r.Intn(4)) {
		cuts = append(cuts, boundary(src, r.Intn(len(src)+1)))
	}
	slices.Sort(cuts)
	var edits []Edit
	for i := 0; i < len(cuts); i += 2 {
		end := cuts[i+1]
		if r.Intn(2) == 0 {
			end = boundary(src, min(end, cuts[i]+r.Intn(4)))
		}
		edits = append(edits, Edit{Span{cuts[i], max(cuts[i], end)}, fragments[r.Intn(len(fragments))]})
	}
	return edits
}

// TestEdits holds, over 10,000 random edits of texts made of real ones, that
// edits made one after the other give what they give at once, that Diff finds
// the way back, and that lines and columns are those of the new text.
func TestEdits(t *testing.T) {
	r := rand.New(rand.NewSource(5))
	fragments := fragments(t, r)
	for made := 0; made < 10_000; {
		var b strings.Builder
		for range r.Intn(8) {
			b.WriteString(fragments[r.Intn(len(fragments))])
		}
		src := []byte(b.String())
		for range 4 {
			edits := someEdits(r, src, fragments)
			made += len(edits)
			want := string(src)
			for _, e := range slices.Backward(edits) {
				want = want[:e.Span.Start] + e.New + want[e.Span.End:]
			}
			got, err := Apply(src, edits)
			if err != nil || string(got) != want {
				t.Fatalf("%q by %v: %q, %v; want %q", src, edits, got, err, want)
			}
			checkDiff(t, src, got)
			checkDiff(t, got, src)
			for range 5 {
				checkPlace(t, got, r.Intn(len(got)+1))
			}
			src = got
		}
	}
}

// checkPlace holds one place of a text against the definition of positions.
func checkPlace(t *testing.T, src []byte, off int) {
	t.Helper()
	off = boundary(src, off)
	l := NewLines(src)
	for enc := UTF8; enc <= UTF32; enc++ {
		line, col := l.Position(off, enc)
		if wantLine, want := naive(string(src), off, enc); line != wantLine || col != want {
			t.Fatalf("%q: offset %d in encoding %d is %d:%d, want %d:%d", src, off, enc, line, col, wantLine, want)
		}
		if back := l.Offset(line, col, enc); back != off {
			t.Fatalf("%q: offset %d in encoding %d comes back as %d", src, off, enc, back)
		}
	}
}

// FuzzDiff holds that what Diff finds makes one text of the other.
func FuzzDiff(f *testing.F) {
	f.Add("", "a")
	f.Add("a\nb\nc\n", "a\nc\nd\n")
	f.Add("a\r\nb", "a\nb\r")
	f.Add("\U0001F600é", "\U0001F601e\u0301")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a)+len(b) > 20_000 {
			return
		}
		edits := Diff([]byte(a), []byte(b))
		got, err := Apply([]byte(a), edits)
		if err != nil || !bytes.Equal(got, []byte(b)) {
			t.Fatalf("%q to %q by %v: %q, %v", a, b, edits, got, err)
		}
		if utf8.ValidString(a) && utf8.ValidString(b) {
			checkDiff(t, []byte(a), []byte(b))
		}
	})
}

// FuzzApply holds that edits are made as their order and places say, or
// refused where they overlap or lie outside.
func FuzzApply(f *testing.F) {
	f.Add("hello world", 0, 5, "bye", 6, 6, "the ")
	f.Add("a", 1, 0, "", 0, 9, "x")
	f.Fuzz(func(t *testing.T, src string, start, end int, put string, start2, end2 int, put2 string) {
		a, b := Edit{Span{start, end}, put}, Edit{Span{start2, end2}, put2}
		got, err := Apply([]byte(src), []Edit{b, a})
		within := func(s Span) bool { return 0 <= s.Start && s.Start <= s.End && s.End <= len(src) }
		first, second := b, a
		if a.Span.Start < b.Span.Start || a.Span.Start == b.Span.Start && a.Span.End < b.Span.End {
			first, second = a, b
		}
		if !within(a.Span) || !within(b.Span) || first.Span.End > second.Span.Start {
			if err == nil {
				t.Fatalf("%v and %v of %q are no error", a, b, src)
			}
			return
		}
		want := src[:first.Span.Start] + first.New + src[first.Span.End:second.Span.Start] + second.New + src[second.Span.End:]
		if err != nil || string(got) != want {
			t.Fatalf("%v and %v of %q: %q, %v; want %q", a, b, src, got, err, want)
		}
	})
}
