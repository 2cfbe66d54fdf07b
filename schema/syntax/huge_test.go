package syntax

import (
	"os"
	"runtime"
	"strings"
	"testing"
)

// huge are texts of that many bytes: one scalar in every style, and one sign
// again and again.
func huge(size int) map[string]func() string {
	fill := func(head, s, tail string) func() string {
		return func() string { return head + strings.Repeat(s, size/len(s)) + tail }
	}
	return map[string]func() string{
		"plain":            fill("a: ", "word ", ""),
		"plain lines":      fill("a:\n", "  some words on a line\n", ""),
		"single":           fill("a: '", "it''s ", "'"),
		"single lines":     fill("a: '", "some words on a line\n  ", "'"),
		"double":           fill(`a: "`, "word ", `"`),
		"double, escapes":  fill(`a: "`, `\n`, `"`),
		"double, in words": fill(`a: "`, `word\t\u00e9`, `"`),
		"literal":          fill("a: |\n", "  some words on a line\n", ""),
		"folded":           fill("a: >\n", "  some words on a line\n", ""),
		"comments":         fill("", "# a comment on a line\n", ""),
		"[":                fill("", "[", ""),
		"dashes":           fill("", "- ", ""),
		"keys on a line":   fill("", "a: ", ""),
		"quotes":           fill("", "\"", ""),
		"single quotes":    fill("", "'", ""),
	}
}

// TestHuge holds that reading a text allocates no more than six times its size,
// the text itself included: 300 MB for 50. With PORTER_LS_LONG set the texts
// have fifty megabytes, else five.
func TestHuge(t *testing.T) {
	size := 5 << 20
	if os.Getenv("PORTER_LS_LONG") != "" {
		size *= 10
	}
	for name, text := range huge(size) {
		src := []byte(text())
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		f := Parse(src, nil)
		runtime.ReadMemStats(&after)
		allocated := int(after.TotalAlloc-before.TotalAlloc) + len(src)
		t.Logf("%s: %d MB allocated for %d, %d errors", name, allocated>>20, size>>20, len(f.Errors()))
		if allocated > 6*size {
			t.Errorf("%s: %d bytes allocated for %d", name, allocated, size)
		}
	}
}

// BenchmarkHuge shows how long fifty megabytes take.
func BenchmarkHuge(b *testing.B) {
	for name, text := range huge(50 << 20) {
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			src := []byte(text())
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				Parse(src, nil)
			}
		})
	}
}
