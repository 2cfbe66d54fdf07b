package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// documentRules are about the documents beside manifests that Porter reads: sets,
// installations, lists of plugins and Porter's own settings.
func documentRules() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		documentSchemaVersion(),
		installationReference(),
		invalidDocument(),
		pluginFieldIgnored(),
		setLiteralSecret(),
		setMissingRequired(),
		setSource(),
		setTypeMismatch(),
		setUnknownName(),
	}
}

// setKinds are the kinds of document that say where values come from.
func setKinds() []analysis.DocumentKind {
	return []analysis.DocumentKind{analysis.CredentialSet, analysis.ParameterSet}
}

// valuedKinds are the kinds of document that have values for parameters or
// credentials.
func valuedKinds() []analysis.DocumentKind { return append(setKinds(), analysis.Installation) }

// documentKinds are all kinds of document that are no manifests.
func documentKinds() []analysis.DocumentKind {
	return append(valuedKinds(), analysis.PluginList, analysis.PorterConfig)
}

// documentName returns what people call a document of a kind.
func documentName(kind analysis.DocumentKind) string {
	switch kind {
	case analysis.CredentialSet:
		return "a credential set"
	case analysis.ParameterSet:
		return "a parameter set"
	case analysis.Installation:
		return "an installation"
	case analysis.PluginList:
		return "a list of plugins"
	}
	return "Porter's settings"
}

// isJSONDocument reports whether Porter decodes a document as JSON, where the case of
// keys does not count and every number is a fraction.
func isJSONDocument(d *analysis.Document) bool { return strings.EqualFold(path.Ext(d.Name), ".json") }

// shapeProblems are what the schema has against a document that is no manifest.
// Where a part of it cannot be read, nothing is said to be missing or too much.
var shapeProblems = analysis.NewFact(func(p *analysis.Pass) []schema.Problem {
	if hasLiquidTags(p.Document) || isMislabelled(p.Document) {
		return nil
	}
	problems := p.Schema().Check(p.Document.File.Root())
	if isJSONDocument(p.Document) {
		problems = withoutCase(problems)
	}
	if len(p.Document.File.RootErrors()) == 0 {
		return problems
	}
	return slices.DeleteFunc(problems, func(problem schema.Problem) bool {
		switch problem.Kind {
		case schema.WrongType, schema.NotAllowed, schema.NoMatch:
			return false
		}
		return true
	})
})

// withoutCase drops the problems that a key has only because of its case: that it
// is not known, and that the one it stands for is missing.
func withoutCase(problems []schema.Problem) []schema.Problem {
	meant := map[string]bool{} // the keys that are there in another case, by path
	at := func(problem schema.Problem, steps int, name string) string {
		return syntax.Path{Steps: problem.Path[:steps]}.String() + " " + strings.ToLower(name)
	}
	for _, problem := range problems {
		if problem.Kind == schema.Unknown && slices.ContainsFunc(problem.Candidates, func(c string) bool { return strings.EqualFold(c, problem.Name) }) {
			meant[at(problem, len(problem.Path)-1, problem.Name)] = true
		}
	}
	if len(meant) == 0 {
		return problems
	}
	return slices.DeleteFunc(slices.Clone(problems), func(problem schema.Problem) bool {
		switch problem.Kind {
		case schema.Unknown:
			return meant[at(problem, len(problem.Path)-1, problem.Name)]
		case schema.Missing:
			return meant[at(problem, len(problem.Path), problem.Name)]
		}
		return false
	})
}

// hasLiquidTags reports whether a document is Porter's settings and has a part
// that comes and goes by ${% %}: what is then left of it is not known.
func hasLiquidTags(d *analysis.Document) bool {
	return d.Kind == analysis.PorterConfig && strings.Contains(string(d.File.Source()), "${%")
}

// firstKeySpan returns the span of a map's first key, where something that the map
// lacks is reported when no key leads to the map.
func firstKeySpan(n syntax.Node) text.Span {
	for k := range n.Pairs() {
		return k.Span()
	}
	return text.Span{Start: n.Span().Start, End: n.Span().Start}
}

// lackingSpan returns where to say that a key is missing: at the key itself where it
// is there without a value, at the key that leads to its map, or at the map's
// first key.
func lackingSpan(problem schema.Problem) text.Span {
	n := problem.Node
	if n.Kind() != syntax.Mapping {
		return n.Span()
	}
	for k := range n.Pairs() {
		if k.Value() == problem.Name {
			return k.Span()
		}
	}
	return firstKeySpan(n)
}

// isBelow reports whether a problem's path leads below a key of the document.
func isBelow(problem schema.Problem, key string) bool {
	return len(problem.Path) > 0 && problem.Path[0].Key == key
}

// belongs is which bundles a document is for.
type belongs struct {
	bundles []*analysis.Bundle // none where not all are known
	sure    bool               // an installation says so; else it is told by where the set is
}

// belonging finds the bundles that a set or an installation is for.
var belonging = analysis.NewFact(func(p *analysis.Pass) belongs {
	if p.Workspace == nil || isMislabelled(p.Document) || isUnidentified(p.Document) {
		return belongs{}
	}
	placed := &analysis.Placed{Path: p.Path, Document: p.Document}
	sure := p.Document.Kind == analysis.Installation || len(p.Workspace.Users(placed)) > 0
	return belongs{p.Workspace.BundlesFor(placed), sure}
})

// isUnidentified reports whether what says which bundle a document is for is
// still to be typed: an error stands elsewhere than in the values.
func isUnidentified(d *analysis.Document) bool {
	for _, e := range d.File.RootErrors() {
		section := sectionOf(d, e.Span.Start)
		if section != "parameters" && section != "credentials" {
			return true
		}
	}
	return false
}

// defines returns the names in a section of all the bundles, sorted; ok is false
// where not all of them are known.
func (b belongs) defines(section string) (names []string, ok bool) {
	for _, bundle := range b.bundles {
		if unreadable(bundle.Manifest.File).section(section) {
			return nil, false
		}
		m := bundle.Manifest.Manifest
		if section == "credentials" {
			for _, c := range m.Credentials {
				names = append(names, c.Name.Value)
			}
			continue
		}
		for _, p := range m.Parameters {
			names = append(names, p.Name.Value)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), len(b.bundles) > 0
}

// definedIn is where the bundle defines what a finding is about.
func definedIn(b *analysis.Bundle, section string) []analysis.Related {
	for k := range b.Manifest.Manifest.Root.Pairs() {
		if k.Value() == section {
			return []analysis.Related{{File: b.Manifest.Name, Span: k.Span(), Message: "the bundle's " + section}}
		}
	}
	return []analysis.Related{{File: b.Manifest.Name, Message: "the bundle, which has no " + section}}
}
