package template

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func TestScanFile(t *testing.T) {
	for _, c := range []struct {
		in   string
		d    Delims
		vars []string
		err  string // the span and the message
	}{
		{"a: ${b}\n# ${c.d} ${! x }\ne: ${b}", Dollar, []string{"b", "c.d", "b"}, ""},
		{"a: ${#s}${b}${/s}${^s}${c}${/s}${d}${&e}${{f}}", Dollar, []string{"d", "e", "f"}, ""},
		{"a: {{b}} ${c}", Braces, []string{"b"}, ""},
		{"# ${=<% %>=}\na: ${b} <% c %>", Dollar, []string{"c"}, ""},
		{"a: ${x\nb: ${y}", Dollar, []string{"x\nb: ${y"}, ""}, // the next end is taken
		{"a: ${ {x} } {y}", Dollar, nil, ""},
		{"a: ${&}", Dollar, []string{""}, ""},
		{"${#a}\nx\n${/a}", Dollar, nil, ""}, // a section over several lines
		{"a: ${x\nb: y", Dollar, nil, "${x: ${x is not closed: } is missing"},
		{"a: ${{x}\nb: y", Dollar, nil, "${{x}: ${{x} is not closed: }} is missing"},
		{"a: ${b} ${} ${", Dollar, []string{"b", ""}, "${}: ${} names nothing"},
		{"a: ${#arr[@]}\nb: 1", Dollar, nil, "${#arr[@]}: section arr[@] has no end in this value: it opens with ${#arr[@]}"},
		{"a: ${#x}${#y}${/x}", Dollar, nil, "${#y}: section y has no end in this value: it opens with ${#y}"},
		{"a: ${/x}", Dollar, nil, "${/x}: ${/x} closes a section that is not open in this value"},
		{"a: ${=<% %>}", Dollar, nil, "${=<% %>}: ${=<% %>} changes the delimiters and must end with = before its own closing one"},
	} {
		tags, err := ScanFile(c.in, c.d)
		if d := cmp.Diff(err, CheckFile(c.in, c.d)); d != "" {
			t.Errorf("%q: CheckFile (-ScanFile +CheckFile):\n%s", c.in, d)
		}
		var vars []string
		for _, tag := range tags {
			vars = append(vars, tag.String())
		}
		got := ""
		if err != nil {
			got = err.Span.Of([]byte(c.in)) + ": " + err.Message
		}
		if d := cmp.Diff(c.vars, vars); d != "" || got != c.err {
			t.Errorf("%q: got error %q, want %q; variables (-want +got):\n%s", c.in, got, c.err, d)
		}
	}
}

// What Porter finds in a manifest that it loads is what ScanFile finds, neither
// more nor less.
func TestScanFileAgainstPorter(t *testing.T) {
	manifests, variables := 0, 0
	for _, m := range corpus.Given(t) {
		if m.Says == nil || !m.Says.Loads() {
			continue
		}
		root := syntax.Parse(m.Source, nil).Root()
		tags, err := ScanFile(string(m.Source), DelimsFor(root.Get("schemaVersion").Value()))
		if err != nil {
			t.Errorf("Porter loads %s, but %s", m.Name, err)
			continue
		}
		for _, says := range []corpus.Result{m.Says.Exact, m.Says.None} {
			if says.Error != "" {
				continue
			}
			var got []string
			for _, tag := range tags {
				got = append(got, tag.String())
			}
			slices.Sort(got)
			got = slices.Compact(got)
			want := slices.Sorted(slices.Values(says.Vars))
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s (-Porter +ours):\n%s", m.Name, d)
			}
			variables += len(want)
		}
		manifests++
	}
	t.Logf("%d manifests that Porter loads, %d variables", manifests, variables)
}
