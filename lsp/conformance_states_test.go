package lsp_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
)

// hostile are texts that nobody means to write.
func hostile() map[string]string {
	const head = "schemaVersion: 1.0.1\nname: x\nmixins: [exec]\n"
	deep := func(open string, n int, end string) string { return strings.Repeat(open, n) + strings.Repeat(end, n) }
	var indented strings.Builder
	for i := range 2000 {
		indented.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return map[string]string{
		"empty":                 "",
		"a line break":          "\n",
		"blanks":                " \t \r\n\r",
		"a byte order mark":     "\ufeff",
		"a mark and a manifest": "\ufeff" + head + "install:\n- exec: {command: \"${ bundle.name }\"}\n",
		"CRLF":                  strings.ReplaceAll(head+"parameters:\n- name: 世👋\n  type: string\ninstall:\n- exec:\n    command: |\n      ${ bundle.parameters.世👋 }\n", "\n", "\r\n"),
		"CR":                    strings.ReplaceAll(head+"install:\n- exec: {command: \"${ bundle.name }\"}\n", "\n", "\r"),
		"a quote":               head + "install:\n- exec: {command: \"${ bundle.",
		"quotes":                head + strings.Repeat("'\"", 500),
		"tabs":                  head + "install:\n\t- exec:\n\t\tcommand: x\n\t\t${ bundle.\n",
		"brackets":              head + "install: " + deep("[", 10_000, "]"),
		"open brackets":         head + "install: " + strings.Repeat("[", 10_000),
		"braces":                head + "custom: " + deep("{a: ", 10_000, "}"),
		"dashes":                head + "install:\n" + strings.Repeat("- ", 10_000),
		"indented":              head + "custom:\n" + indented.String(),
		"templates":             head + "install:\n- exec:\n    command: " + strings.Repeat("${ ", 3000),
		"sections":              head + "install:\n- exec:\n    command: \"" + strings.Repeat("${#a}", 2000) + "\"\n",
		"dots":                  head + "install:\n- exec:\n    command: ${ bundle.parameters." + strings.Repeat("a.", 5000) + " }\n",
		"binary":                "\x00\x01\x02\x7f\ufffd" + head + "\x00name: \x1b\n",
		"aliases":               head + "custom: {a: &a [x, x], b: &b [*a, *a], c: &c [*b, *b], d: *d}\ninstall: *a\n<<: *c\n",
		"documents":             head + "---\n" + head + "...\n%YAML 1.1\n--- |\n text\n",
		"keys":                  head + "? [a, b]\n: c\n? {install: x}\n: - exec\n!!str install: !!seq\n- !local exec: &x {command: y}\n",
		"no colon":              "schemaVersion 1.0.1\nname x\ninstall\n- exec\n",
		"a list":                "- schemaVersion: 1.0.1\n- install:\n",
		"a text":                "install",
		"a long line":           head + "description: " + strings.Repeat("word ", 40_000) + "\n",
		"names":                 head + "parameters:\n- name: \"a\\n b\"\n- name: |\n    two\n    lines\n- name: ''\n- name: ~\n- name: {}\ninstall:\n- exec: {command: \"${ bundle.parameters.a }\"}\n",
		"everything empty":      "schemaVersion:\nname:\nmixins:\nparameters:\ncredentials:\noutputs:\nimages:\ndependencies:\nstate:\nrequired:\ncustom:\ncustomActions:\ninstall:\nupgrade:\n",
		"entries empty":         head + "parameters:\n-\n- \ncredentials: [,]\noutputs: [null]\nimages: {a: }\ndependencies:\n  requires:\n  -\ninstall:\n-\n- exec:\n- :\n",
	}
}

// TestConformanceOfHostileTexts asks for everything about texts that nobody means
// to write.
func TestConformanceOfHostileTexts(t *testing.T) {
	c := startConformant(t, conformance{"utf-16", false}, schema.NewLibrary())
	c.halfTyped = true
	uri := c.write("hostile", "porter.yaml", map[string][]byte{"porter.yaml": nil})
	f := c.openAs(uri, nil)
	texts := hostile()
	names := make([]string, 0, len(texts))
	for name := range texts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		c.state = name
		c.change(f, []byte(texts[name]))
		c.everything(f, tokensOf(f.src, 3))
	}
	c.done()
}

// TestConformanceOfHalfTyped asks for everything where the cursor is while a
// manifest is typed: it is cut off there, with all that comes behind it or with
// the rest of its line.
func TestConformanceOfHalfTyped(t *testing.T) {
	library := schema.NewLibrary()
	for _, encoding := range []string{"utf-8", "utf-16"} {
		t.Run(encoding, func(t *testing.T) {
			t.Parallel()
			c := startConformant(t, conformance{encoding, false}, library)
			c.halfTyped = true
			states := 8
			if corpus.Long() {
				states = 1 << 30
			}
			for i, m := range samples(t, 6) {
				uri := c.write(fmt.Sprint(i), "porter.yaml", m.files)
				f := c.openAs(uri, m.src)
				whole := f.src
				random := rand.New(rand.NewPCG(3, uint64(len(whole))))
				for _, at := range tokensOf(whole, states) {
					end := len(whole)
					if random.IntN(2) == 0 {
						end = at + max(0, bytes.IndexByte(append(whole[at:len(whole):len(whole)], '\n'), '\n'))
					}
					c.state = fmt.Sprintf("%s without %d to %d", m.name, at, end)
					c.change(f, slices.Concat(whole[:at], whole[end:]))
					c.everything(f, []int{at, min(at+1+random.IntN(40), len(f.src))})
				}
				c.close(f)
			}
			c.done()
		})
	}
}
