package dockerfile

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIgnore(t *testing.T) {
	for _, c := range []struct{ patterns, out, in string }{
		{"", "", "a a/b .dockerignore"},
		{"# comment\n\n*.md\n!README.md\n", "x.md", "README.md a/x.md # comment"},
		{"docs", "docs docs/a docs/a/b", "docs2 a/docs"},
		{"/docs/\n!docs/keep\n", "docs/a", "docs/keep docs/keep/a"},
		{"**/*.tmp", "a.tmp a/b/c.tmp", "a.tmpx"},
		{"*\n!*.sh\n", "a b/c b/c.sh", "x.sh"},
		{"a?c\n[x-z]", "abc y", "ac w"},
	} {
		i := ParseIgnore([]byte(c.patterns))
		if i.Err != nil {
			t.Errorf("%q: %v", c.patterns, i.Err)
		}
		for name := range strings.FieldsSeq(c.out) {
			if !i.Excludes(name) {
				t.Errorf("%q leaves %s in", c.patterns, name)
			}
		}
		for name := range strings.FieldsSeq(c.in) {
			if i.Excludes(name) {
				t.Errorf("%q leaves %s out", c.patterns, name)
			}
		}
	}
	for _, patterns := range []string{"a[\n", "fine\n!b[\n", "!\n"} {
		i := ParseIgnore([]byte(patterns))
		if i.Err == nil || i.Excludes("fine") {
			t.Errorf("%q: the error is %v", patterns, i.Err)
		}
	}
}

// Many may ask one Ignore at once.
func TestIgnoreConcurrently(t *testing.T) {
	i := ParseIgnore([]byte("*.md\n!a.md\n!**/b?.md\n"))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if !i.Excludes("x.md") || i.Excludes("a.md") || i.Excludes("b1.md") {
				t.Error("another answer than alone")
			}
		})
	}
	wg.Wait()
}

func TestParseTemplate(t *testing.T) {
	for _, c := range []struct {
		src  string
		want string
	}{
		{"", "[] -1 -1"},
		{"FROM --platform=linux/amd64 Debian AS Base\n# PORTER_MIXINS\n# PORTER_INIT\n", "[{0 0 debian base}] 2 1"},
		{"# escape=`\nFROM `\n  alpine\nRUN echo \\\n# PORTER_INIT\n", "[{1 2 alpine }] 4 -1"},
		{"FROM a\nRUN <<EOF\n# PORTER_INIT\nEOF\nFROM b\n", "[{0 0 a } {4 4 b }] -1 -1"},
	} {
		got := ParseTemplate([]byte(c.src))
		if diff := cmp.Diff(c.want, fmt.Sprint(got.Stages, got.InitLine, got.MixinsLine)); diff != "" {
			t.Errorf("%q: -want +got\n%s", c.src, diff)
		}
	}
}
