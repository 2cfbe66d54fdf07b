package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/template"
)

const secondGeneration = ` It is about manifests with schemaVersion 1.1.0 or higher, which Porter reads with its experimental feature dependencies-v2.`

func dependencyMappingMissing() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dependency-mapping-missing",
		Doc: `A dependency's bundle requires a parameter or credential that the manifest does not give it.

Porter's lint warns of it: whoever installs the bundle then has to give the value to the dependency on its own.` + secondGeneration + fromLocal,
		Severity: analysis.Warning,
		Porter:   "porter-110",
		Further:  []string{"porter-111"},
		Target:   analysis.Porter,
		Run:      runDependencyMappingMissing,
	}
}

func runDependencyMappingMissing(p *analysis.Pass) {
	w := dependencyWiring.Of(p)
	for _, d := range w.all {
		if !w.second || d.bundle == nil {
			continue
		}
		for _, name := range parametersOf(d.bundle) {
			if d.bundle.Parameters[name].Required && !d.maps("parameters", name) {
				mappingMissing(p, d, "parameter", name, "porter-110")
			}
		}
		for _, name := range credentialsOf(d.bundle) {
			if d.bundle.Credentials[name].Required && !d.maps("credentials", name) {
				mappingMissing(p, d, "credential", name, "porter-111")
			}
		}
	}
}

// mappingMissing reports what a dependency is not given, unless it is under a
// name that is mistyped, which is reported itself.
func mappingMissing(p *analysis.Pass, d dependency, what, name, code string) {
	for _, m := range d.in(what + "s") {
		if analysis.Nearest(m.Key.Value, []string{name}) != "" {
			return
		}
	}
	d.report(p, analysis.Diagnostic{
		Span: d.Name.Node.TextSpan(), Porter: code,
		Message: fmt.Sprintf("%s requires the %s %q: write it under %ss of this dependency", d.says(), what, name, what),
	})
}

func dependencyTemplateUnsupported() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dependency-template-unsupported",
		Doc: `What a dependency is given is made from something that is not to be had there.

A mapping of a dependency may use bundle.*, installation.name, installation.namespace and installation.id, and under its outputs also outputs.NAME, the dependency's own outputs. Porter's lint refuses anything else.` + secondGeneration,
		Severity: analysis.Error,
		Porter:   "porter-106",
		Target:   analysis.Porter,
		Run:      runDependencyTemplateUnsupported,
	}
}

func runDependencyTemplateUnsupported(p *analysis.Pass) {
	unclosedInMappings(p)
	eachMappingTag(p, func(_ *dependency, m mapping, u template.Use) {
		name := u.String()
		switch {
		case strings.HasPrefix(name, "bundle."), name == "installation.name", name == "installation.namespace", name == "installation.id":
		case strings.HasPrefix(name, "outputs.") && m.section == "outputs":
		case strings.HasPrefix(name, "outputs."):
			p.Report(u.Name, fmt.Sprintf("outputs of the dependency itself can only be used under its outputs, not under %s, so Porter refuses to build", m.section))
		default:
			p.Report(u.Name, fmt.Sprintf("%s is not to be had for a dependency, so Porter refuses to build: use bundle.*, or the installation's name, namespace or id", name))
		}
	})
}

// unclosedInMappings reports templates that do not end in the value that they
// begin in, though perhaps in what follows it in the file.
func unclosedInMappings(p *analysis.Pass) {
	w := dependencyWiring.Of(p)
	if !w.second {
		return
	}
	for _, d := range w.all {
		for _, m := range d.mappings {
			if m.open.End > m.open.Start && !m.Value.Node.Repaired() {
				p.Report(p.Bundle.Manifest.File.FirstLine(m.open), fmt.Sprintf("this template has no end, so Porter refuses to build: write %s", p.Bundle.Manifest.Manifest.Delims.Close))
			}
		}
	}
}

// eachMappingTag goes through the templates in the mappings of dependencies, where
// Porter reads them as such.
func eachMappingTag(p *analysis.Pass, do func(*dependency, mapping, template.Use)) {
	w := dependencyWiring.Of(p)
	if !w.second {
		return
	}
	for i := range w.all {
		d := &w.all[i]
		for _, m := range d.mappings {
			for _, u := range m.tags {
				do(d, m, u)
			}
		}
	}
}

func dependencyParentUndefined() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dependency-parent-undefined",
		Doc: `A dependency is given a parameter or credential of this bundle that there is none of.

Porter's lint refuses that. Declare it, or correct the name.` + secondGeneration,
		Severity: analysis.Error,
		Porter:   "porter-107",
		Further:  []string{"porter-108"},
		Target:   analysis.Porter,
		Run:      runDependencyParentUndefined,
	}
}

func runDependencyParentUndefined(p *analysis.Pass) {
	m := p.Bundle.Manifest.Manifest
	kinds := map[string]struct {
		kind  symbols.Kind
		code  string
		known bool
	}{
		"parameters":  {symbols.Parameter, "porter-107", definesAll(p, "parameters", len(m.Parameters))},
		"credentials": {symbols.Credential, "porter-108", definesAll(p, "credentials", len(m.Credentials))},
	}
	eachMappingTag(p, func(_ *dependency, _ mapping, u template.Use) {
		if len(u.Path) < 3 || u.Path[0].Name != "bundle" {
			return
		}
		k, ok := kinds[u.Path[1].Name]
		name := rest(u, 2)
		if !ok || !k.known || name == "" {
			return
		}
		defined, hint, nearest := lookup(p, k.kind, name)
		if defined {
			return
		}
		span := u.Path[2].Span
		span.End = u.Path[len(u.Path)-1].Span.End
		d := analysis.Diagnostic{
			Span: span, Porter: k.code,
			Message: fmt.Sprintf("the bundle has no %s %q, so Porter refuses to build%s", k.kind, name, hint),
		}
		if nearest != "" {
			d.Fixes = rename(p.Bundle.Manifest, span, nearest)
		}
		p.ReportDiagnostic(d)
	})
}

func dependencyLiteralTemplate() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dependency-literal-template",
		Doc: `What a dependency is given has a template in it, which Porter passes on as it is.

Templates are only rendered in steps. A dependency's parameters are not: with "${bundle.parameters.name}" the dependency gets just this text. They also count only when the bundle is installed from its source with --file, never from a registry. Give the value when installing, with --param DEPENDENCY#PARAMETER=VALUE, or write it out.

Credentials and outputs of a dependency Porter passes over altogether, unless its experimental feature dependencies-v2 is switched on.`,
		Severity: analysis.Warning,
		Target:   analysis.Porter,
		Run:      runDependencyLiteralTemplate,
	}
}

func runDependencyLiteralTemplate(p *analysis.Pass) {
	w := dependencyWiring.Of(p)
	if w.second {
		return
	}
	for _, d := range w.all {
		for _, m := range d.in("parameters") {
			if i := slices.IndexFunc(m.tags, renderable); i >= 0 {
				u := m.tags[i]
				p.Report(u.Span, fmt.Sprintf("templates are rendered in steps only, so %s gets this text as it stands: write the value out, or give it with --param %s#%s=VALUE",
					d.Name.Value, d.Name.Value, m.Key.Value))
			}
		}
	}
}
