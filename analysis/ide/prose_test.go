package ide

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What an author wrote has no meaning as Markdown, and reads as it was written.
func TestEscape(t *testing.T) {
	for _, test := range []struct{ words, want string }{
		{"plain words, 50% of them; (so) {it} is", "plain words, 50% of them; (so) {it} is"},
		{"snake_case_name stays", "snake_case_name stays"},
		{"_under_ and __init__", `\_under\_ and \_\_init\_\_`},
		{"**bold** `code` ~~gone~~", "\\*\\*bold\\*\\* \\`code\\` \\~\\~gone\\~\\~"},
		{"[a](http://x) ![b](y) <http://x>", `\[a\](http\://x) !\[b\](y) \<http\://x\>`},
		{"<script>alert(1)</script> &lt; a && b", `\<script\>alert(1)\</script\> \&lt; a \&\& b`},
		{"see www.example.com, WWW.example.com or a@example.com", `see www\.example.com, WWW\.example.com or a\@example.com`},
		{"mailto:a, MAILTO:b, time 10:30", `mailto\:a, MAILTO\:b, time 10:30`},
		{"# no heading", `\# no heading`},
		{"- no item", `\- no item`},
		{"+ no item", `\+ no item`},
		{"1. no item, 2. neither", `1\. no item, 2. neither`},
		{"12) no item", `12\) no item`},
		{"=== \n---", `\=== ---`},
		{"| a | b |", `\| a \| b \|`},
		{`back\slash`, `back\\slash`},
		{"    no code\n\tneither", "no code neither"},
		{"a\u202eb\u2066c\a\x1b[31m", `abc\[31m`},
		{"世界 👋", "世界 👋"},
	} {
		if got := escape(test.words); got != test.want {
			t.Errorf("escape(%q) = %q, want %q", test.words, got, test.want)
		}
	}
}

// Code ends where the code does, whatever is in it.
func TestCodeSpan(t *testing.T) {
	for _, test := range []struct{ code, want string }{
		{"a", "`a`"},
		{"", "`\"\"`"},
		{"a`b", "``a`b``"},
		{"`", "`` ` ``"},
		{"a``", "``` a`` ```"},
		{"a\nb\tc", "`a b c`"},
		{"\u202e", "`\"\"`"},
	} {
		if got := codeSpan(test.code); got != test.want {
			t.Errorf("codeSpan(%q) = %q, want %q", test.code, got, test.want)
		}
	}
}

func TestProse(t *testing.T) {
	var p Prose
	p.say("kind ", strong("name"), " ", code("string"))
	p.quote("One.\nStill one.\r\n\r\n\r\nTwo *stars*.")
	p.item("first ", link{"rule", "https://example.com/rule"})
	p.item("second, `code`")
	p.line()
	p.show("bash", "echo '```'\n\a\u202e\n")
	markdown := strings.Join([]string{
		"kind **`name`** `string`", "", "One. Still one.", "", `Two \*stars\*.`, "",
		"- first [rule](https://example.com/rule)", "- second, `code`", "", "---", "",
		"````bash", "echo '```'", "", "````",
	}, "\n")
	if diff := cmp.Diff(markdown, p.Markdown()); diff != "" {
		t.Errorf("Markdown (-want +got):\n%s", diff)
	}
	plain := strings.Join([]string{
		"kind name string", "", "One. Still one.", "", "Two *stars*.", "",
		"- first rule <https://example.com/rule>", "- second, code", "", "echo '```'", "",
	}, "\n")
	if diff := cmp.Diff(plain, p.Plain()); diff != "" {
		t.Errorf("Plain (-want +got):\n%s", diff)
	}
}

func TestLikeness(t *testing.T) {
	// Each name is likelier than the next for the word, and the last is none at all.
	for word, names := range map[string][]string{
		"host": {"host", "hostess", "db-host", "ghost", "hots"},
		"dh":   {"dh", "dh-x", "db-host", "dehydrate", "hd"},
		"dbho": {"dbHost", "dbhost", "hodb"},
		"öl":   {"ÖL", "ölig", "x-öl", "lö"},
	} {
		last := 1 << 30
		for i, name := range names {
			score, ok := likeness(name, word)
			if ok != (i < len(names)-1) {
				t.Errorf("likeness(%q, %q) is %v", name, word, ok)
			}
			if ok && score > last {
				t.Errorf("%q is likelier for %q than the one before it", name, word)
			}
			if ok {
				last = score
			}
		}
	}
}
