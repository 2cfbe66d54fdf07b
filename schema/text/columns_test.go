package text

import (
	"bytes"
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// TestPositions counts columns in all three encodings, there and back. The
// places are given by what stands before them on their line.
func TestPositions(t *testing.T) {
	tests := []struct {
		name               string
		before, after      string // on the line; the cursor is between
		utf8, utf16, utf32 int
	}{
		{"nothing", "", "", 0, 0, 0},
		{"begin", "", "abc", 0, 0, 0},
		{"ascii", "abc", "d", 3, 3, 3},
		{"tab", "\ta", "", 2, 2, 2},
		{"two bytes", "é", "x", 2, 1, 1},
		{"three bytes", "日本", "語", 6, 2, 2},
		{"emoji", "\U0001F600", "c", 4, 2, 1},
		{"emoji and more", "a\U0001F600b", "", 6, 4, 3},
		{"accent of its own", "e\u0301", "b", 3, 2, 2},
		{"before the accent", "e", "\u0301b", 1, 1, 1},
		{"family", "\U0001F469\u200D\U0001F467", "", 11, 5, 3},
		{"flag", "\U0001F1E9\U0001F1EA", "x", 8, 4, 2},
		{"skin", "\U0001F44D\U0001F3FD", "", 8, 4, 2},
		{"byte order mark", "\ufeff", "a", 3, 1, 1},
		{"no break", "a\u00a0", "b", 3, 2, 2},
		{"line separator", "a\u2028b", "", 5, 3, 3},
		{"next line", "a\u0085", "b", 3, 2, 2},
		{"bad byte", "a\xff", "b", 2, 2, 2},
		{"bad bytes", "\xe2\x82", "", 2, 2, 2},
		{"surrogate in bytes", "\xed\xa0\x80", "x", 3, 3, 3},
		{"NUL", "\x00", "x", 1, 1, 1},
		{"form feed", "a\f\vb", "", 4, 4, 4},
		{"long", strings.Repeat("aé\U0001F600", 1000), "x", 7000, 4000, 3000},
		{"long ascii", strings.Repeat("a", 5000), "é", 5000, 5000, 5000},
		{"emoji on a mark", strings.Repeat("a", stride-2) + "\U0001F600", "x" + strings.Repeat("b", stride), stride + 2, stride, stride - 1},
		{"bad bytes on a mark", strings.Repeat("a", stride-1) + "\xf0\x9f", "x" + strings.Repeat("b", stride), stride + 1, stride + 1, stride + 1},
	}
	for _, test := range tests {
		for _, brk := range []string{"", "\n", "\r\n", "\r"} {
			for _, lead := range []string{"", "\ufeff\n", "é\r\n\r\n", strings.Repeat("日", 700) + "\n"} {
				src := lead + test.before + test.after + brk
				l := NewLines([]byte(src))
				line := l.Count() - 1
				if brk != "" {
					line--
				}
				off := len(lead) + len(test.before)
				for enc, want := range []int{test.utf8, test.utf16, test.utf32} {
					if gotLine, col := l.Position(off, Encoding(enc)); gotLine != line || col != want {
						t.Errorf("%s before %q: %d:%d in encoding %d, want %d:%d", test.name, brk, gotLine, col, enc, line, want)
					}
					if got := l.Offset(line, want, Encoding(enc)); got != off {
						t.Errorf("%s before %q: offset %d in encoding %d, want %d", test.name, brk, got, enc, off)
					}
				}
			}
		}
	}
}

// TestPositionsOutside holds what becomes of places that are none.
func TestPositionsOutside(t *testing.T) {
	src := "ab\n\U0001F600c\r\nd"
	l := NewLines([]byte(src))
	offsets := []struct {
		line, col int
		enc       Encoding
		want      int
	}{
		{-1, 3, UTF16, 0}, {0, -1, UTF16, 0}, {0, 99, UTF16, 2}, {99, 0, UTF16, len(src)},
		{1, 1, UTF16, 3}, {1, 2, UTF16, 7}, {1, 1, UTF8, 3}, {1, 3, UTF8, 3}, {1, 4, UTF8, 7}, {1, 99, UTF32, 8},
	}
	for _, o := range offsets {
		if got := l.Offset(o.line, o.col, o.enc); got != o.want {
			t.Errorf("%d:%d in encoding %d: offset %d, want %d", o.line, o.col, o.enc, got, o.want)
		}
	}
	positions := []struct {
		off  int
		enc  Encoding
		want string
	}{
		{-5, UTF16, "0:0"}, {999, UTF16, "2:1"}, {8, UTF16, "1:3"}, {9, UTF16, "1:3"},
		{4, UTF16, "1:0"}, {6, UTF16, "1:0"}, {6, UTF32, "1:0"}, {6, UTF8, "1:3"}, {7, UTF32, "1:1"},
	}
	for _, p := range positions {
		line, col := l.Position(p.off, p.enc)
		if got := fmt.Sprintf("%d:%d", line, col); got != p.want {
			t.Errorf("offset %d in encoding %d: %s, want %s", p.off, p.enc, got, p.want)
		}
	}
}

// naive is the position of an offset by the definition alone.
func naive(src string, off int, enc Encoding) (line, col int) {
	before := src[:off]
	if strings.HasSuffix(before, "\r") && strings.HasPrefix(src[off:], "\n") {
		before = before[:off-1]
	}
	lines := strings.Split(strings.ReplaceAll(strings.ReplaceAll(before, "\r\n", "\n"), "\r", "\n"), "\n")
	last := lines[len(lines)-1]
	switch enc {
	case UTF8:
		return len(lines) - 1, len(last)
	case UTF16:
		return len(lines) - 1, len(utf16.Encode([]rune(last)))
	}
	return len(lines) - 1, utf8.RuneCountInString(last)
}

// checkPositions holds every offset of a text, which begins a character,
// against the definition, there and back.
func checkPositions(t *testing.T, src string) {
	t.Helper()
	l := NewLines([]byte(src))
	for off := 0; off <= len(src); {
		for enc := UTF8; enc <= UTF32; enc++ {
			line, col := l.Position(off, enc)
			if wantLine, want := naive(src, off, enc); line != wantLine || col != want {
				t.Fatalf("%q: offset %d in encoding %d is %d:%d, want %d:%d", src, off, enc, line, col, wantLine, want)
			}
			if back := l.Offset(line, col, enc); back != off && !inside([]byte(src), off) {
				t.Fatalf("%q: %d:%d in encoding %d is offset %d, want %d", src, line, col, enc, back, off)
			}
		}
		_, size := utf8.DecodeRuneInString(src[off:])
		off += max(size, 1)
	}
}

func TestPositionsRandom(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	pieces := []string{"a", "bc ", "é", "日本", "\U0001F600", "e\u0301", "\ufeff", "\t", "\n", "\r\n", "\r", "\xff", "\xf0\x9f", "\u2028", strings.Repeat("x", 300), strings.Repeat("ü", 300)}
	for range 300 {
		var b strings.Builder
		for range 1 + r.Intn(20) {
			b.WriteString(pieces[r.Intn(len(pieces))])
		}
		checkPositions(t, b.String())
	}
}

// FuzzPositions holds every place of any text against the definition.
func FuzzPositions(f *testing.F) {
	for _, s := range []string{"", "a\r\nb\rc\nd", "\ufeffé\U0001F600\n\xff\xfe", strings.Repeat("é\U0001F600", 200)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) < 1500 { // the definition walks over the whole text for each place
			checkPositions(t, src)
		}
	})
}

// longLines are texts of one long line, of half a million bytes.
func longLines() map[string][]byte {
	return map[string][]byte{
		"ascii": bytes.Repeat([]byte("a"), 500_000),
		"emoji": bytes.Repeat([]byte("\U0001F600"), 125_000),
		"mixed": bytes.Repeat([]byte("aé日\U0001F600\xff"), 45_000),
	}
}

// TestLongLines holds that no column of a long line is found by walking over
// more than a stride of it, and that nothing is allocated.
func TestLongLines(t *testing.T) {
	for name, src := range longLines() {
		l := NewLines(src)
		line := l.Span(0)
		for off := 0; off < len(src); off += 101 {
			if m := l.markAt(line, func(m mark) bool { return m.off <= off }); m.off > off || off-m.off > stride+utf8.UTFMax {
				t.Fatalf("%s: offset %d is looked for from %d on", name, off, m.off)
			}
			for enc := UTF8; enc <= UTF32; enc++ {
				_, col := l.Position(off, enc)
				m := l.markAt(line, func(m mark) bool { return m.cols[enc] <= col })
				if at := l.Offset(0, col, enc); at < m.off || at-m.off > stride+utf8.UTFMax {
					t.Fatalf("%s: column %d in encoding %d is at %d, looked for from %d on", name, col, enc, at, m.off)
				}
			}
		}
		if n := testing.AllocsPerRun(10, func() { l.Offset(0, 200_000, UTF16); l.Position(400_000, UTF16) }); n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func BenchmarkPosition(b *testing.B) {
	sources := longLines()
	sources["short-lines"] = bytes.Repeat([]byte("  - name: sömething\n"), 25_000)
	for name, src := range sources {
		l := NewLines(src)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				l.Position(i*7919%len(src), UTF16)
			}
		})
	}
}

func BenchmarkNewLines(b *testing.B) {
	sources := longLines()
	sources["short-lines"] = bytes.Repeat([]byte("  - name: something\n"), 25_000)
	for name, src := range sources {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				NewLines(src)
			}
		})
	}
}
