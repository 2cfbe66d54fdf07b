package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

func missingRequired() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "missing-required",
		Doc: `Something is missing that Porter wants to load the manifest, or a mixin to do its work.

A bundle has a name, a version, a registry or reference where it is published, and at least one mixin. A parameter or output has a name, a dependency a name and a reference, an image a repository, and an entry of files an url and a destination. Without them Porter refuses the manifest.

What a step lacks nobody looks at before the bundle runs: the mixin then fails, or does nothing. It is an error where the mixin certainly fails, else a warning.`,
		Severity: analysis.Error,
		Run: func(p *analysis.Pass) {
			runRefused("missing-required", giveRequired)(p)
			mixinMissing(p)
		},
	}
}

// giveRequired is the fix that adds a field of which the value can be told.
func giveRequired(p *analysis.Pass, problem manifest.Problem) []analysis.SuggestedFix {
	doc := p.Bundle.Manifest
	switch {
	case problem.Cause == manifest.NoTag && !doc.Manifest.Version.Set():
		behind := "name"
		if doc.Manifest.Root.Get("name").IsZero() {
			behind = lastField(doc)
		}
		if e, ok := addTopLevel(doc, behind, "version: 0.1.0\n"); ok {
			return editFix(doc, "Add version: 0.1.0", e)
		}
	case problem.Cause == manifest.BadDependency && problem.Field == "reference":
		for _, sign := range doc.Manifest.OutdatedFields() {
			if sign.Kind == manifest.ReferenceSign && sign.Span == problem.Span {
				if edits, ok := modern(doc, sign); ok {
					return editFix(doc, modernTitles[sign.Kind], edits...)
				}
			}
		}
	case problem.Cause == manifest.NoMixins && doc.Manifest.MixinsNode.IsZero():
		return giveMixins(doc)
	}
	return nil
}

// giveMixins is the fix that declares the mixins of the steps.
func giveMixins(doc *analysis.Document) []analysis.SuggestedFix {
	var names []string
	for _, a := range doc.Manifest.Actions {
		for _, s := range a.Steps {
			if name := s.Mixin.Value; identifier(strings.ReplaceAll(name, "-", "_")) != len(name) || name == "" {
				return nil // this may be no mixin
			} else if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	behind := ""
	for _, field := range []string{"registry", "reference", "version", "name", "schemaVersion"} {
		if !doc.Manifest.Root.Get(field).IsZero() {
			behind = field
			break
		}
	}
	if len(names) == 0 || behind == "" {
		return nil
	}
	e, ok := addTopLevel(doc, behind, "mixins:\n  - "+strings.Join(names, "\n  - ")+"\n")
	if !ok {
		return nil
	}
	return editFix(doc, fmt.Sprintf("Declare the mixins %s", strings.Join(names, ", ")), e)
}
