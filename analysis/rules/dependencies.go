package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
	"github.com/distribution/reference"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// dependencyRules are about the bundles that a bundle needs. Our own build takes
// no bundle that has dependencies yet, so they all are about Porter.
func dependencyRules() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		dependencyActionMissing(),
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
	byName map[string]int // the index of each in all, of several of one name the last
}

// named returns the dependency of that name, nil where there is none.
func (w *wiring) named(name string) *dependency {
	if i, ok := w.byName[name]; ok {
		return &w.all[i]
	}
	return nil
}

// dependency is an entry of dependencies.requires.
type dependency struct {
	manifest.Dependency
	bundle *cnab.Bundle // nil where it is not known
	// neighbour is the bundle of the workspace that bundle was made from; nil
	// where it is what Porter has pulled.
	neighbour *analysis.Neighbour
	mappings  []mapping
}

// mapping is an entry of a dependency's parameters, credentials or outputs.
type mapping struct {
	manifest.Pair
	section string
	tags    []template.Use
	open    text.Span // a tag that does not end, empty where every one does
}

// dependencyWiring is the wiring of the manifest; nothing where it cannot be relied on.
var dependencyWiring = analysis.NewFact(func(p *analysis.Pass) wiring {
	m := p.Bundle.Manifest.Manifest
	if silence.Of(p).section("dependencies") || len(m.Dependencies) == 0 {
		return wiring{}
	}
	w := wiring{second: p.Config.Features.Has(manifest.DependenciesV2), byName: map[string]int{}}
	if v, err := semver.NewVersion(m.SchemaVersion.Value); err == nil {
		w.second = w.second || !v.LessThan(semver.New(1, 1, 0, "", ""))
	}
	for _, d := range m.Dependencies {
		if d.Node.Repaired() || d.Name.Value == "" {
			continue
		}
		known := dependency{Dependency: d}
		known.find(p)
		known.add("parameters", d.Parameters, m.Delims)
		known.add("credentials", d.Credentials, m.Delims)
		known.add("outputs", d.Outputs, m.Delims)
		w.byName[d.Name.Value] = len(w.all)
		w.all = append(w.all, known)
	}
	return w
})

// find finds the dependency's bundle: the one that Porter has pulled or, where it
// has none, the one of the workspace.
func (d *dependency) find(p *analysis.Pass) {
	ref := d.Reference.Value
	if _, err := reference.ParseNormalizedNamed(ref); err != nil {
		return
	}
	if bundle, state := p.Inputs.Dependency(ref); state == analysis.Value {
		d.bundle = bundle
		return
	}
	if n, state := p.Inputs.Neighbour(ref, d.Version.Value); state == analysis.Value {
		if d.bundle = bundleOf(n.Manifest, p.Config.Features); d.bundle != nil {
			d.neighbour = n
		}
	}
}

// bundleOf returns the bundle that a manifest describes, nil where Porter would
// not build it as it is: of one that is half-typed not everything is known.
func bundleOf(doc *analysis.Document, features manifest.Features) *cnab.Bundle {
	if doc.Kind != analysis.BundleManifest || doc.Legacy || len(doc.File.RootErrors()) > 0 {
		return nil
	}
	options := manifest.Options{Features: features}
	if len(manifest.Inspect(doc.Manifest, options)) > 0 {
		return nil
	}
	b, err := cnab.FromManifest(doc.Manifest, cnab.Stamp{}, cnab.Options{DependenciesV2: features.Has(manifest.DependenciesV2)})
	if err != nil {
		return nil
	}
	return b
}

// says names the dependency's bundle in a message.
func (d *dependency) says() string {
	if d.neighbour != nil {
		return fmt.Sprintf("the bundle %s, as it is in this workspace,", d.neighbour.Reference)
	}
	return "the bundle " + d.Reference.Value
}

// then says what follows from what the bundle is.
func (d *dependency) then(effect string) string {
	if d.neighbour != nil {
		return ", and once that is published " + effect
	}
	return ", so " + effect
}

// report adds a finding that follows from what the dependency's bundle is. Of one
// that is not published yet nothing is certain.
func (d *dependency) report(p *analysis.Pass, found analysis.Diagnostic) {
	if d.neighbour != nil {
		if found.Severity == 0 || found.Severity == analysis.Error {
			found.Severity = analysis.Warning
		}
		doc := d.neighbour.Manifest
		found.Related = append(found.Related, analysis.Related{
			File: doc.Name, Span: spanOf(doc.Manifest.Name), Message: "the bundle that is published as " + d.neighbour.Reference,
		})
	}
	p.ReportDiagnostic(found)
}

func (d *dependency) add(section string, pairs []manifest.Pair, delims template.Delims) {
	for _, pair := range pairs {
		uses, _ := template.ScanNode(pair.Value.Node, delims)
		m := mapping{Pair: pair, section: section}
		for _, u := range uses {
			switch {
			case !u.Closed:
				m.open = u.Span
			case u.Reads():
				m.tags = append(m.tags, u)
			}
		}
		d.mappings = append(d.mappings, m)
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
func undefinedNames(p *analysis.Pass, section, what string, has func(*cnab.Bundle, string) bool, names func(*cnab.Bundle) []string) {
	for _, d := range dependencyWiring.Of(p).all {
		if d.bundle == nil {
			continue
		}
		for _, m := range d.in(section) {
			if m.Key.Value == "" || m.Key.Node.Repaired() || has(d.bundle, m.Key.Value) {
				continue
			}
			hint, nearest := didYouMean(m.Key.Value, names(d.bundle))
			report := analysis.Diagnostic{
				Span:    m.Key.Node.TextSpan(),
				Message: fmt.Sprintf("%s has no %s %q%s%s", d.says(), what, m.Key.Value, d.then("Porter refuses to build"), hint),
			}
			if nearest != "" {
				report.Fixes = rename(p.Bundle.Manifest, report.Span, nearest)
			}
			d.report(p, report)
		}
	}
}

// hasParameter reports whether a bundle has a parameter of that name; Porter
// counts those that a build adds too.
func hasParameter(b *cnab.Bundle, name string) bool {
	_, ok := b.Parameters[name]
	return ok
}

func hasCredential(b *cnab.Bundle, name string) bool {
	_, ok := b.Credentials[name]
	return ok
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

func credentialsOf(b *cnab.Bundle) []string { return slices.Sorted(maps.Keys(b.Credentials)) }

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
