package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/template"
)

// dependencyRules are about the bundles that a bundle needs. Our own build takes
// no bundle that has dependencies yet, so they all are about Porter.
func dependencyRules() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		dependencyCredentialUndefined(),
		dependencyCycle(),
		dependencyLiteralTemplate(),
		dependencyMappingMissing(),
		dependencyOutputUndefined(),
		dependencyParameterUndefined(),
		dependencyParentUndefined(),
		dependencyTemplateUnsupported(),
		dependencyTypeMismatch(),
		dependencyVersionConstraint(),
	}
}

// wiring is what is known of a manifest's dependencies.
type wiring struct {
	all []dependency
	// second says that the manifest is for the second generation of Porter's
	// dependencies, an experimental feature, without which Porter does not take
	// the schemaVersion.
	second bool
}

// dependency is an entry of dependencies.requires.
type dependency struct {
	manifest.Dependency
	bundle   *cnab.Bundle // nil where it is not known
	mappings []mapping
}

// mapping is an entry of a dependency's parameters, credentials or outputs.
type mapping struct {
	manifest.Pair
	section string
	tags    []template.Use
}

// dependencyWiring is the wiring of the manifest; nothing where it cannot be relied on.
var dependencyWiring = analysis.NewFact(func(p *analysis.Pass) wiring {
	m := p.Bundle.Manifest.Manifest
	if silence.Of(p).section("dependencies") || len(m.Dependencies) == 0 {
		return wiring{}
	}
	w := wiring{second: p.Config.Features.Has(manifest.DependenciesV2)}
	if v, err := semver.NewVersion(m.SchemaVersion.Value); err == nil {
		w.second = w.second || !v.LessThan(semver.New(1, 1, 0, "", ""))
	}
	for _, d := range m.Dependencies {
		if d.Node.Repaired() || d.Name.Value == "" {
			continue
		}
		known := dependency{Dependency: d}
		if bundle, state := p.Inputs.Dependency(d.Reference.Value); state == analysis.Value && d.Reference.Value != "" {
			known.bundle = bundle
		}
		known.add("parameters", d.Parameters, m.Delims)
		known.add("credentials", d.Credentials, m.Delims)
		known.add("outputs", d.Outputs, m.Delims)
		w.all = append(w.all, known)
	}
	return w
})

func (d *dependency) add(section string, pairs []manifest.Pair, delims template.Delims) {
	for _, pair := range pairs {
		uses, _ := template.ScanNode(pair.Value.Node, delims)
		d.mappings = append(d.mappings, mapping{pair, section, slices.DeleteFunc(uses, func(u template.Use) bool {
			return !u.Reads() || !u.Closed
		})})
	}
}

// in returns the mappings of a section.
func (d *dependency) in(section string) []mapping {
	return slices.DeleteFunc(slices.Clone(d.mappings), func(m mapping) bool { return m.section != section })
}

// maps reports whether a section has a mapping of that name.
func (d *dependency) maps(section, name string) bool {
	return slices.ContainsFunc(d.mappings, func(m mapping) bool { return m.section == section && m.Key.Value == name })
}

// undefinedNames reports the keys of a section that the dependency's bundle
// knows nothing of.
func undefinedNames(p *analysis.Pass, section, what string, names func(*cnab.Bundle) []string) {
	for _, d := range dependencyWiring.Of(p).all {
		if d.bundle == nil {
			continue
		}
		known := names(d.bundle)
		for _, m := range d.in(section) {
			if m.Key.Value == "" || slices.Contains(known, m.Key.Value) {
				continue
			}
			hint, nearest := didYouMean(m.Key.Value, known)
			report := analysis.Diagnostic{
				Span:    m.Key.Node.TextSpan(),
				Message: fmt.Sprintf("the bundle %s has no %s %q, so Porter refuses to build%s", d.Reference.Value, what, m.Key.Value, hint),
			}
			if nearest != "" {
				report.Fixes = rename(p.Bundle.Manifest, report.Span, nearest)
			}
			p.ReportDiagnostic(report)
		}
	}
}

func parametersOf(b *cnab.Bundle) []string {
	var names []string
	for name, p := range b.Parameters {
		if !b.Internal(p.Definition) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func credentialsOf(b *cnab.Bundle) []string {
	var names []string
	for name := range b.Credentials {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func outputsOf(b *cnab.Bundle) []string {
	var names []string
	for name, o := range b.Outputs {
		if !b.Internal(o.Definition) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// definesAll reports whether a list of definitions can be relied on to be
// complete.
func definesAll(p *analysis.Pass, section string, understood int) bool {
	return !silence.Of(p).section(section) && listOfKnown(p.Bundle.Manifest.Manifest.Root.Get(section), understood)
}

// lookup reports whether the manifest defines a name, and the name nearest to
// it.
func lookup(p *analysis.Pass, kind symbols.Kind, name string) (defined bool, hint, nearest string) {
	index := p.Bundle.Manifest.Symbols
	if _, ok := index.Lookup(kind, name); ok {
		return true, "", ""
	}
	hint, nearest = didYouMean(name, index.Names(kind))
	return false, hint, nearest
}

// rest is the text of a tag's name from a segment on.
func rest(u template.Use, from int) string {
	var parts []string
	for _, s := range u.Path[from:] {
		parts = append(parts, s.Name)
	}
	return strings.Join(parts, ".")
}
