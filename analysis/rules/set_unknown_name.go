package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

func setUnknownName() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "set-unknown-name",
		Doc: `A set or an installation gives a value to something that the bundle does not have.

Porter ignores it without a word: the parameter keeps its default, and a required credential is missing when the bundle runs.

An installation is held against the bundle of the repository and version that it names, a set against those of the installations that name it, where they are in the same folders. A set that no installation names is held against the bundle in whose folder it is, or in a folder below. Where the name is not like any that the bundle has, the set may be for other bundles too, and the finding is for information only; in a folder below there is none. Credentials of a bundle with dependencies may be theirs.`,
		Severity:  analysis.Warning,
		Target:    analysis.Porter,
		Documents: valuedKinds(),
		Run:       runSetUnknownName,
	}
}

func runSetUnknownName(p *analysis.Pass) {
	section := "parameters"
	if p.Document.Kind == analysis.CredentialSet {
		section = "credentials"
	}
	of := belonging.Of(p)
	known, ok := of.defines(section)
	if !ok || section == "credentials" && slices.ContainsFunc(of.bundles, mayHaveDependencies) {
		return
	}
	given := givenNames(p.Document)
	for _, name := range given {
		if name.Value == "" || name.Node.Repaired() || slices.Contains(known, name.Value) || isNoneOfTheBundle(name.Value) {
			continue
		}
		reportUnknownName(p, of, section, name, known, given)
	}
}

// mayHaveDependencies reports whether a bundle has, or may have, dependencies, which
// use the same credential sets.
func mayHaveDependencies(b *analysis.Bundle) bool {
	return !b.Manifest.Manifest.Root.Get("dependencies").IsZero()
}

// isNoneOfTheBundle reports whether a name is none of a bundle's own: Porter's switch
// for its runtime, or a parameter of a dependency, as DEPENDENCY#PARAMETER.
func isNoneOfTheBundle(name string) bool {
	return name == "porter-debug" || strings.Contains(name, "#")
}

// givenNames returns the names that a document has values for.
func givenNames(d *analysis.Document) []manifest.String {
	var names []manifest.String
	for _, v := range d.Desired.Values {
		names = append(names, v.Name)
	}
	for _, v := range d.Desired.Parameters {
		names = append(names, v.Name)
	}
	return names
}

func reportUnknownName(p *analysis.Pass, of belongs, section string, name manifest.String, known []string, given []manifest.String) {
	left := slices.DeleteFunc(slices.Clone(known), func(k string) bool {
		return slices.ContainsFunc(given, func(g manifest.String) bool { return g.Value == k })
	})
	one := strings.TrimSuffix(section, "s")
	hint, nearest := didYouMean(name.Value, left)
	d := analysis.Diagnostic{
		Span:    name.Span(),
		Message: fmt.Sprintf("the bundle has no %s %q, so this is ignored%s", one, name.Value, hint),
		Related: definedIn(of.bundles[0], section),
	}
	if len(of.bundles) > 1 {
		d.Message = fmt.Sprintf("none of the bundles that this is for has a %s %q, so it is ignored%s", one, name.Value, hint)
	}
	switch {
	case nearest == "" && !of.sure && path.Dir(of.bundles[0].Path) != path.Dir(p.Path):
		return
	case nearest != "":
		d.Fixes = replaceScalar(p.Document, name.Span(), nearest)
	case p.Document.Kind != analysis.Installation:
		d.Severity = analysis.Information
	}
	p.ReportDiagnostic(d)
}
