package syntax

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// hostileText is a text made to take long or much memory.
type hostileText struct {
	name string
	src  string
	code Code
	errs int // -1: any number
}

func hostile() []hostileText {
	rep := strings.Repeat
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&bomb, "a%d: &a%d [%s*a%d]\n", i, i, rep(fmt.Sprintf("*a%d, ", i-1), 9), i-1)
	}
	var deepBlock strings.Builder
	for i := range 10_001 {
		deepBlock.WriteString(rep(" ", i) + "a:\n")
	}
	return []hostileText{
		{"alias bomb", bomb.String(), BadAlias, 1},
		{"flow to the bound", rep("[", 10_000) + rep("]", 10_000), "", 0},
		{"flow too deep", rep("[", 10_001) + rep("]", 10_001), TooDeep, 1},
		{"flow much too deep", rep("[", 1_000_000) + rep("]", 1_000_000), TooDeep, 1},
		{"flow mappings never closed", rep("{a: ", 9_000), UnclosedBracket, 1},
		{"brackets line by line", rep("a: [\n", 100_000), UnclosedBracket, -1},
		{"nested brackets line by line", rep("- [[[[\n", 50_000), UnclosedBracket, -1},
		{"dashes to the bound", rep("- ", 10_000), "", 0},
		{"dashes too deep", rep("- ", 10_001), TooDeep, 1},
		{"mappings too deep", deepBlock.String(), TooDeep, 1},
		{"questions", rep("? ", 10_001), TooDeep, 1},
		{"flat keys", flatKeys(16_000), "", 0},
		{"one key", rep("a: b\n", 16_000), DuplicateKey, 1},
		{"flat flow", "{" + rep("a, ", 16_000) + "}", DuplicateKey, 1},
		{"many documents", rep("--- a\n", 16_000), "", 0},
		{"big plain scalar", "a: " + rep("word ", 10_000_000), "", 0},
		{"big folded plain scalar", "a:\n" + rep("  word\n", 1_000_000), "", 0},
		{"big quoted scalar", "a: \"" + rep("word\\n", 2_000_000) + "\"", "", 0},
		{"big literal", "a: |\n" + rep("  a line of text of some length, as such texts have it\n", 1_000_000), "", 0},
		{"quotes line by line", rep("a: \"\\\"\n", 100_000), UnclosedQuote, -1},
		{"single quotes line by line", rep("a: 'b ''\n", 100_000), UnclosedQuote, -1},
		{"a quote at the top", "a: \"b\n" + flatKeys(50_000), UnclosedQuote, 1},
		{"a bracket at the top", "a: [b\n" + flatKeys(50_000), UnclosedBracket, 1},
		{"missing colons", rep("a\n", 1) + "b: c\n" + rep("d\n", 50_000), MissingColon, -1},
		{"tabs", rep("\ta: b\n", 50_000), TabIndent, -1},
		{"bad bytes", rep("\xff", 1_000_000), BadUTF8, 1},
		{"bad lines", rep("\xff\n", 50_000), BadUTF8, -1},
		{"comments", rep("# c\n", 100_000), "", 0},
		{"blank lines", rep("\n", 1_000_000), "", 0},
		{"comments in flow", "[" + rep("# c\n", 100_000) + "]", "", 0},
		{"anchors and aliases", rep("- &a b\n- *a\n", 20_000), "", 0},
		{"aliases to nothing", rep("- *a\n", 100_000), BadAlias, -1},
		{"a tag for each", rep("- !!int x\n", 50_000), BadTag, -1},
		{"one long key", rep("k", 1_000_000) + ": v", BadKey, 1},
		{"colons", rep("a: ", 100_000), "", -1},
		{"tags", rep("!a ", 100_000), "", -1},
		{"plain and colon", rep("a:\n  b\n  c: d\n", 20_000), "", -1},
		{"plain lines and a colon", rep("a\n", 100_000) + "c: d\n", "", -1},
		{"deeper and deeper", "a: b\n" + rep("  c\n   d: e\n", 20_000), "", -1},
	}
}

// TestRobust holds that no text takes much memory, and that what is beyond
// every bound is one clear error. How long they take is BenchmarkRobust's.
func TestRobust(t *testing.T) {
	for _, test := range hostile() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		f := Parse([]byte(test.src), nil)
		runtime.ReadMemStats(&after)
		if use := (after.TotalAlloc - before.TotalAlloc) >> 20; use > 300+uint64(len(test.src)>>20)*8 {
			t.Errorf("%s: %d MB allocated for %d MB", test.name, use, len(test.src)>>20)
		}
		if test.errs >= 0 && len(f.Errors()) != test.errs {
			t.Errorf("%s: %d errors, want %d: %.3v", test.name, len(f.Errors()), test.errs, f.Errors()[:min(3, len(f.Errors()))])
		}
		if len(f.Errors()) > 0 && test.code != "" && f.Errors()[0].Code != test.code {
			t.Errorf("%s: %v, want %s", test.name, f.Errors()[0], test.code)
		}
	}
}

// BenchmarkRobust shows what hostile texts cost; none may take seconds.
func BenchmarkRobust(b *testing.B) {
	for _, text := range hostile() {
		src := []byte(text.src)
		b.Run(strings.ReplaceAll(text.name, " ", "-"), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				Parse(src, nil)
			}
		})
	}
}
