package template

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/text"
)

var kindNames = [...]string{"var", "raw", "section", "inverted", "end", "comment", "partial", "delims"}

// show writes a tag as kind, source and, where they differ from it, name and
// segments.
func show(s string, t Tag) string {
	out := kindNames[t.Kind] + " " + s[t.Span.Start:t.Span.End]
	var parts []string
	for _, p := range t.Path {
		if got := s[p.Span.Start:p.Span.End]; got != p.Name {
			return fmt.Sprintf("segment %q stands on %q", p.Name, got)
		}
		parts = append(parts, p.Name)
	}
	if t.Path != nil {
		out += " " + strings.Join(parts, "|")
	}
	if !t.Closed {
		out += " open"
	}
	return out
}

var scans = []struct {
	in   string
	d    Delims
	tags []string
	errs []string
}{
	{"", Dollar, nil, nil},
	{"$HOME $(ls) {{ x }} $1 {a} $", Dollar, nil, nil},
	{"a ${ bundle.name } b", Dollar, []string{"var ${ bundle.name } bundle|name"}, nil},
	{"${a}${b.c}", Dollar, []string{"var ${a} a", "var ${b.c} b|c"}, nil},
	{"${& a.b}${&a}", Dollar, []string{"raw ${& a.b} a|b", "raw ${&a} a"}, nil},
	{"${{ a.b }}", Dollar, []string{"raw ${{ a.b }} a|b"}, nil},
	{"{{{a}}} {{& b}} {{c}}", Braces, []string{"raw {{{a}}} a", "raw {{& b}} b", "var {{c}} c"}, nil},
	{"${#s}x${/s}", Dollar, []string{"section ${#s} s", "end ${/s} s"}, nil},
	{"${^ a.b }x${/ a.b}", Dollar, []string{"inverted ${^ a.b } a|b", "end ${/ a.b} a|b"}, nil},
	{"${#l}${.}${/l}", Dollar, []string{"section ${#l} l", "var ${.} .", "end ${/l} l"}, nil},
	{"${! any ${ text \n here}", Dollar, []string{"comment ${! any ${ text \n here}"}, nil},
	{"${> part }", Dollar, []string{"partial ${> part } part"}, nil},
	{"$${!}{HOME}", Dollar, []string{"comment ${!}"}, nil},
	{"$${x}", Dollar, []string{"var ${x} x"}, nil},
	{"${=<% %>=}${HOME}<% a %><%=${ }=%>${b}", Dollar,
		[]string{"delims ${=<% %>=}", "var <% a %> a", "delims <%=${ }=%>", "var ${b} b"}, nil},
	{"${=one=}${a}", Dollar, []string{"delims ${=one=}", "var ${a} a"}, nil},
	{"${VAR:-x}", Dollar, []string{"var ${VAR:-x} VAR:-x"}, nil},
	{"${\n  a.b\n}", Dollar, []string{"var ${\n  a.b\n} a|b"}, nil},
	{"${}", Dollar, []string{"var ${} "}, []string{"${}: ${} names nothing"}},
	{"${ } ${&}", Dollar, []string{"var ${ } ", "raw ${&} "}, []string{"${ }: ${ } names nothing", "${&}: ${&} names nothing"}},
	{"${bundle.}", Dollar, []string{"var ${bundle.} bundle|"}, nil},
	{"${ bundle.par", Dollar, []string{"var ${ bundle.par bundle|par open"}, []string{"${ bundle.par: ${ bundle.par is not closed: } is missing"}},
	{"${", Dollar, []string{"var ${  open"}, []string{"${: ${ is not closed: } is missing"}},
	{"echo ${ bundle. && ls\nif ${a}; fi", Dollar, []string{"var ${ bundle. && ls bundle| open", "var ${a} a"},
		[]string{"${ bundle. && ls: ${ bundle. && ls is not closed: } is missing"}},
	{"${ a ${ b }", Dollar, []string{"var ${ a  a open", "var ${ b } b"}, []string{"${ a : ${ a is not closed: } is missing"}},
	{"${{a ${b}", Dollar, []string{"raw ${{a  a open", "var ${b} b"}, []string{"${{a : ${{a is not closed: }} is missing"}},
	{"${\na b ${c}\n${d}", Dollar, []string{"var ${  open", "var ${c} c", "var ${d} d"}, []string{"${: ${ is not closed: } is missing"}},
	{"${ a\nb }", Dollar, []string{"var ${ a a open"}, []string{"${ a: ${ a is not closed: } is missing"}},
	{"${\n a }", Dollar, []string{"var ${\n a } a"}, nil},
	{"${\n a\n }${\n\nb\nc}", Dollar, []string{"var ${\n a\n } a", "var ${  open"}, []string{"${: ${ is not closed: } is missing"}},
	{"${#a}${/b}${/a}${#a}${/a}", Dollar, []string{"section ${#a} a", "end ${/b} b", "end ${/a} a", "section ${#a} a", "end ${/a} a"},
		[]string{"${/b}: ${/b} closes a section that is not open in this value"}},
	{"{{ a", Braces, []string{"var {{ a a open"}, []string{"{{ a: {{ a is not closed: }} is missing"}},
	{"${#a}x", Dollar, []string{"section ${#a} a"}, []string{"${#a}: section a has no end in this value: it opens with ${#a}"}},
	{"${#arr[@]}", Dollar, []string{"section ${#arr[@]} arr[@]"}, []string{"${#arr[@]}: section arr[@] has no end in this value: it opens with ${#arr[@]}"}},
	{"x${/a}", Dollar, []string{"end ${/a} a"}, []string{"${/a}: ${/a} closes a section that is not open in this value"}},
	{"${#a}${#b}${/a}", Dollar, []string{"section ${#a} a", "section ${#b} b", "end ${/a} a"},
		[]string{"${#b}: section b has no end in this value: it opens with ${#b}"}},
	{"${=<% %>}", Dollar, []string{"delims ${=<% %>}"},
		[]string{"${=<% %>}: ${=<% %>} changes the delimiters and must end with = before its own closing one"}},
}

func TestScan(t *testing.T) {
	for _, c := range scans {
		tags, errs := Scan(c.in, c.d)
		var got, gotErrs []string
		for _, tag := range tags {
			got = append(got, show(c.in, tag))
		}
		for _, e := range errs {
			gotErrs = append(gotErrs, c.in[e.Span.Start:e.Span.End]+": "+e.Message)
		}
		if d := cmp.Diff(c.tags, got); d != "" {
			t.Errorf("%q: tags (-want +got):\n%s", c.in, d)
		}
		if d := cmp.Diff(c.errs, gotErrs); d != "" {
			t.Errorf("%q: errors (-want +got):\n%s", c.in, d)
		}
	}
}

func TestDelimsFor(t *testing.T) {
	for version, want := range map[string]Delims{
		"": Braces, "x": Braces, "1.0.0-alpha.1": Braces, "0.9": Braces, "v1.0.0-alpha.1": Braces,
		"1.0.0-alpha.2": Dollar, "1.0.0": Dollar, "1": Dollar, "1.0": Dollar, "v1.0.1": Dollar, "1.1.0": Dollar, "9.0.0": Dollar,
	} {
		if got := DelimsFor(version); got != want {
			t.Errorf("DelimsFor(%q) = %v, want %v", version, got, want)
		}
	}
}

// Tags are in order, apart, within the text, and their parts within them.
func FuzzScan(f *testing.F) {
	for _, c := range scans {
		f.Add(c.in, c.d == Braces)
	}
	f.Fuzz(func(t *testing.T, s string, braces bool) {
		d := Dollar
		if braces {
			d = Braces
		}
		tags, errs := Scan(s, d)
		end := 0
		for _, tag := range tags {
			if tag.Span.Start < end || tag.Span.Len() <= 0 {
				t.Fatalf("tag %v begins before %d", tag, end)
			}
			end = tag.Span.End
			if !tag.Span.Covers(tag.Name) || tag.Name.Len() < 0 {
				t.Fatalf("name of %v is outside", tag)
			}
			for _, p := range tag.Path {
				if !tag.Name.Covers(p.Span) || s[p.Span.Start:p.Span.End] != p.Name {
					t.Fatalf("segment %v of %v is misplaced", p, tag)
				}
			}
		}
		if end > len(s) {
			t.Fatalf("tags end at %d of %d", end, len(s))
		}
		for _, e := range errs {
			if !(text.Span{End: len(s)}).Covers(e.Span) || e.Message == "" {
				t.Fatalf("error %v is outside", e)
			}
		}
	})
}

// A text that opens tags and closes none is read in time that grows with its
// length. Where the end of each is looked for up to the text's end it takes
// minutes.
func TestScanOpenTags(t *testing.T) {
	const n = 50_000
	for _, c := range []struct {
		in         string
		tags, errs int
	}{
		{strings.Repeat("${ a ", n), n, n},
		{strings.Repeat("${ a ", n) + "}", n, n - 1},
		{strings.Repeat("${{ a ${ b ", n), 2 * n, 2 * n},
		{strings.Repeat("${ a\n", n) + "}", n, n - 1},
		{strings.Repeat("${#a}", n) + strings.Repeat("${/b}", n), 2 * n, 2 * n},
	} {
		tags, errs := Scan(c.in, Dollar)
		if len(tags) != c.tags || len(errs) != c.errs {
			t.Errorf("%.20q…: %d tags and %d errors, want %d and %d", c.in, len(tags), len(errs), c.tags, c.errs)
		}
	}
}
