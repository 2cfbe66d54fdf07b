package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func sourceNeverSet() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "source-never-set",
		Doc: `A parameter takes its value from an output of the bundle, and is only wanted before there is one.

When a bundle is installed none of its outputs is there yet. Without applyTo and default Porter therefore leaves install out for a parameter with such a source. With an empty applyTo, which is not the same as none, install gets it after all and asks for a value: "parameter is required". And where install is the only action that gets the parameter, its source is of no use.

Leave applyTo out, or name other actions too. To ask for the value once and take it over from then on, name install and the others.`,
		Severity: analysis.Warning,
		Run:      runSourceNeverSet,
	}
}

func runSourceNeverSet(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	if silence.Of(p).section("parameters") {
		return
	}
	for i := range doc.Manifest.Parameters {
		v := &doc.Manifest.Parameters[i]
		from := v.Source
		if from.Output.Value == "" || from.Dependency.Value != "" || v.Schema.HasDefault() || v.Persistent || v.Node.Repaired() {
			continue
		}
		if _, ok := doc.Symbols.Lookup(symbols.Output, from.Output.Value); !ok {
			continue // which says another rule
		}
		list := v.Node.Get("applyTo")
		switch {
		case list.Kind() != syntax.Sequence:
		case list.Len() == 0:
			p.Report(list.Span(), fmt.Sprintf("an empty applyTo brings install in, when there is no output %q yet, so it asks for a value of %q: leave applyTo out", from.Output.Value, v.Name.Value))
		case onlyInstall(v.ApplyTo):
			p.Report(spanOf(from.Output), fmt.Sprintf("only install gets %q, and when the bundle is installed there is no output %q yet: name other actions under applyTo too", v.Name.Value, from.Output.Value))
		}
	}
}

func onlyInstall(actions []manifest.String) bool {
	for _, a := range actions {
		if a.Value != "install" {
			return false
		}
	}
	return len(actions) > 0
}
