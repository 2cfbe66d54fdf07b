package dockerfile

import (
	"runtime"
	"strings"
	"testing"
)

// The memory that it takes to read an instruction grows with its length, not
// with its square.
func TestLongInstructions(t *testing.T) {
	for name, src := range map[string]string{
		"continuations":  "RUN a \\\n" + strings.Repeat("x \\\n", 20_000),
		"comments":       "RUN a \\\n" + strings.Repeat("# x\n", 20_000),
		"here-documents": "RUN " + strings.Repeat("<<A ", 5_000) + "\n" + strings.Repeat("A\n", 5_000),
		"stages":         strings.Repeat("FROM a AS b\n", 10_000),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		ParseTemplate([]byte(src))
		runtime.ReadMemStats(&after)
		if per := (after.TotalAlloc - before.TotalAlloc) / uint64(len(src)); per > 1000 {
			t.Errorf("%s: %d bytes for each byte of the text", name, per)
		}
	}
}
