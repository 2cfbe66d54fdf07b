package format

import (
	"math/rand/v2"
	"testing"

	"github.com/porter-ls/porter-ls/internal/corpus"
)

// bits are what is put into a text at random places: half of something, mostly.
var bits = []string{
	" ", "  ", "\t", "\n", "\r\n", "\n\n\n\n", "#", " # x", ":", ": ", "- ", "-   ", "\"", "'", "[", "]", "{", "}", ",", "|\n", ">2\n",
	"&a ", "*a", "!!str ", "? ", "---\n", "...\n", "${ ", "}}", "\n# y\n", "\n    # z", "\u2028", "\uFEFF", "a:   b\n", "<<: ", "\\",
}

// What is promised of every text holds for manifests with something put in or
// taken out at random places too.
func TestTyping(t *testing.T) {
	rounds := 3
	if corpus.Long() {
		rounds = 300
	}
	for _, m := range corpus.Some(t, 150) {
		if len(m.Source) > 8000 {
			continue
		}
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(3, uint64(len(m.Source))))
			for range rounds {
				src := append([]byte(nil), m.Source...)
				for range 1 + random.IntN(4) {
					at := random.IntN(len(src) + 1)
					bit := bits[random.IntN(len(bits))]
					if random.IntN(3) == 0 {
						bit = ""
					}
					out := min(len(src), at+random.IntN(4))
					src = append(src[:at:at], append([]byte(bit), src[out:]...)...)
				}
				if laws(t, src); t.Failed() {
					t.Fatalf("%q", src)
				}
			}
		})
	}
}
