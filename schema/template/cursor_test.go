package template

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// typedAt says what TagAt finds at the ^ of a text: the path typed so far, and
// which of its segments the cursor is in.
func typedAt(t *testing.T, marked string, d Delims) string {
	t.Helper()
	off := strings.Index(marked, "^")
	src := marked[:off] + marked[off+1:]
	f := syntax.Parse([]byte(src), nil)
	c, ok := TagAt(f, f.Root(), d, off)
	if !ok {
		return "none"
	}
	for _, s := range c.Typed {
		if s.Span.Start < 0 || s.Span.End > off {
			t.Errorf("%s: segment %q stands at %v", marked, s.Name, s.Span)
		}
	}
	out := strings.Join(names(c.Typed), "|")
	if c.Segment < 0 {
		return out + " behind"
	}
	return out
}

func TestTagAt(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		// A tag without its end, and text behind it.
		{"a: ${^", ""},
		{"a: ${ ^", ""},
		{"a: ${ bundle^", "bundle"},
		{"a: ${ bundle.^", "bundle|"},
		{"a: ${ bundle.par^", "bundle|par"},
		{"a: ${bundle.parameters.x^ more text", "bundle|parameters|x"},
		{"a: ${bundle.parameters.x^\nb: ${c}", "bundle|parameters|x"},
		{"a: ${bundle.par^ ${c}", "bundle|par"},
		{"a: ${^ --flag", ""},
		{"a: ${^--flag }", ""},
		{"a: ${#bundle.par^", "bundle|par"},
		{"a: ${^ bundle.par", ""},
		{"a: ${& bundle.par^", "bundle|par"},
		{"a: ${{bundle.par^", "bundle|par"},
		// Within a whole tag.
		{"a: ${ bun^dle.parameters }", "bun"},
		{"a: ${ bundle^.parameters }", "bundle"},
		{"a: ${ bundle.^parameters }", "bundle|"},
		{"a: ${ bundle.parameters ^}", "bundle|parameters behind"},
		{"a: ${ bundle.parameters }^", "bundle|parameters behind"},
		{"a: ${^}", ""},
		{"a: ${ ^ }", ""},
		{"a: ${bundle..^}", "bundle||"},
		{"a: ${a}^${b}", "a behind"},
		{"a: ${! comm^ent }", " behind"},
		// Every style of scalar.
		{"a: \"x ${ bundle.par^\"", "bundle|par"},
		{"a: 'x ${ bundle.par^'", "bundle|par"},
		{"a: 'it''s ${ bundle.par^'", "bundle|par"},
		{"a: \"\\u00e9\\t${ bundle.par^ }\"", "bundle|par"},
		{"a: \"${ b\\u0075nd^le }\"", "bund"},
		{"a: \"\\u0024{ bundle.^ }\"", "bundle|"},
		{"a: |\n  one\n  x ${ bundle.par^\n  two\n", "bundle|par"},
		{"a: >-\n  one\n  x ${ bundle.par^\n  two\n", "bundle|par"},
		{"a: x\n  ${ bundle.par^\n  two\nb: c", "bundle|par"},
		{"a: \"x\n  ${ bundle.par^\n  two\"\nb: c", "bundle|par"},
		{"${ bundle.^: x", "bundle|"},
		{"\"${ bundle.^\": x", "bundle|"},
		{"- ${ bundle.par^\n- b", "bundle|par"},
		{"a: x ${bundle.^ \n  y", "bundle|"},
		{"a: x ${bundle. ^\n  y", "bundle| behind"},
		{"a: \"x ${bundle.^\\\n  y\"", "bundle|"},
		// Comments.
		{"a: b # ${ bundle.par^", "bundle|par"},
		{"a: b\n# x ${ bundle.^\nc: d", "bundle|"},
		// Text that YAML cannot read.
		{"a: \"x ${ bundle.par^\nb: c\nd: e", "bundle|par"},
		{"a: 'x ${ bundle.par^\nb: c\nd: e", "bundle|par"},
		{"a: [x, ${ bundle.par^]\nb: c", "bundle|par"},
		{"a: [x, ${ bundle.par^, y]\nb: c", "bundle|par"},
		{"a: [\"${ bundle.par^, y]\nb: c", "bundle|par"},
		{"a: [${ bundle.par^", "bundle|par"},
		{"a: [${ bundle.par^ }, ${ b }]", "bundle|par"},
		{"a: {b: ${ bundle.par^}", "bundle|par"},
		{"a:\n\t- ${ bundle.par^", "bundle|par"},
		{"a: b\n  c: d ${ bundle.par^", "bundle|par"},
		{"x\na: ${ bundle.par^\n", "bundle|par"},
		// No tag.
		{"a: $^", "none"},
		{"a: $^{ x }", "none"},
		{"a: ^${ x }", "none"},
		{"a: ${ x } ^", "none"},
		{"a: {{ x^ }}", "none"},
	} {
		if strings.Count(c.in, "^") > 1 {
			continue
		}
		if got := typedAt(t, c.in, Dollar); got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
	if got := typedAt(t, "a: \"{{ bundle.par^", Braces); got != "bundle|par" {
		t.Errorf("in braces: got %q", got)
	}
}

// typings are the styles in which every prefix of a tag is typed.
var typings = []struct{ name, in string }{
	{"plain", "a:\n  - x %s\nb: c\n"}, {"plain with text behind", "a:\n  - x %s y\nb: ${ c }\n"},
	{"single", "a:\n  - 'x %s'\nb: c\n"}, {"double", "a:\n  - \"x\\t%s y\"\nb: c\n"},
	{"unclosed quote", "a:\n  - \"x %s\nb: c\n"}, {"unclosed single quote", "a:\n  - 'x %s\nb: c\n"},
	{"literal", "a: |\n  x\n  y %s\n  z\nb: c\n"}, {"folded", "a: >\n  x\n  y %s\n  z ${ c }\nb: c\n"},
	{"plain over lines", "a: x\n  y %s\n  z\nb: c\n"}, {"double over lines", "a: \"x\n  y %s\n  z\"\nb: c\n"},
	{"key", "a:\n  \"x %s\": y\nb: c\n"}, {"comment", "a: b # x %s\nb: c\n"}, {"flow", "a: [x, \"%s\", y]\nb: c\n"},
	{"unquoted in flow", "a: [x, %s, y]\nb: c\n"}, {"end of file", "a: b\nc:\n  - x %s"},
}

// Behind every prefix of every tag of the corpus, typed where the tag stands and
// in every style of scalar, TagAt gives the path typed so far. Unless there is
// time for all of them, it is one in ten.
func TestTagAtWhileTyping(t *testing.T) {
	right, all := 0, 0
	r := rand.New(rand.NewSource(1))
	skip := func() bool { return !corpus.Long() && r.Intn(10) > 0 }
	seen := map[string]bool{}
	check := func(where, src string, prev *syntax.File, d Delims, off int, want string) {
		f := syntax.Parse([]byte(src), prev)
		c, ok := TagAt(f, f.Root(), d, off)
		all++
		if got := strings.Join(names(c.Typed), "."); !ok || got != want {
			if all-right < 20 {
				t.Errorf("%s: behind %q got %q, want %q", where, src[max(0, off-40):off], got, want)
			}
			return
		}
		right++
	}
	for _, m := range corpus.All(t) {
		f := syntax.Parse(m.Source, nil)
		d := DelimsFor(f.Root().Get("schemaVersion").Value())
		uses, _ := ScanStep(f.Root(), d)
		fresh := 0
		for _, u := range uses {
			tag := u.Span.Of(m.Source)
			if seen[d.Open+tag] || u.Path == nil || !strings.HasPrefix(tag, d.Open) || strings.ContainsAny(tag, "\"'\\\n") {
				continue
			}
			// The name in a tag that is not closed ends at a blank or a bracket, so one
			// that has some is not typed through.
			if strings.ContainsAny(typedSoFar(tag, d), " []") {
				continue
			}
			if fresh++; fresh > 40 {
				break // those of the largest manifests are much alike
			}
			seen[d.Open+tag] = true
			for cut := len(d.Open); cut <= len(tag); cut++ {
				want := typedSoFar(tag[:cut], d)
				place := m.Name + " " + tag
				if !skip() {
					src := string(m.Source[:u.Span.Start]) + tag[:cut] + string(m.Source[u.Span.End:])
					check(place, src, f, d, u.Span.Start+cut, want)
				}
				for _, s := range typings {
					if skip() {
						continue
					}
					src := fmt.Sprintf(s.in, tag[:cut])
					check(place+" "+s.name, src, nil, d, strings.Index(s.in, "%s")+cut, want)
				}
			}
		}
	}
	t.Logf("%d of %d prefixes of %d tags", right, all, len(seen))
	if right != all || all < 1000 {
		t.Errorf("%d of %d prefixes have the path typed so far", right, all)
	}
}

// typedSoFar reads the name of a tag's prefix as naively as can be.
func typedSoFar(prefix string, d Delims) string {
	return strings.Trim(prefix[len(d.Open):], "{}&#^/> \t")
}

// Whatever the text and the offset, tags lie in the text in order, and the path
// typed ends where the offset is or before it.
func FuzzScanStep(f *testing.F) {
	f.Add("exec:\n  a: \"x ${ b.c } \\u0024{d}\" # ${ e }\n  ${k}: [ '${/d}' ]\n", uint(20), false)
	f.Add("a: |\n  ${=<% %>=}\n# <% b.c\nd: 'it''s <% e %>'", uint(30), false)
	f.Add("a: x {{ b.c\n  }} {{{d}}}", uint(12), true)
	f.Add("a{{b. \n  }", uint(6), true)
	f.Add("a: |  # ${ b }\n  ${=<% %>=}", uint(10), false)
	f.Add("a: ${=% %>=}\n#\n\nd: 'it''s <% \n#\n\n\ne %>'", uint(30), false)
	f.Fuzz(func(t *testing.T, src string, at uint, braces bool) {
		d := Dollar
		if braces {
			d = Braces
		}
		file := syntax.Parse([]byte(src), nil)
		uses, errs := ScanStep(file.Root(), d)
		last := 0
		for _, u := range uses {
			if u.Span.Start < last || u.Span.End < u.Span.Start || u.Span.End > len(src) || !u.Span.Covers(u.Name) {
				t.Fatalf("%v with the name %v is out of place", u.Span, u.Name)
			}
			last = u.Span.Start
			for _, s := range u.Path {
				if !u.Name.Covers(s.Span) {
					t.Fatalf("segment %v is not in %v", s, u.Name)
				}
			}
		}
		for _, e := range errs {
			if e.Span.Start < 0 || e.Span.End < e.Span.Start || e.Span.End > len(src) {
				t.Fatalf("%s: %v", e.Message, e.Span)
			}
		}
		off := int(at % uint(len(src)+1))
		c, ok := TagAt(file, file.Root(), d, off)
		for _, s := range c.Typed {
			if s.Span.End > off || s.Span.Start < 0 || !ok {
				t.Fatalf("segment %v is not before %d", s, off)
			}
		}
	})
}
