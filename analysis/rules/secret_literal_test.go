package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Wherever a token stands it is found, and what looks at one byte of so many
// finds what a look at every place finds.
func TestKnownTokens(t *testing.T) {
	random := strings.Repeat("AB7QX2ZK9RMD4WPT", 20)
	for i := range tokens {
		k := &tokens[i]
		if n := len(k.prefix) + k.least; n < shortestToken {
			t.Errorf("%s may have %d characters", k.what, n)
		}
		written := k.prefix + random[:k.least] + k.end
		if k.prefix == "eyJ" {
			written = "eyJ" + random[:20] + ".eyJ" + random[:20] + "." + random[:30]
		}
		for before := range 3 * shortestToken {
			for _, around := range []string{" ", "\n", `"`, "=", "/"} {
				src := strings.Repeat("x", before) + around + written + ": after"
				var found []string
				for of, span := range knownTokens([]byte(src)) {
					found = append(found, of.what+" "+span.Of([]byte(src)))
				}
				if want := []string{k.what + " " + written}; !slices.Equal(found, want) {
					t.Fatalf("%q: found %q, want %q", src, found, want)
				}
			}
		}
	}
	for _, m := range corpus.Some(t, 500) {
		var found, every []string
		for of, span := range knownTokens(m.Source) {
			found = append(found, fmt.Sprint(of.prefix, span))
		}
		tokensIn(m.Source, text.Span{End: len(m.Source)}, func(of *token, span text.Span) bool {
			every = append(every, fmt.Sprint(of.prefix, span))
			return true
		})
		if diff := cmp.Diff(every, found); diff != "" {
			t.Errorf("%s: -every place +found\n%s", m.Name, diff)
		}
	}
}
