package rules

import (
	"fmt"

	"github.com/Masterminds/semver/v3"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func schemaVersionUnsupported() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "schema-version-unsupported",
		Doc: `The schemaVersion is none that Porter reads.

Porter 1.x reads 1.0.0-alpha.1, 1.0.0 and 1.0.1. It reads 1.1.0 only with its experimental feature dependencies-v2, 1.2.0 with persistent-parameters and 1.3.0 with file-sources: switch it on with --experimental or in its configuration, or write 1.0.1 where the manifest uses nothing of that feature.`,
		Severity: analysis.Error,
		Run:      runSchemaVersionUnsupported,
	}
}

// features are the experimental features that Porter wants for a minor version
// of the file format.
var features = [...]string{1: "dependencies-v2", 2: "persistent-parameters", 3: "file-sources"}

func runSchemaVersionUnsupported(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	for _, problem := range refused.Of(p).of("schema-version-unsupported") {
		d := analysis.Diagnostic{Span: problem.Span, Message: problem.Message}
		node := doc.Manifest.SchemaVersion.Node
		v, err := semver.NewVersion(node.Value())
		known := err == nil && v.Major() == 1 && v.Minor() > 0 && v.Minor() < uint64(len(features))
		if known {
			d.Target = analysis.Porter
			d.Message = fmt.Sprintf("Porter 1.x reads schemaVersion %s only with its experimental feature %s: where that is on, list it under experimental in .porter-ls.yaml; where nothing of it is used, write %s",
				node.Value(), features[v.Minor()], manifest.DefaultSchemaVersion)
		}
		if (!known || !usesFeatures(doc.Manifest)) && doc.Manifest.Root.Get("schemaVersion") == node {
			d.Fixes = rename(doc, problem.Span, fittingVersion(doc))
			d.Fixes[0].Unsafe = known
		}
		p.ReportDiagnostic(d)
	}
}

// usesFeatures reports whether a manifest has something that Porter reads only
// with an experimental feature.
func usesFeatures(m *manifest.Manifest) bool {
	for _, p := range m.Parameters {
		if p.Persistent {
			return true
		}
	}
	for i := range m.Dependencies {
		if !extension(m.Dependencies[i]).IsZero() {
			return true
		}
	}
	return len(m.Files) > 0 || !m.Provides.Node.IsZero()
}

// extension returns the first field of a dependency that Porter passes over
// without its experimental feature, as its key; the zero Node where it has none.
func extension(d manifest.Dependency) syntax.Node {
	for k, v := range d.Node.Pairs() {
		switch k.Value() {
		case "credentials", "outputs":
			if v.Len() > 0 {
				return k
			}
		case "sharing":
			if d.Sharing.Mode || d.Sharing.Group.Value != "" {
				return k
			}
		}
	}
	if k, v := d.Bundle.Lookup("interface"); v.Len() > 0 {
		return k
	}
	return syntax.Node{}
}

func schemaVersionTooLow() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "schema-version-too-low",
		Doc: `A field is of a later version of the file format than the manifest's.

A persistent parameter needs schemaVersion 1.2.0 and Porter's experimental feature persistent-parameters, and files needs 1.3.0 and file-sources: Porter refuses them in any other manifest.

The wiring of dependencies (credentials, outputs, interface) is of 1.1.0 and the feature dependencies-v2. Without that feature Porter passes over it in silence and nothing is wired, of which there is an information.`,
		Severity: analysis.Error,
		Run:      runSchemaVersionTooLow,
	}
}

func runSchemaVersionTooLow(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	seen, refusals := map[manifest.Cause]bool{}, refused.Of(p)
	for _, problem := range refusals.of("schema-version-too-low") {
		if seen[problem.Cause] {
			continue // raising the version once is enough
		}
		seen[problem.Cause] = true
		d := analysis.Diagnostic{Span: problem.Span, Message: problem.Message}
		if v := doc.Manifest.SchemaVersion; v.Set() {
			d.Related = []analysis.Related{{File: doc.Name, Span: v.Span(), Message: "the manifest's version"}}
		}
		p.ReportDiagnostic(d)
	}
	silent := silence.Of(p)
	v, err := semver.NewVersion(doc.Manifest.SchemaVersion.Value)
	if err != nil || v.Major() != 1 || v.Minor() != 0 || silent.section("schemaVersion") || silent.section("dependencies") {
		return
	}
	for i := range doc.Manifest.Dependencies {
		d := doc.Manifest.Dependencies[i]
		if refusals.at(d.Interface.Reference.Node) {
			continue
		}
		if k := extension(d); !k.IsZero() && k.Value() != "sharing" { // which has rules of its own
			p.ReportDiagnostic(analysis.Diagnostic{
				Span:     k.Span(),
				Severity: analysis.Information, // whether the feature is on is not known
				Target:   analysis.Porter,
				Message:  fmt.Sprintf("Porter 1.x passes over %s of a dependency unless its experimental feature dependencies-v2 is on, for which a manifest has schemaVersion: 1.1.0", k.Value()),
			})
		}
	}
}
