package rules

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
	"golang.org/x/tools/txtar"
)

// with returns an example whose files have become others.
func (e example) with(now analysis.Texts) example {
	if one, ok := now[e.document(e.src).Name]; ok {
		e.src = one.Content
	}
	e.beside = slices.Clone(e.beside)
	for i, f := range e.beside {
		if one, ok := now[e.path(f)]; ok {
			e.beside[i].Data = one.Content
		}
	}
	for _, name := range slices.Sorted(maps.Keys(now)) {
		one, in := now[name], e.folder()+"/"+e.name+"/"
		if !one.Created {
			continue
		}
		if !one.Executable {
			in += "not-executable/"
		}
		e.beside = append(e.beside, txtar.File{Name: in + name, Data: one.Content})
	}
	return e
}

// fix fixes an example.
func fix(t *testing.T, e example, unsafe bool) (after example, made analysis.Fixes) {
	t.Helper()
	made, err := analysis.Fixer{
		Unsafe: unsafe,
		Read: func(name string) ([]byte, error) {
			if i := slices.IndexFunc(e.beside, func(f txtar.File) bool { return e.path(f) == name }); i >= 0 {
				return e.beside[i].Data, nil
			}
			return e.src, nil
		},
		Look: func(now analysis.Texts) ([]analysis.Diagnostic, error) {
			is := e.with(now)
			return is.check(is.src), nil
		},
	}.Fix()
	if err != nil {
		t.Fatalf("%s: %v", e.name, err)
	}
	return e.with(made.Texts), made
}

// TestFixes applies every fix of the bad examples by itself, the unsafe ones and
// those that are second choice too: its finding must be gone, no other may come,
// and a file that could be read stays so.
func TestFixes(t *testing.T) {
	for _, rule := range All() {
		_, all := examples(t, rule.Name)
		for _, e := range all {
			before := e.check(e.src)
			for _, d := range before {
				for _, fix := range d.Fixes {
					now := analysis.Texts{}
					for _, f := range fix.Edits {
						now[f.File] = analysis.Text{Content: applied(t, e, f.File, fix)}
					}
					for _, n := range fix.Creates {
						now[n.File] = analysis.Text{Content: []byte(n.Content), Created: true, Executable: n.Executable}
					}
					after := e.with(now)
					left := after.check(after.src)
					if len(left) >= len(before) {
						t.Errorf("%s: %s: %q leaves %d of %d findings", rule.Name, e.name, fix.Title, len(left), len(before))
					}
					was, is := syntax.Parse(e.src, nil).Errors(), syntax.Parse(after.src, nil).Errors()
					if len(is) > len(was) {
						t.Errorf("%s: %s: after %q: %s", rule.Name, e.name, fix.Title, is[0].Message)
					}
				}
			}
		}
	}
}

// applied returns what a fix makes of a file of an example.
func applied(t *testing.T, e example, name string, fix analysis.SuggestedFix) []byte {
	t.Helper()
	src := e.src
	for _, f := range e.beside {
		if e.path(f) == name {
			src = f.Data
		}
	}
	var edits []text.Edit
	for _, f := range fix.Edits {
		if f.File == name {
			edits = append(edits, f.Edit)
		}
	}
	out, err := text.Apply(src, edits)
	if err != nil {
		t.Fatalf("%s: %v", e.name, err)
	}
	return out
}

// said is what a finding says, wherever it stands.
type said struct{ rule, message string }

// more returns what is said more often than it was.
func more(was, now []analysis.Diagnostic) []said {
	counts := map[said]int{}
	for _, d := range was {
		counts[said{d.Rule, d.Message}]++
	}
	var all []said
	for _, d := range now {
		s := said{d.Rule, d.Message}
		if counts[s]--; counts[s] < 0 {
			all = append(all, s)
		}
	}
	return all
}

// TestFixesOfVariants fixes the bad examples as others would have written them:
// what is fixed in the one is fixed in all, nothing comes to light that was not
// there, comments go with their lines alone, and what is fixed stays as it is.
func TestFixesOfVariants(t *testing.T) {
	for _, rule := range All() {
		_, all := examples(t, rule.Name)
		for _, e := range all {
			modes := map[bool]bool{} // whether there are safe fixes, and unsafe ones
			for _, d := range e.check(e.src) {
				if len(d.Fixes) > 0 {
					modes[d.Fixes[0].Unsafe] = true
				}
			}
			for _, v := range variants(e.src) {
				for unsafe := range modes {
					is := e
					is.src = v.src
					checkFixed(t, fmt.Sprintf("%s: %s, %s, unsafe=%t", rule.Name, e.name, v.name, unsafe), is, unsafe)
				}
			}
		}
	}
}

func checkFixed(t *testing.T, name string, e example, unsafe bool) {
	t.Helper()
	after, made := fix(t, e, unsafe)
	for _, left := range made.Left {
		t.Errorf("%s: a fix of %q is not made; it would bring %+v\n%s", name, left.Message, left.Brings, e.src)
	}
	if bytes.Equal(after.src, e.src) {
		return
	}
	was, is := syntax.Parse(e.src, nil), syntax.Parse(after.src, nil)
	if len(is.RootErrors()) > len(was.RootErrors()) {
		t.Errorf("%s cannot be read any more: %v\n%s", name, is.RootErrors(), after.src)
	}
	for _, d := range more(e.check(e.src), after.check(after.src)) {
		t.Errorf("%s: fixing brings %s [%s]", name, d.message, d.rule)
	}
	if lines := gone(e.src, after.src); comments(was)-comments(is) > lines {
		t.Errorf("%s: of %d comments %d are left, but only %d lines are gone\n%s", name, comments(was), comments(is), lines, after.src)
	}
	if again, _ := fix(t, after, unsafe); !bytes.Equal(again.src, after.src) {
		t.Errorf("%s: a second time there is more to fix:\n%s\nbecomes\n%s", name, after.src, again.src)
	}
}

// comments counts the comments of a file, without those that suppress something.
func comments(f *syntax.File) (n int) {
	for _, c := range f.Comments() {
		if !strings.Contains(c.Of(f.Source()), "porter-ls: ignore") {
			n++
		}
	}
	return n
}

// gone counts the lines that a text has no more. One that has another value is
// still there.
func gone(was, is []byte) (n int) {
	key := func(line string) string {
		line, _, _ = strings.Cut(line, " #")
		line, _, _ = strings.Cut(line, ":")
		return strings.TrimSpace(line)
	}
	counts := map[string]int{}
	for line := range strings.Lines(string(is)) {
		counts[key(line)]++
	}
	for line := range strings.Lines(string(was)) {
		if counts[key(line)]--; counts[key(line)] < 0 {
			n++
		}
	}
	return n
}

type variant struct {
	name string
	src  []byte
}

// variants are ways to write a file that say the same as it, or nearly so.
func variants(src []byte) []variant {
	all := []variant{
		{"as it is", src},
		{"with line breaks of other systems", bytes.ReplaceAll(src, []byte("\n"), []byte("\r\n"))},
		{"indented by four", indented(src)},
		{"without a last line break", bytes.TrimRight(src, "\n")},
	}
	f := syntax.Parse(src, nil)
	if len(f.Errors()) > 0 || len(f.Docs()) != 1 {
		return all
	}
	return append(all,
		variant{"with quoted keys", keysQuoted(f)},
		variant{"with comments", commented(f)},
		variant{"in braces", slices.Concat(featureOn.Find(src), []byte(braced(f.Root())+"\n"))},
	)
}

// indented returns a text with twice the indentation.
func indented(src []byte) []byte {
	var out bytes.Buffer
	for line := range bytes.Lines(src) {
		rest := bytes.TrimLeft(line, " ")
		for range len(line) - len(rest) {
			out.WriteString("  ")
		}
		for bytes.HasPrefix(rest, []byte("- ")) {
			out.WriteString("-   ")
			rest = bytes.TrimLeft(rest[1:], " ")
		}
		out.Write(rest)
	}
	return out.Bytes()
}

// keysQuoted returns a file with its plain keys in quotes.
func keysQuoted(f *syntax.File) []byte {
	var edits []text.Edit
	var walk func(n syntax.Node)
	walk = func(n syntax.Node) {
		for k, v := range n.Pairs() {
			if k.Style() == syntax.Plain && !k.IsMerge() {
				edits = append(edits, text.Edit{Span: k.Span(), New: fmt.Sprintf("%q", k.Value())})
			}
			walk(v)
		}
		for _, item := range n.Items() {
			walk(item)
		}
	}
	walk(f.Root())
	out, err := text.Apply(f.Source(), edits)
	if err != nil {
		return f.Source()
	}
	return out
}

// commented returns a file with a comment behind every line that may have one.
func commented(f *syntax.File) []byte {
	before := nodes(f)
	src := f.Source()
	for n := f.Lines().Count() - 1; n >= 0; n-- {
		end := f.Lines().Span(n).End
		with := slices.Concat(src[:end], []byte(" # so it is"), src[end:])
		if is := syntax.Parse(with, nil); len(is.Errors()) == 0 && nodes(is) == before && len(is.Comments()) > len(f.Comments()) {
			src = with
		}
	}
	return src
}

// nodes says what a file says without its comments.
func nodes(f *syntax.File) string {
	var out strings.Builder
	var walk func(n syntax.Node)
	walk = func(n syntax.Node) {
		fmt.Fprintf(&out, "%v %v %q\n", n.Kind(), n.Style(), n.Value())
		for k, v := range n.Pairs() {
			walk(k)
			walk(v)
		}
		for _, item := range n.Items() {
			walk(item)
		}
	}
	for _, doc := range f.Docs() {
		walk(doc)
	}
	return out.String()
}

// braced writes a node in flow style.
func braced(n syntax.Node) string {
	var parts []string
	switch n.Kind() {
	case syntax.Mapping:
		for k, v := range n.Pairs() {
			parts = append(parts, braced(k)+": "+braced(v))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case syntax.Sequence:
		for _, item := range n.Items() {
			parts = append(parts, braced(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case syntax.Scalar:
		if n.JSONType() == "string" {
			return fmt.Sprintf("%q", n.Value())
		}
		return n.Value()
	}
	return "" // an alias says nothing without its anchor
}
