package analysis

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/schema/text"
)

// A rule looks again at what was edited, and reports the rest where it is now. A
// finding that speaks of another place is looked for every time.
func TestRemembered(t *testing.T) {
	var found Remembered[string]
	var looked []string
	key := "key"
	local := rule("a", func(p *Pass) {
		for _, item := range p.Document.File.Root().Get("install").Items() {
			found.Report(p, item, key, func(p *Pass) {
				v := item.Get("step")
				looked = append(looked, v.Value())
				d := Diagnostic{Span: v.Span(), Message: "step " + v.Value()}
				switch v.Value() {
				case "no":
					return
				case "far":
					d.Related = []Related{{File: p.Document.Name, Span: text.Span{Start: 0, End: 1}}}
				case "fixed":
					d.Fixes = []SuggestedFix{{Title: "Fix", Edits: []FileEdit{{File: p.Document.Name, Edit: text.Edit{Span: v.Span(), New: "no"}}}}}
				}
				p.ReportDiagnostic(d)
			})
		}
	})
	src := "schemaVersion: 1.0.1\nname: example\ninstall:\n" +
		strings.Repeat("  - step: \"no\" # nothing is found in this one, of which there are enough for parts\n", 16) +
		"  - step: far\n  - step: fixed\n  - step: edited\n"
	var doc *Document
	check := func(name, src string) (again string) {
		looked = nil
		doc = Parse(name, []byte(src), doc)
		got := Check(context.Background(), &Bundle{Manifest: doc}, nil, []*Analyzer{local}, Config{})
		again = strings.Join(looked, " ")
		fresh := Check(context.Background(), &Bundle{Manifest: Parse(name, []byte(src), nil)}, nil, []*Analyzer{local}, Config{})
		if diff := cmp.Diff(fresh, got); diff != "" {
			t.Errorf("-fresh +edited\n%s", diff)
		}
		return again
	}
	all := strings.Repeat("no ", 16) + "far fixed edited"
	longer := strings.Replace(src, "example", "longer-example", 1)
	for _, c := range []struct{ what, name, src, key, want string }{
		{"the first time", "porter.yaml", src, "key", all},
		{"moved", "porter.yaml", longer, "key", "far"},
		{"edited", "porter.yaml", strings.Replace(longer, "edited", "another", 1), "key", "far another"},
		{"renamed", "b.porter.yaml", strings.Replace(longer, "edited", "another", 1), "key", "far"},
		{"another key", "porter.yaml", strings.Replace(longer, "edited", "another", 1), "other", strings.Replace(all, "edited", "another", 1)},
	} {
		key = c.key
		if got := check(c.name, c.src); got != c.want {
			t.Errorf("%s: looked at %q, want %q", c.what, got, c.want)
		}
	}
}
