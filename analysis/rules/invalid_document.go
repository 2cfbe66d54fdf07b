package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func invalidDocument() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "invalid-document",
		Doc: `A set, an installation, a list of plugins or Porter's settings have something that does not belong there.

A key that Porter does not know is ignored without a word, and so is what was meant by it: a warning. A value of another type than the field's makes Porter refuse the file. A namespace must be text: write ` + "`\"\"`" + ` for the global one.

Porter's settings may hold every flag of Porter, so a key there is reported only where it looks like one that is known. A template such as ` + "`${ env.NAME }`" + ` may stand for any value in them. The settings are ` + "`config.yaml`" + `, ` + "`config.yml`" + ` or ` + "`config.json`" + ` in a folder ` + "`.porter`" + `, or a file of that name that has a key only Porter has.

The pages of the fields: [credential set](../reference/credential-set.md), [parameter set](../reference/parameter-set.md), [installation](../reference/installation.md), [plugins](../reference/plugins.md), [settings](../reference/config.md).`,
		Severity:  analysis.Error,
		Target:    analysis.Porter,
		Documents: documentKinds(),
		Run:       runInvalidDocument,
	}
}

func runInvalidDocument(p *analysis.Pass) {
	if isMislabelled(p.Document) {
		reportMislabelled(p)
		return
	}
	if p.Document.Desired != nil {
		checkNamespace(p)
		checkTexts(p)
	}
	if p.Document.Kind == analysis.PorterConfig {
		checkContexts(p)
	}
	for _, problem := range shapeProblems.Of(p) {
		if isOthers(p.Document, problem) {
			continue
		}
		switch problem.Kind {
		case schema.Unknown:
			reportUnknownKey(p, problem)
		case schema.Missing:
			reportMissingKey(p, problem)
		case schema.WrongType:
			reportWrongType(p, problem)
		case schema.NotAllowed:
			reportNotAllowed(p, problem)
		case schema.WrongSize:
			p.ReportDiagnostic(analysis.Diagnostic{
				Span: problem.Node.Span(), Severity: analysis.Warning,
				Message: fmt.Sprintf("%s is empty, so nothing can refer to it: write what it is called", problem.Name),
			})
		}
	}
}

// isMislabelled reports whether a document has what only a bundle's manifest has.
func isMislabelled(d *analysis.Document) bool {
	root := d.File.Root()
	return !root.Get("mixins").IsZero() && !root.Get("install").IsZero()
}

func reportMislabelled(p *analysis.Pass) {
	given := p.Document.Desired.SchemaType
	p.ReportDiagnostic(analysis.Diagnostic{
		Span:    given.Span(),
		Message: fmt.Sprintf("this has the mixins and steps of a bundle, and Porter refuses to build a %s: write Bundle", given.Value),
		Fixes:   replaceScalar(p.Document, given.Span(), "Bundle"),
	})
}

// isOthers reports whether a problem is one that another rule reports.
func isOthers(d *analysis.Document, problem schema.Problem) bool {
	if d.Kind == analysis.PorterConfig {
		return false
	}
	source := slices.ContainsFunc(problem.Path, func(s syntax.Step) bool { return s.Key == "source" && s.Index < 0 }) ||
		problem.Kind == schema.Missing && problem.Name == "source"
	return isSchemaVersion(problem) || isReferenceProblem(problem) || source && (d.Kind == analysis.CredentialSet || d.Kind == analysis.ParameterSet)
}

func reportUnknownKey(p *analysis.Pass, problem schema.Problem) {
	key := problem.Node
	hint, nearest := didYouMean(problem.Name, problem.Candidates)
	if p.Document.Kind == analysis.PorterConfig && (nearest == "" || strings.EqualFold(nearest, problem.Name)) {
		return // perhaps a flag; the case of keys does not count
	}
	d := analysis.Diagnostic{
		Span: key.Span(), Severity: analysis.Warning,
		Message: fmt.Sprintf("%s has no %q here, and Porter ignores it%s", documentName(p.Document.Kind), problem.Name, hint),
	}
	if p.Document.Kind == analysis.PorterConfig {
		d.Message = fmt.Sprintf("%s have no %q here, and Porter ignores it%s", documentName(p.Document.Kind), problem.Name, hint)
	}
	if nearest != "" {
		d.Fixes = replaceScalar(p.Document, key.Span(), nearest)
	}
	p.ReportDiagnostic(d)
}

func reportMissingKey(p *analysis.Pass, problem schema.Problem) {
	d := analysis.Diagnostic{Span: lackingSpan(problem), Severity: analysis.Warning}
	switch {
	case problem.Name == "plugins":
		d.Message = "the list has no plugins, so nothing is installed: write plugins: and their names below it"
	case problem.Name == "plugin":
		d.Severity, d.Message = analysis.Error, "it is not said which plugin this is: write plugin: and its name"
	case p.Document.Kind == analysis.Installation:
		d.Message = "the installation has no name: write name: and what it is to be called"
	default:
		d.Message = "this has no name, so nothing can refer to it: write name: and what it is called"
	}
	p.ReportDiagnostic(d)
}

func reportWrongType(p *analysis.Pass, problem schema.Problem) {
	d := analysis.Diagnostic{
		Span:    p.Document.File.FirstLine(problem.Node.Span()),
		Message: fmt.Sprintf("%s must be %s, not %s, and Porter refuses the file", problemKey(problem), typesInWords(problem.Want), typesInWords([]string{problem.Got})),
	}
	if p.Document.Kind == analysis.PorterConfig {
		d.Message = fmt.Sprintf("%s must be %s, not %s", problemKey(problem), typesInWords(problem.Want), typesInWords([]string{problem.Got}))
		d.Severity = analysis.Warning // much of it is made to fit
	}
	p.ReportDiagnostic(d)
}

func reportNotAllowed(p *analysis.Pass, problem schema.Problem) {
	hint, nearest := didYouMean(problem.Node.Value(), problem.Candidates)
	d := analysis.Diagnostic{
		Span: problem.Node.Span(), Severity: analysis.Warning,
		Message: fmt.Sprintf("%q is nothing that Porter knows here%s", problem.Node.Value(), hint),
	}
	if nearest == "" {
		d.Message += ": write " + strings.Join(problem.Candidates, ", ")
	} else {
		d.Fixes = replaceScalar(p.Document, problem.Node.Span(), nearest)
	}
	p.ReportDiagnostic(d)
}

// problemKey returns the key that a problem's value stands at, or what it is an item
// of.
func problemKey(problem schema.Problem) string {
	for i := len(problem.Path) - 1; i >= 0; i-- {
		if problem.Path[i].Index >= 0 {
			continue
		}
		if i < len(problem.Path)-1 {
			return "an entry of " + problem.Path[i].Key
		}
		return problem.Path[i].Key
	}
	return "the document"
}

// typesInWords names types of JSON Schema in plain words.
func typesInWords(types []string) string {
	var phrases []string
	for _, t := range types {
		switch t {
		case "string":
			t = "a text"
		case "object":
			t = "a map"
		case "array":
			t = "a list"
		case "boolean":
			t = "true or false"
		case "integer", "number":
			t = "a number"
		case "null":
			if len(types) > 1 {
				continue
			}
			t = "nothing"
		}
		phrases = append(phrases, t)
	}
	return strings.Join(phrases, " or ")
}

// checkNamespace reports a namespace that is no text, which Porter, other than
// elsewhere, does not make one of.
func checkNamespace(p *analysis.Pass) {
	for k, v := range p.Document.File.Root().Pairs() {
		if k.Value() != "namespace" || v.Kind() != syntax.Scalar || v.Repaired() || p.Document.Kind == analysis.PluginList {
			continue
		}
		if _, isText := v.Data().(string); isText {
			continue
		}
		d := analysis.Diagnostic{Span: v.Span(), Message: fmt.Sprintf("the namespace %s is no text, and Porter refuses the file: write it in quotes", v.Value())}
		if v.Data() != nil {
			d.Fixes = rename(p.Document, v.Span(), strconv.Quote(v.Value()))
			d.Fixes[0].Title = "Write it in quotes"
		} else {
			d.Span, d.Message = k.Span(), `a namespace with nothing behind it makes Porter refuse the file: write "" for the global one, or leave the line out`
		}
		p.ReportDiagnostic(d)
	}
}

// checkTexts reports what JSON does not make a text of, as YAML does.
func checkTexts(p *analysis.Pass) {
	d := p.Document.Desired
	texts := []manifest.String{d.Name, d.Bundle.Repository, d.Bundle.Version, d.Bundle.Digest, d.Bundle.Tag}
	texts = slices.Concat(texts, d.CredentialSets, d.ParameterSets)
	for _, l := range d.Labels {
		texts = append(texts, l.Value)
	}
	for _, v := range d.Values {
		texts = append(texts, v.Name)
	}
	for _, t := range texts {
		if _, isText := t.Node.Data().(string); !isJSONDocument(p.Document) || !t.Set() || isText || t.Node.Repaired() {
			continue
		}
		quoted := rename(p.Document, t.Span(), strconv.Quote(t.Value))
		quoted[0].Title = "Write it in quotes"
		p.ReportDiagnostic(analysis.Diagnostic{Span: t.Span(), Message: fmt.Sprintf("%s is no text, and in JSON Porter refuses the file for it: write it in quotes", t.Value), Fixes: quoted})
	}
}

// checkContexts reports settings whose context is not among them: then every
// command of Porter fails.
func checkContexts(p *analysis.Pass) {
	root := p.Document.File.Root()
	if root.Get("schemaVersion").IsZero() || len(p.Document.File.RootErrors()) > 0 || hasLiquidTags(p.Document) {
		return
	}
	contexts, current := root.Get("contexts"), root.Get("current-context")
	if contexts.IsZero() {
		p.Report(root.Get("schemaVersion").Span(), "with a schemaVersion the settings stand in contexts, and without any every command of Porter fails: write contexts: with name: and config: in each")
		return
	}
	if current.Kind() != syntax.Scalar || current.Data() == nil || strings.Contains(current.Value(), "${") {
		return
	}
	var names []string
	for _, c := range contexts.Items() {
		names = append(names, c.Get("name").Value())
	}
	if slices.Contains(names, current.Value()) {
		return
	}
	hint, nearest := didYouMean(current.Value(), names)
	d := analysis.Diagnostic{Span: current.Span(), Message: fmt.Sprintf("there is no context %q, so every command of Porter fails%s", current.Value(), hint)}
	if nearest != "" {
		d.Fixes = replaceScalar(p.Document, current.Span(), nearest)
	}
	p.ReportDiagnostic(d)
}
