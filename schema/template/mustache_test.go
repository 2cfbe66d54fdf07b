package template

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/cbroglie/mustache"
	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// The templates below are also read by the library that Porter renders with.

// strings of a template's data, as a map for the library.
func stringData() map[string]any {
	return map[string]any{
		"a": "one", "b": "<&>", "empty": "", "blank": " ", "dollar": "$", "tag": "${a}", "lines": "x\ny: z # \n",
		"obj":  map[string]any{"a": "inner", "deep": map[string]any{"c": "d"}},
		"null": nil, "list": []any{"p", "q"}, "none": []any{}, "maps": []any{map[string]any{"a": "first"}, map[string]any{"c": "second"}},
	}
}

// parseMustache has the library read a template as Porter gives it to it. A
// panic of the library is a refusal.
func parseMustache(s string, d Delims) (tmpl *mustache.Template, err error) {
	defer func() {
		if r := recover(); r != nil {
			tmpl, err = nil, fmt.Errorf("panic: %v", r)
		}
	}()
	if d == Dollar {
		s = "{{=${ }=}}\n" + s
	}
	return mustache.ParseStringRaw(s, true)
}

// renderMustache returns "error" where the library fails.
func renderMustache(t *testing.T, s string) string {
	t.Helper()
	tmpl, err := parseMustache(s, Dollar)
	if err != nil {
		return "error"
	}
	mustache.AllowMissingVariables = false
	defer func() { mustache.AllowMissingVariables = true }()
	out, err := tmpl.Render(stringData())
	if err != nil {
		return "error"
	}
	return out
}

// renderOurs renders the template as one scalar: a literal one where its lines
// count as lines, else a quoted one.
func renderOurs(t *testing.T, s string, literal bool) string {
	t.Helper()
	src := fmt.Sprintf("%q", s)
	if literal {
		src = "a: |2+\n  " + strings.ReplaceAll(s, "\n", "\n  ")
	}
	root := syntax.Parse([]byte(src), nil).Root()
	if literal {
		root = root.Get("a")
	}
	if root.Value() != s {
		t.Fatalf("%q cannot be written as a scalar: %q", s, root.Value())
	}
	v, err := Render(root, Dollar, Data{Lookup: ValueOf(stringData()).Field})
	if err != nil {
		return "error"
	}
	return v.(string)
}

// flat lists a template's tags as kind and name, in order.
func flat(tags []mustache.Tag) []string {
	var out []string
	for _, t := range tags {
		out = append(out, fmt.Sprint(t.Type(), " ", t.Name()))
		if t.Type() == mustache.Section || t.Type() == mustache.InvertedSection {
			out = append(out, flat(t.Tags())...)
		}
	}
	return out
}

func flatOurs(s string, tags []Tag) []string {
	var out []string
	for _, t := range tags {
		name := s[t.Name.Start:t.Name.End]
		switch t.Kind {
		case Variable, Raw:
			out = append(out, "Variable "+name)
		case Section:
			out = append(out, "Section "+name)
		case Inverted:
			out = append(out, "InvertedSection "+name)
		case Partial:
			out = append(out, "Partial "+name)
		}
	}
	return out
}

// readings compares how a text is read: whether it is refused, and which tags
// it has.
func readings(s string, d Delims) string {
	tmpl, err := parseMustache(s, d)
	variables, wrong := ScanFile(s, d)
	if diff := cmp.Diff(wrong, CheckFile(s, d)); diff != "" {
		return "checked alone: " + diff
	}
	if (err != nil) != (wrong != nil) {
		return fmt.Sprintf("mustache says %v, we %v", err, wrong)
	}
	if err != nil {
		return ""
	}
	tags, _, _ := exact(s, d)
	if diff := cmp.Diff(flat(tmpl.Tags()), flatOurs(s, tags)); diff != "" {
		return "tags: " + diff
	}
	var top []string
	for _, t := range tmpl.Tags() {
		if t.Type() == mustache.Variable {
			top = append(top, "Variable "+t.Name())
		}
	}
	return cmp.Diff(top, flatOurs(s, variables))
}

// Any text is read as the library reads it.
func TestReadAsMustache(t *testing.T) {
	pieces := []string{
		"${", "}", "${ ", " }", "{{", "}}", "${#", "${^", "${/", "${!", "${>", "${&", "${{", "${=<% %>=}", "<%=${ }=%>", "<%", "%>",
		"${ {", "=", "a", "b.c", ".", "a", " ", "\n", "\r\n", "# ", "$", "{", "é", "${#a}", "${/a}", "${^b}", "${/b}", "${a}", "\t", "-x:1",
		"${=| |=}", "|", "|=${ }=|", "{{=${ }=}}", "{{=<% %>=}}", "\u00a0",
	}
	r := rand.New(rand.NewSource(5))
	for range 30_000 {
		var b strings.Builder
		for range 1 + r.Intn(12) {
			b.WriteString(pieces[r.Intn(len(pieces))])
		}
		for _, d := range []Delims{Dollar, Braces} {
			if diff := readings(b.String(), d); diff != "" {
				t.Fatalf("%q: %s", b.String(), diff)
			}
		}
	}
}

func FuzzReadAsMustache(f *testing.F) {
	for _, c := range scans {
		f.Add(c.in, c.d == Braces)
	}
	f.Fuzz(func(t *testing.T, s string, braces bool) {
		d := Dollar
		if braces {
			d = Braces
		}
		if diff := readings(s, d); diff != "" {
			t.Fatalf("%q: %s", s, diff)
		}
	})
}

// template writes a random template whose sections are closed and whose names
// are those of stringData or missing.
func template(r *rand.Rand, depth int, line string) string {
	names := []string{"a", "b", "empty", "blank", "dollar", "tag", "lines", "obj.a", "obj.deep.c", "missing", "obj.zz", "c"}
	sections := []string{"a", "empty", "blank", "obj", "obj.deep", "list", "none", "maps", "missing", "obj.zz", "a.b"}
	var b strings.Builder
	for range 1 + r.Intn(4) {
		name := names[r.Intn(len(names)-r.Intn(4))]
		switch r.Intn(12) {
		case 0, 1:
			b.WriteString([]string{"x", " ", "$", "{", "}", ": ", "# ", "- y"}[r.Intn(8)])
		case 2:
			b.WriteString(line)
		case 3, 4, 5:
			b.WriteString([]string{"${" + name + "}", "${ " + name + " }", "${& " + name + "}", "${{" + name + "}}"}[r.Intn(4)])
		case 6:
			b.WriteString("${! comment " + line + "}")
		case 7:
			b.WriteString("${=<% %>=}<% " + name + " %>${a}<%=${ }=%>")
		case 8:
			b.WriteString("$${!}{" + name + "}")
		default:
			if depth == 0 {
				continue
			}
			s := sections[r.Intn(len(sections))]
			b.WriteString(line + "${" + []string{"#", "^"}[r.Intn(2)] + s + "}" + line + template(r, depth-1, line) + line + "${/" + s + "}" + line)
		}
	}
	return b.String()
}

// What a scalar renders to is what the library makes of its text.
func TestRenderAsMustache(t *testing.T) {
	r := rand.New(rand.NewSource(6))
	rendered := 0
	for i := range 10_000 {
		literal := i%2 == 0
		s := "x" + template(r, 3, "") + "x"
		if literal {
			s = "x" + template(r, 3, "\n") + "\nx\n"
		}
		want, got := renderMustache(t, s), renderOurs(t, s, literal)
		if want != got {
			t.Fatalf("%q: mustache renders %q, we %q", s, want, got)
		}
		if got != "error" {
			rendered++
		}
	}
	if rendered < 2_000 {
		t.Errorf("only %d templates could be rendered", rendered)
	}
}

// Where we differ from the library, and why.
func TestDifferencesFromMustache(t *testing.T) {
	for _, c := range []struct {
		in             string
		literal        bool
		mustache, ours string
		why            string
	}{
		{"${obj.deep}", false, "map[c:d]", `{"c":"d"}`, "an object within text is JSON, which programs can read"},
		{"${list}", false, "[p q]", `["p","q"]`, "and so is a list"},
		{"${null}", false, "<nil>", "", "a null is nothing"},
		{"${#maps}${.}${/maps}", false, "map[a:first]map[c:second]", `{"a":"first"}{"c":"second"}`, "an item is printed as any value"},
		{"${.}", false, "map[", "error", "all data at once is of no use, and has every secret in it"},
		{"${a..}", false, "one", "error", "a name with an empty part is half-typed"},
		{"${> part}", false, "", "error", "a partial that is not there renders nothing; here no partial is ever there"},
		{"x\n${! c }\ny", false, "x\ny", "x\n\ny", "a line of a quoted value is no line of the manifest"},
		{"x\n${! c }  ", true, "x\n  ", "x\n", "blanks at a value's end are not the manifest's end"},
	} {
		if got := renderMustache(t, c.in); got != c.mustache && !(c.in == "${.}" && strings.HasPrefix(got, c.mustache)) {
			t.Errorf("%q: mustache renders %q, the table says %q", c.in, got, c.mustache)
		}
		if got := renderOurs(t, c.in, c.literal); got != c.ours {
			t.Errorf("%q: we render %q, the table says %q (%s)", c.in, got, c.ours, c.why)
		}
	}
}
