package rules

import (
	"fmt"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func pluginFieldIgnored() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "plugin-field-ignored",
		Doc: `A plugin in a list of plugins has a field that Porter does not read.

` + "`feedURL`" + ` is what Porter's own description of the format says, but in YAML it reads ` + "`feedurl`" + `, and ` + "`mirror`" + ` under no name at all. Without a word the plugin then comes from Porter's default feed. The mirror can be given on the command line, with ` + "`--mirror`" + `.`,
		Severity:  analysis.Warning,
		Target:    analysis.Porter,
		Documents: []analysis.DocumentKind{analysis.PluginList},
		Run:       runPluginFieldIgnored,
	}
}

func runPluginFieldIgnored(p *analysis.Pass) {
	if isJSONDocument(p.Document) {
		return // there the case of a key does not count
	}
	for _, plugin := range p.Document.File.Root().Get("plugins").Pairs() {
		fields := p.Schema().At([]syntax.Step{{Key: "plugins", Index: -1}, {Key: "any", Index: -1}})
		for key := range plugin.Pairs() {
			if !fields.Child(key.Value()).Ignored {
				continue
			}
			d := analysis.Diagnostic{Span: key.Span(), Message: "Porter does not read mirror here, and the plugin comes from the default one: give --mirror to porter plugins install"}
			if key.Value() != "mirror" {
				d.Message = fmt.Sprintf("Porter does not read %s from YAML, and the plugin comes from the default feed: write feedurl", key.Value())
				if plugin.Get("feedurl").IsZero() {
					d.Fixes = rename(p.Document, key.Span(), "feedurl")
				}
			}
			p.ReportDiagnostic(d)
		}
	}
}
