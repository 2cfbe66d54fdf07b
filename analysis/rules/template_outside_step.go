package rules

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/Masterminds/semver/v3"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
)

func templateOutsideStep() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "template-outside-step",
		Doc: `A template stands where Porter renders none.

Templates are rendered in the steps of actions and nowhere else. In a parameter's default, in images, in custom or in a mixin's configuration they stay as they are: ` + "`${ bundle.parameters.region }`" + ` is then the value, with dollar and braces.

Put values together in the step that uses them. Wiring of dependencies with templates takes schemaVersion 1.1.0 and Porter's experimental dependencies-v2. In a description a template is shown as it is, which is only worth an information.`,
		Severity: analysis.Warning,
		Run:      runTemplateOutsideStep,
	}
}

func runTemplateOutsideStep(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	m := doc.Manifest
	silent := silence.Of(p)
	if !m.SchemaVersion.Set() || silent.section("schemaVersion") || !bytes.Contains(doc.File.Source(), []byte(m.Delims.Open)) {
		return
	}
	passed := passedOver(m)
	for k, v := range m.Root.Pairs() {
		section := k.Value()
		switch section {
		case "install", "upgrade", "uninstall":
			continue
		case "schemaType", "schemaVersion", "name", "version", "registry", "reference":
			continue // refused with a template in it
		}
		if !manifest.IsField(section) || silent.section(section) {
			continue
		}
		for _, entry := range entriesOf(v) {
			outsideSteps(p, section, entry, passed)
		}
	}
}

// entriesOf are the parts of a section that may have a description each; the
// section itself where it is no collection.
func entriesOf(section syntax.Node) []syntax.Node {
	var all []syntax.Node
	for _, item := range section.Items() {
		all = append(all, item)
	}
	for _, v := range section.Pairs() {
		all = append(all, v)
	}
	if section.Kind() == syntax.Scalar {
		all = append(all, section)
	}
	return all
}

// outsideSteps reports the templates of one entry of a section, but those in
// values that others judge.
func outsideSteps(p *analysis.Pass, section string, entry syntax.Node, passed map[syntax.Node]bool) {
	m := p.Bundle.Manifest.Manifest
	uses, _ := template.ScanNode(entry, m.Delims)
	for _, u := range uses {
		if !renderable(u) || passed[u.Node] {
			continue
		}
		d := analysis.Diagnostic{
			Span:    u.Span,
			Message: fmt.Sprintf("this stays as it is: templates are rendered in steps only, not in %s", section),
		}
		if section == "description" || u.Node == entry.Get("description") || u.Node == entry.Get("title") {
			d.Severity = analysis.Information
		}
		p.ReportDiagnostic(d)
	}
}

// renderable reports whether a tag names what a step could read. Anything else
// may be meant for somebody else.
func renderable(u template.Use) bool {
	if !u.Closed || !u.Reads() || len(u.Path) < 2 {
		return false
	}
	second := u.Path[1].Name
	switch u.Path[0].Name {
	case "installation":
		return second == "name" || second == "namespace" || second == "id"
	case "bundle":
		switch second {
		case "parameters", "credentials", "outputs", "dependencies", "images", "custom":
			return len(u.Path) > 2
		case "name", "version", "description", "installerImage":
			return true
		}
	}
	return false
}

// passedOver are the values that this rule says nothing about: the fields of
// images that Porter refuses with a template in them, the parameters of
// dependencies, which dependency-literal-template is about, and all mappings of
// dependencies where those are templates.
func passedOver(m *manifest.Manifest) map[syntax.Node]bool {
	nodes := map[syntax.Node]bool{}
	for _, i := range m.Images {
		nodes[i.Repository.Node], nodes[i.Digest.Node] = true, true
	}
	v, err := semver.NewVersion(m.SchemaVersion.Value)
	rendered := err == nil && !v.LessThan(semver.New(1, 1, 0, "", ""))
	for _, d := range m.Dependencies {
		pass := d.Parameters
		if rendered {
			pass = slices.Concat(d.Parameters, d.Credentials, d.Outputs)
		}
		for _, pair := range pass {
			nodes[pair.Value.Node] = true
		}
	}
	return nodes
}
