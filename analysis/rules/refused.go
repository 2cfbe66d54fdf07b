package rules

import (
	"sort"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// refusals are the reasons why Porter 1.x does not load a manifest, by the rule
// that reports each.
type refusals struct {
	byRule map[string][]manifest.Problem
	places map[int]bool // where they begin
}

// refused is what Porter itself says of the manifest when it loads it. Other
// rules leave to it what it is about.
var refused = analysis.NewFact(func(p *analysis.Pass) refusals {
	doc := p.Bundle.Manifest
	found := manifest.Inspect(doc.Manifest, manifest.Options{Features: p.Config.Features})
	if len(found) == 0 {
		return refusals{}
	}
	r := refusals{byRule: map[string][]manifest.Problem{}, places: make(map[int]bool, len(found))}
	h := halfTypedManifest{doc, silence.Of(p), len(doc.File.RootErrors()) > 0}
	causes := causesOf(doc, found)
	for _, problem := range found {
		r.places[problem.Span.Start] = true
		if !h.hides(problem) && causes.remain(doc, &problem) {
			name := ruleFor(doc, problem)
			r.byRule[name] = append(r.byRule[name], problem)
		}
	}
	return r
})

// causes are problems that are the cause of others: a list of mixins that is not
// there, and keys that are nearly a field's.
type causes struct {
	noMixins bool
	misspelt map[string]bool // sections, and whether they were reported
}

func causesOf(doc *analysis.Document, found []manifest.Problem) causes {
	c := causes{misspelt: map[string]bool{}}
	for _, p := range found {
		switch p.Cause {
		case manifest.NoMixins:
			c.noMixins = true
		case manifest.NotSteps, manifest.MalformedStep, manifest.UndeclaredMixin:
			k, v := sectionAround(doc, p.Span.Start)
			if _, known := c.misspelt[k.Value()]; !known && isMisspelt(doc, k, v) {
				c.misspelt[k.Value()] = false
			}
		}
	}
	return c
}

// remain reports whether a problem is one of its own. The first problem of a
// section whose key is misspelt becomes the one about its key.
func (c causes) remain(doc *analysis.Document, p *manifest.Problem) bool {
	if p.Cause == manifest.UndeclaredMixin && c.noMixins {
		return false
	}
	if len(c.misspelt) == 0 {
		return true
	}
	k, v := sectionAround(doc, p.Span.Start)
	reported, misspelt := c.misspelt[k.Value()]
	if !misspelt {
		return true
	}
	c.misspelt[k.Value()] = true
	p.Cause, p.Span, p.Node = manifest.NotSteps, k.Span(), v
	return !reported
}

// at reports whether Porter takes offence at what begins where a node does.
func (r refusals) at(n syntax.Node) bool { return r.places[n.Span().Start] }

// of returns what a rule has to report.
func (r refusals) of(rule string) []manifest.Problem { return r.byRule[rule] }

// ruleFor returns the name of the rule that a problem is reported by.
func ruleFor(doc *analysis.Document, p manifest.Problem) string {
	switch p.Cause {
	case manifest.NotYAML:
		return "yaml-syntax"
	case manifest.BadMixin:
		return "invalid-mixin"
	case manifest.BadRequired:
		return "invalid-extension"
	case manifest.BadPattern, manifest.BadSchema:
		return "invalid-schema"
	case manifest.WrongType:
		if inAction(doc, p.Span.Start) {
			return "malformed-step"
		}
		return "wrong-type"
	case manifest.NotSteps, manifest.BadStep, manifest.BadStepDescription:
		return "malformed-step"
	case manifest.MalformedStep, manifest.UndeclaredMixin:
		switch {
		case lacksMixin(doc, p.Node):
			return "step-without-mixin"
		case p.Cause == manifest.UndeclaredMixin:
			return "undeclared-mixin"
		case onlyOutputsBeside(p.Node):
			return "outputs-beside-mixin"
		}
		return "malformed-step"
	case manifest.EmptyStep, manifest.NoStepMixin:
		return "step-without-mixin"
	case manifest.BadTemplate:
		return "template-syntax"
	case manifest.BadDefault:
		return "default-mismatch"
	}
	return ruleForMetadata(p)
}

// ruleForMetadata is ruleFor for what is said about single fields.
func ruleForMetadata(p manifest.Problem) string {
	switch p.Cause {
	case manifest.WrongSchemaType:
		return "schema-type-unsupported"
	case manifest.NoSchemaVersion, manifest.UnknownVersion:
		if p.Missing {
			return "schema-version-missing"
		}
		return "schema-version-unsupported"
	case manifest.NoAction:
		return "missing-action"
	case manifest.BadVersion:
		return "invalid-version"
	case manifest.NoTag:
		switch {
		case p.Missing:
			return "missing-required"
		case p.Field == "version":
			return "invalid-version"
		}
		return "reference-with-digest"
	case manifest.BadReference:
		return "invalid-reference"
	case manifest.BadDockerfileName:
		return "reserved-dockerfile-name"
	case manifest.Crash:
		if p.Missing {
			return "missing-required"
		}
		return "invalid-schema"
	}
	return ruleForEntry(p)
}

// ruleForEntry is ruleFor for the entries of lists and maps.
func ruleForEntry(p manifest.Problem) string {
	switch {
	case p.Missing && p.Field == "path":
		return "file-without-path"
	case p.Missing && p.Field == "version":
		return "dependency-without-version"
	case p.Missing:
		return "missing-required"
	case p.Field == "schemaVersion":
		return "schema-version-too-low"
	}
	switch p.Cause {
	case manifest.BadPersistent:
		return "persistent-conflict"
	case manifest.BadImage:
		if p.Field == "digest" {
			return "invalid-digest"
		}
		return "invalid-reference"
	case manifest.BadDependency:
		if p.Field == "interface" {
			return "interface-described-twice"
		}
		return "invalid-reference"
	case manifest.BadFiles:
		return "invalid-file-source"
	}
	return ""
}

// halfTypedManifest knows which problems may only be there because something
// else is still being typed.
type halfTypedManifest struct {
	doc    *analysis.Document
	silent quiet
	broken bool // something in the file cannot be read
}

func (h halfTypedManifest) hides(p manifest.Problem) bool {
	if !h.broken {
		return false
	}
	if h.silent.section(sectionOf(h.doc, p.Span.Start)) {
		return true
	}
	switch p.Cause {
	case manifest.NoSchemaVersion, manifest.NoName, manifest.NoReference, manifest.NoMixins, manifest.NoAction, manifest.BadTemplate:
		return true // it may stand where nothing can be read
	case manifest.UndeclaredMixin:
		return h.silent.section("mixins")
	case manifest.BadPersistent, manifest.BadFiles:
		return !h.doc.Manifest.SchemaVersion.Set() || h.silent.section("schemaVersion")
	case manifest.NoTag, manifest.BadReference, manifest.BadVersion:
		return h.silent.section("name") || h.silent.section("version") || h.silent.section("registry") || h.silent.section("reference") || p.Missing
	}
	return false
}

// sectionOf returns the top-level key of what an offset is in.
func sectionOf(doc *analysis.Document, off int) string {
	k, _ := sectionAround(doc, off)
	return k.Value()
}

// sectionAround returns the last top-level key, with its value, that does not
// begin behind an offset.
func sectionAround(doc *analysis.Document, off int) (key, value syntax.Node) {
	root := doc.Manifest.Root
	i := sort.Search(root.Len(), func(i int) bool { k, _ := root.Pair(i); return k.Span().Start > off })
	if i == 0 {
		return syntax.Node{}, syntax.Node{}
	}
	return root.Pair(i - 1)
}

// inAction reports whether an offset is in the steps of an action.
func inAction(doc *analysis.Document, off int) bool {
	name := sectionOf(doc, off)
	return manifest.IsCoreAction(name) || name != "" && !manifest.IsField(name)
}

// reportProblem reports a problem as Porter sees it, with ways out of it. Where
// nothing has a place of its own, the first line of the manifest has it.
func reportProblem(p *analysis.Pass, problem manifest.Problem, fixes ...analysis.SuggestedFix) {
	p.ReportDiagnostic(analysis.Diagnostic{Span: problem.Span, Message: problem.Message, Fixes: fixes})
}

// runRefused returns a rule's Run that reports what Porter refuses under the
// rule's name, each with the fixes that fix returns; fix may be nil.
func runRefused(rule string, fix func(*analysis.Pass, manifest.Problem) []analysis.SuggestedFix) func(*analysis.Pass) {
	return func(p *analysis.Pass) {
		for _, problem := range refused.Of(p).of(rule) {
			var fixes []analysis.SuggestedFix
			if fix != nil {
				fixes = fix(p, problem)
			}
			reportProblem(p, problem, fixes...)
		}
	}
}
