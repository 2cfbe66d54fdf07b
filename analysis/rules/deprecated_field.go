package rules

import (
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func deprecatedField() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "deprecated-field",
		Doc: `A field is from before Porter 1.0.0, or of an early version of a mixin, and does nothing any more.

Porter passes over tag and invocationImage with a warning, and in silence over dependencies that are not below requires, over the destination of a parameter and over the image of an image. Write what took their place:

| before 1.0.0 | now |
|---|---|
| tag | reference, or registry and version |
| invocationImage | nothing, Porter names the image itself |
| dependencies with a tag each | dependencies.requires, a list of entries with name and bundle.reference |
| a parameter's destination with env or path | the parameter's own env or path |
| an image's image | the image's repository, with tag or digest beside it |

A field of a step that its mixin reads and does nothing with, or has not read since an early version, can be taken out.`,
		Severity: analysis.Warning,
		Run: func(p *analysis.Pass) {
			runDeprecatedField(p)
			mixinDeprecated(p)
		},
	}
}

var replacements = [...]string{
	manifest.TagSign:             "Porter passes over tag: registry, name and version, or reference, say where the bundle is published",
	manifest.InvocationImageSign: "Porter passes over invocationImage: it names the image itself",
	manifest.DependenciesSign:    "Porter passes over these dependencies: write them below requires, each with name and bundle.reference",
	manifest.DestinationSign:     "Porter passes over destination: write its env or path as the parameter's own",
	manifest.ImageSign:           "Porter passes over image: write repository, with tag or digest beside it",
	manifest.ReferenceSign:       "Porter looks for the reference below bundle: write bundle: above it",
}

func runDeprecatedField(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	refusals, silent := refused.Of(p), silence.Of(p)
	for _, sign := range slices.DeleteFunc(doc.Manifest.OutdatedFields(), refusals.about(doc)) {
		if silent.section(sectionOf(doc, sign.Span.Start)) {
			continue
		}
		d := analysis.Diagnostic{Span: sign.Span, Message: replacements[sign.Kind]}
		if edits, ok := modern(doc, sign); ok && sign.Kind != manifest.TagSign {
			d.Fixes = editFix(doc, modernTitles[sign.Kind], edits...)
			// What Porter passed over so far takes effect with these.
			d.Fixes[0].Unsafe = sign.Kind == manifest.DependenciesSign || sign.Kind == manifest.DestinationSign
		} else if sign.Kind == manifest.TagSign {
			if edits, ok := withoutField(doc, doc.Manifest.Root, "tag"); ok {
				d.Fixes = editFix(doc, "Remove tag", edits...)
			}
		}
		p.ReportDiagnostic(d)
	}
}

var modernTitles = [...]string{
	manifest.InvocationImageSign: "Remove invocationImage",
	manifest.DependenciesSign:    "Write them as requires",
	manifest.DestinationSign:     "Write them as the parameter's own",
	manifest.ImageSign:           "",
	manifest.ReferenceSign:       "Write it below bundle",
}

// about tells the signs about which Porter refuses the manifest.
func (r refusals) about(doc *analysis.Document) func(manifest.Sign) bool {
	image := slices.ContainsFunc(r.of("missing-required"), func(p manifest.Problem) bool { return p.Cause == manifest.BadImage })
	return func(sign manifest.Sign) bool {
		switch sign.Kind {
		case manifest.DependenciesSign:
			_, list := doc.Manifest.Root.Lookup("dependencies")
			return list.Kind() == syntax.Sequence
		case manifest.ImageSign:
			return image
		case manifest.ReferenceSign:
			return true // missing-required speaks of it
		}
		return false
	}
}
