package syntax

import (
	"math/rand"
	"strings"
	"testing"
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

func sameAsAnew(f *File) string {
	anew := Parse(f.src, nil)
	if got, want := dump(f), dump(anew); got != want {
		return "previous version (-) against none (+):\n" + firstDifference(got, want)
	}
	return ""
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

func TestIncremental(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	sources := []string{"", "a: b\nc: d\n"}
	for _, src := range corpusFiles(t) {
		if len(src) < 4000 {
			sources = append(sources, src)
		}
	}
	for i := 0; i < 3000; i++ {
		src := sources[r.Intn(len(sources))]
		f := Parse([]byte(src), nil)
		for range 6 {
			from := r.Intn(len(src) + 1)
			to := min(len(src), from+r.Intn(1+r.Intn(30)))
			was := src
			src = src[:from] + someText(r, 4) + src[to:]
			f = Parse([]byte(src), f)
			if s := sameAsAnew(f); s != "" {
				if len(s) > 6000 {
					s = s[:6000]
				}
				t.Fatalf("%q\nto %q\n%s", was, src, s)
			}
			if s := broken(f); s != "" {
				t.Fatalf("%q: %s", src, s)
			}
		}
	}
}
