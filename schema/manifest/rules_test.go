package manifest_test

import (
	"context"
	"slices"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

// Two rules say of steps what Validate says too: what they call an error is a
// problem there, on the same lines.
func TestRulesAgree(t *testing.T) {
	sources := []string{
		"mixins: [exec]\ninstall:\n  - exec: {}\n    description: x\n  -\n  - {}\n  - az: {}\nuninstall: text\n",
		"mixins: [exec]\ninstall:\n  - exec:\n  - exec: [a]\n  - exec: {description: [a]}\nfoo: bar\n",
	}
	for _, m := range corpus.All(t) {
		sources = append(sources, string(m.Source))
	}
	compared, library := 0, schema.NewLibrary()
	for _, src := range sources {
		doc := analysis.Parse("porter.yaml", []byte(src), nil)
		found := analysis.Check(context.Background(), &analysis.Bundle{Manifest: doc}, nil, rules.All(), analysis.Config{Target: analysis.Porter, Library: library, PropagatePanics: true})
		problems := manifest.Validate(doc.Manifest, manifest.Options{Version: manifest.AnyVersion})
		lines := doc.File.Lines()
		for _, d := range found {
			if d.Severity != analysis.Error || d.Rule != "malformed-step" && d.Rule != "undeclared-mixin" {
				continue
			}
			compared++
			line := lines.Line(d.Span.Start)
			if !slices.ContainsFunc(problems, func(p manifest.Problem) bool {
				return p.Stops || lines.Line(p.Span.Start) == line
			}) {
				t.Errorf("%s says %q on line %d, and Validate nothing of\n%s", d.Rule, d.Message, line+1, src)
			}
		}
	}
	if compared < 5 {
		t.Errorf("%d findings were compared", compared)
	}
}
