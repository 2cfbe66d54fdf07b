package analysis

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/text"
)

const source = `schemaVersion: 1.0.1
name: example
install: []
`

func rule(name string, run func(*Pass)) *Analyzer {
	return &Analyzer{Name: name, Severity: Warning, Porter: "porter-9", Run: run}
}

func at(start, end int, message string) func(*Pass) {
	return func(p *Pass) { p.Report(text.Span{Start: start, End: end}, message) }
}

// lines writes findings in short: file, place, rule and message.
func lines(found []Diagnostic) []string {
	var out []string
	for _, d := range found {
		out = append(out, d.File+" "+d.Span.String()+" "+d.Rule+" "+d.Severity.String()+" "+d.Message)
	}
	return out
}

func bundle(src string) *Bundle { return &Bundle{Manifest: Parse("porter.yaml", []byte(src), nil)} }

func TestCheckSortsAndDeduplicates(t *testing.T) {
	found := Check(context.Background(), bundle(source), nil, []*Analyzer{
		rule("b", func(p *Pass) {
			at(5, 9, "later")(p)
			at(5, 9, "later")(p)
			at(0, 2, "first")(p)
			p.ReportDiagnostic(Diagnostic{File: "helpers.sh", Severity: Hint, Message: "elsewhere"})
		}),
		rule("a", at(5, 9, "later")),
		rule("c", at(5, 7, "shorter")),
	}, Config{})
	want := []string{
		"helpers.sh 0-0 b hint elsewhere",
		"porter.yaml 0-2 b warning first",
		"porter.yaml 5-7 c warning shorter",
		"porter.yaml 5-9 a warning later",
		"porter.yaml 5-9 b warning later",
	}
	if diff := cmp.Diff(want, lines(found)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if found[0].Porter != "porter-9" {
		t.Errorf("Porter's code is %q", found[0].Porter)
	}
}

func TestCheckStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	ran := false
	Check(ctx, bundle(source), nil, []*Analyzer{
		rule("a", func(*Pass) { cancel() }),
		rule("b", func(*Pass) { ran = true }),
	}, Config{})
	if ran {
		t.Error("a rule ran after the context was cancelled")
	}
}

func TestCheckTargets(t *testing.T) {
	rules := []*Analyzer{
		{Name: "both", Severity: Error, Run: func(p *Pass) {
			at(0, 1, "both")(p)
			p.ReportDiagnostic(Diagnostic{Target: Porter, Message: "porter"})
		}},
		{Name: "ours", Severity: Error, Target: PorterLS, Run: at(1, 2, "ours")},
	}
	for target, want := range map[Target][]string{
		Both:     {"porter", "both", "ours"},
		Porter:   {"porter", "both"},
		PorterLS: {"both", "ours"},
	} {
		var got []string
		for _, d := range Check(context.Background(), bundle(source), nil, rules, Config{Target: target}) {
			got = append(got, d.Message)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", target, diff)
		}
	}
}

func TestCheckForeign(t *testing.T) {
	found := Check(context.Background(), bundle("app: web\n"), nil, []*Analyzer{rule("a", at(0, 1, "x"))}, Config{})
	if len(found) > 0 {
		t.Errorf("a finding in another product's file: %v", lines(found))
	}
}

func TestCheckPanic(t *testing.T) {
	rules := []*Analyzer{
		rule("broken", func(p *Pass) { at(3, 4, "lost")(p); panic("no such thing") }),
		rule("whole", at(0, 1, "found")),
	}
	want := []string{
		"porter.yaml 0-0 broken information internal error in the rule broken, which found nothing here: no such thing",
		"porter.yaml 0-1 whole warning found",
	}
	if diff := cmp.Diff(want, lines(Check(context.Background(), bundle(source), nil, rules, Config{}))); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	defer func() {
		if recover() == nil {
			t.Error("the panic did not come through")
		}
	}()
	Check(context.Background(), bundle(source), nil, rules, Config{PropagatePanics: true})
}

func TestNearest(t *testing.T) {
	for _, c := range []struct {
		word  string
		known []string
		want  string
	}{
		{"nmae", []string{"port", "name"}, "name"},
		{"db-name", []string{"dbName", "db_name"}, "db_name"},
		{"DBNAME", []string{"dbname"}, "dbname"},
		{"x", []string{"y"}, "y"},
		{"port", []string{"name"}, ""},
		{"name", []string{"name"}, ""},
		{"", []string{"a"}, "a"},
		{"greeting", nil, ""},
		{"pass", []string{"password"}, ""},
	} {
		if got := Nearest(c.word, c.known); got != c.want {
			t.Errorf("Nearest(%q, %q) = %q, want %q", c.word, c.known, got, c.want)
		}
	}
}
