package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

func duplicateName() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "duplicate-name",
		Doc: `Two entries of a list have the same name.

Of parameters, credentials and outputs only the last one of a name is in the bundle; what the others say is lost without a word. Of state variables with one name, one overwrites what the other has kept. A mixin that is listed twice adds its lines to the Dockerfile twice.

Dependencies with one name are refused by Porter's lint, as porter-102, and so by its build.

Give one of them another name, or leave it out.`,
		Severity: analysis.Warning,
		Further:  []string{"porter-102"},
		Run:      runDuplicateName,
	}
}

func runDuplicateName(p *analysis.Pass) {
	m := p.Bundle.Manifest.Manifest
	duplicates(p, symbols.Parameter, m.Parameters, func(v *manifest.Parameter) manifest.String { return v.Name })
	duplicates(p, symbols.Credential, m.Credentials, func(v *manifest.Credential) manifest.String { return v.Name })
	duplicates(p, symbols.Output, m.Outputs, func(v *manifest.Output) manifest.String { return v.Name })
	duplicates(p, symbols.State, m.State, func(v *manifest.StateVar) manifest.String { return v.Name })
	duplicates(p, symbols.Mixin, m.Mixins, func(v *manifest.Mixin) manifest.String { return v.Name })
	duplicates(p, symbols.Dependency, m.Dependencies, func(v *manifest.Dependency) manifest.String { return v.Name })
}

// duplicates reports every entry whose name an earlier one has.
func duplicates[T any](p *analysis.Pass, kind symbols.Kind, entries []T, name func(*T) manifest.String) {
	doc := p.Bundle.Manifest
	if len(entries) < 2 {
		return
	}
	first := make(map[string]manifest.String, len(entries))
	for i := range entries {
		n := name(&entries[i])
		if n.Value == "" {
			continue
		}
		earlier, repeated := first[n.Value]
		if !repeated {
			first[n.Value] = n
			continue
		}
		if earlier.Node == n.Node {
			continue // an entry that an alias repeats, name and all
		}
		d := analysis.Diagnostic{
			Span:    spanOf(n),
			Message: repeatedMessage(kind, n.Value),
			Related: []analysis.Related{{File: doc.Name, Span: spanOf(earlier), Message: fmt.Sprintf("the first %s %q", kind, n.Value)}},
		}
		if kind == symbols.Dependency {
			d.Severity, d.Porter = analysis.Error, "porter-102"
		}
		p.ReportDiagnostic(d)
	}
}

func repeatedMessage(kind symbols.Kind, name string) string {
	switch kind {
	case symbols.State:
		return fmt.Sprintf("there is a state variable %q already, and one overwrites what the other keeps: give one of them another name", name)
	case symbols.Mixin:
		return fmt.Sprintf("the mixin %q is listed already, and its lines will be in the Dockerfile twice: leave one out", name)
	case symbols.Dependency:
		return fmt.Sprintf("there is a dependency %q already, so Porter 1.x does not build the bundle: give one of them another name", name)
	}
	return fmt.Sprintf("another %s is called %q too, and this one takes its place without a word: give one of them another name, or leave it out", kind, name)
}
