package format

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Each case is a text and what it becomes; "" where it stays as it is.
var layouts = []struct {
	name, src, want string
	opts            Options
}{
	{name: "blanks", src: "a:   1  \nb :\tx\nc: [ ]\n", want: "a: 1\nb: x\nc: []\n"},
	{name: "the file's own step", src: "a:\n    b:\n        c: 1\n    d:\n      e: 2\n", want: "a:\n    b:\n        c: 1\n    d:\n        e: 2\n"},
	{name: "the step below items", src: "a:\n    b: 1\nl:\n    - x:\n        y: 1\n    - x:\n        y: 2\n    - x:\n            y: 3\n",
		want: "a:\n    b: 1\nl:\n    - x:\n        y: 1\n    - x:\n        y: 2\n    - x:\n        y: 3\n"},
	{name: "dashes as most are", src: "a:\n- 1\nb:\n- 2\nc:\n  - 3\n  # of d\nd: 1\n", want: "a:\n- 1\nb:\n- 2\nc:\n- 3\n# of d\nd: 1\n"},
	{name: "a dash and what is behind it", src: "a:\n  -   b: 1\n      c: 2\n  -\n     b: 3\n  - - 4\n    -  5\n", want: "a:\n  - b: 1\n    c: 2\n  -\n    b: 3\n  - - 4\n    - 5\n"},
	{name: "comments move with what they are in line with", src: "a:\n- b\n# of c\n- c\n  # below c\n# of d\n- d\ne:\n  - f\nf:\n  - g\ng:\n  - h\n",
		want: "a:\n  - b\n  # of c\n  - c\n    # below c\n  # of d\n  - d\ne:\n  - f\nf:\n  - g\ng:\n  - h\n"},
	{name: "comments behind something", src: "a: 1     # x\nb: 2 # y\n\nlong: 1 # one\nc: 2    # two\n        # and more\n", want: "a: 1 # x\nb: 2 # y\n\nlong: 1 # one\nc: 2    # two\n        # and more\n"},
	{name: "two blanks before comments", src: "a: 1  # x\n\nb: 2  # y\n\nc: 3 # z\n", want: "a: 1  # x\n\nb: 2  # y\n\nc: 3  # z\n"},
	{name: "comments in line", src: "a:   1  # x\nbcd: 2  # y\n        # z\n", want: "a: 1    # x\nbcd: 2  # y\n        # z\n"},
	{name: "empty lines", src: "\n\na: 1\n\n\n\n\nb: 2\n  \n\n", want: "a: 1\n\n\nb: 2\n"},
	{name: "a text keeps what is in it", src: "a:\n    b: |\n            x  \n              y\n       \n            z\nc:\n  d:\n    e: 1\n",
		want: "a:\n  b: |\n    x  \n      y\n\n    z\nc:\n  d:\n    e: 1\n"},
	{name: "a text that says how deep it is", src: "a:\n    b: |2-\n         x\n    c: >+\n        y\n\n\nd:\n  e:\n    f: 1\n",
		want: "a:\n  b: |2-\n       x\n  c: >+\n    y\n\n\nd:\n  e:\n    f: 1\n"},
	{name: "a comment below a text", src: "a:\n   b: |\n          x\n      # below\n   c: 1\nd:\n  e:\n    f: 1\ng:\n  h: 1\n",
		want: "a:\n  b: |\n    x\n   # below\n  c: 1\nd:\n  e:\n    f: 1\ng:\n  h: 1\n"},
	{name: "a text without a final break", src: "a: |\n  x", want: ""},
	{name: "a text that needs no final break", src: "a: |-\n   x", want: "a: |-\n  x\n"},
	{name: "texts on several lines", src: "a:\n   b: one\n    two  \n        three\n   c: 'x \n\n     y'\nd:\n  e: 1\nf:\n  e: 1\n",
		want: "a:\n  b: one\n   two\n       three\n  c: 'x \n\n    y'\nd:\n  e: 1\nf:\n  e: 1\n"},
	{name: "escaped blanks", src: "a: \"x\\ \n   y\" \n", want: "a: \"x\\ \n   y\"\n"},
	{name: "in brackets", src: "a: [ 1,2 ,  3]\nb: {x : 1,\"y\":[ ],z}\nc: {}\n", want: "a: [ 1, 2, 3 ]\nb: {x: 1, \"y\": [], z}\nc: {}\n"},
	{name: "nothing behind a colon in brackets", src: "a: [b:  , c]\nd: {e:   }\n", want: "a: [b: , c]\nd: {e: }\n"},
	{name: "a tab before the first key of what stays", src: "a:   1\n\tb:   2\nc:   3\n", want: "a: 1\n\tb:   2\nc: 3\n"},
	{name: "brackets over lines", src: "a: [\n   1, 2,\n  3 # c\n      ]\nb: {x: 1,\n  y: 2}\nc:   [1,\n      2]\n", want: "a: [\n  1, 2,\n  3 # c\n]\nb: {x: 1,\n  y: 2}\nc: [1,\n    2]\n"},
	{name: "brackets within brackets", src: "a:\n- [{\n x: 1\n }, {\n x: 2\n }]\nb:\n- 1\n", want: "a:\n- [{\n    x: 1\n  }, {\n    x: 2\n  }]\nb:\n- 1\n"},
	{name: "tags, anchors and aliases", src: "a:   &x  !!str  1\n*x  : 2\nb:  *x\nc: !!map\n    d: 1\nd:\n  e: 1\nf:\n  g: 1\n", want: "a: &x !!str 1\n*x : 2\nb: *x\nc: !!map\n  d: 1\nd:\n  e: 1\nf:\n  g: 1\n"},
	{name: "half-typed entries stay", src: "a:   1\nb\nc:   [1,\nd:   2\n", want: "a: 1\nb\nc:   [1,\nd: 2\n"},
	{name: "a quote without its end", src: "a:   1\nb:   \"x\nc:   2\nd:   \"3\"\ne:   4\n", want: "a: 1\nb:   \"x\nc:   2\nd:   \"3\"\ne: 4\n"},
	{name: "what belongs to nothing", src: "a:\n    b: 1\n  c:   2\nd:   3\n", want: "a:\n    b: 1\n  c:   2\nd: 3\n"},
	{name: "tabs that indent", src: "a:\n\tb:   1\nc:   2\n", want: "a:\n\tb:   1\nc: 2\n"},
	{name: "explicit keys stay", src: "a:   1\n? b\n:   c\nd:   2\n", want: "a: 1\n? b\n:   c\nd: 2\n"},
	{name: "documents", src: "%YAML 1.1  \n---  # x\na:   1\n---\nb:   2\n...\n", want: "%YAML 1.1\n---  # x\na: 1\n---\nb: 2\n...\n"},
	{name: "line breaks as most are", src: "a: 1\r\nb: 2\nc: |\n  x\n  y\r\nd: 1\r\ne: 1\r\nf: 2\r\n", want: "a: 1\r\nb: 2\r\nc: |\r\n  x\r\n  y\r\nd: 1\r\ne: 1\r\nf: 2\r\n"},
	{name: "a byte order mark", src: "\uFEFFa:   1\nb:\n    - x\n", want: "\uFEFFa: 1\nb:\n    - x\n"},
	{name: "JSON", src: "{\"a\":1}  ", want: ""},
	{name: "nothing", src: "", want: ""},
	{name: "only comments", src: "# a  \n\n\n\n\n# b", want: ""},
	{name: "templates stay", src: "a:   \"${  x }\"\nb:   ${bundle.parameters.y}\nc:   '{{  z}}'\n", want: "a: \"${  x }\"\nb: ${bundle.parameters.y}\nc: '{{  z}}'\n"},
	{name: "a template over lines", src: "a:\n    b: \"${\n        x }\"\nc:   1\nd:\n  e:\n    f: 1\n", want: "a:\n    b: \"${\n        x }\"\nc: 1\nd:\n  e:\n    f: 1\n"},
	{name: "a list at the top", src: "-   a: 1\n    b: 2\n-   c\n", want: "- a: 1\n  b: 2\n- c\n"},
	{name: "what an editor keeps", src: "a: 1  \n\n\n", want: "", opts: Options{KeepBlanks: true, KeepEnd: true}},
	{name: "what an editor does not add", src: "a:  1", want: "a: 1", opts: Options{NoFinalBreak: true}},
}

func TestLayouts(t *testing.T) {
	for _, c := range layouts {
		t.Run(c.name, func(t *testing.T) {
			f := syntax.Parse([]byte(c.src), nil)
			edits, refused := whole(f, c.opts)
			if refused > 0 {
				t.Error("it would have become something else")
			}
			now, err := text.Apply([]byte(c.src), edits)
			if err != nil {
				t.Fatal(err)
			}
			want := c.want
			if want == "" {
				want = c.src
			}
			if diff := cmp.Diff(strings.SplitAfter(want, "\n"), strings.SplitAfter(string(now), "\n")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if c.opts == (Options{}) {
				laws(t, []byte(c.src))
			}
		})
	}
}
