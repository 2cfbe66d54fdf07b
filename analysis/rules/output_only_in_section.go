package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/template"
)

func outputOnlyInSection() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "output-only-in-section",
		Doc: `An output of an earlier run or of a dependency is only named in a section.

A build brings such outputs into the container for the steps that read them. Porter 1.x looks for plain variables and overlooks what stands in a section, ` + "`${#bundle.outputs.NAME}…${/bundle.outputs.NAME}`" + `, and the name of the section itself. The section is then never rendered, or what is in it fails with "missing variable".

Read the output once outside of a section, for instance in a variable of the step's environment. Bundles that porter-ls builds have the output in either case.`,
		Severity: analysis.Warning,
		Target:   analysis.Porter,
		Run:      runOutputOnlyInSection,
	}
}

func runOutputOnlyInSection(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	if silence.Of(p).section("outputs") || silence.Of(p).section("dependencies") {
		return
	}
	var plain map[string]bool // what Porter finds, nil until needed
	for _, s := range spots.Of(p) {
		inSection := s.Conditional || s.Kind == template.Section || s.Kind == template.Inverted
		at, ok := wired(doc, &s)
		if !inSection || !s.Closed || s.Kind == template.End || s.Comment || !ok {
			continue
		}
		if plain == nil {
			plain = plainVariables(doc)
		}
		if name := s.Join(0, at+1); !plain[name] {
			p.Report(s.Segment(at).Span, fmt.Sprintf(
				"under Porter 1.x %s has no value here, because the build overlooks outputs that are only named in a section; read it once outside of one", name))
		}
	}
}

// wired reports whether a tag names an output that only a build can bring into
// the container, and which of its segments ends the name.
func wired(doc *analysis.Document, s *spot) (at int, ok bool) {
	if name, ok := s.names("outputs"); ok {
		scope := doc.Symbols.Scope(symbols.Ref{Kind: symbols.Output, Name: name, Action: s.Action, Step: s.Step})
		return 2, scope == symbols.EarlierRun && s.Action != "install"
	}
	if name, ok := s.names("dependencies"); ok && s.Len() == 5 && s.Segment(3).Name == "outputs" {
		_, known := doc.Symbols.Lookup(symbols.Dependency, name)
		return 4, known
	}
	return 0, false
}

// plainVariables are the names that Porter finds in the file when it builds.
func plainVariables(doc *analysis.Document) map[string]bool {
	tags, _ := template.ScanFile(doc.File.Text(), doc.Manifest.Delims)
	names := make(map[string]bool, len(tags))
	for _, t := range tags {
		names[t.String()] = true
	}
	return names
}
