package rules

import (
	"fmt"
	"strings"

	"github.com/distribution/reference"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// imageRules are about the images that a bundle uses.
func imageRules() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		imageNotDeclared(),
		imageNotQualified(),
		imageTagInRepository(),
		imageWithoutDigest(),
	}
}

// declared are the images of a manifest that can be read.
var declared = analysis.NewFact(func(p *analysis.Pass) []declaredImage {
	if silence.Of(p).section("images") {
		return nil
	}
	var all []declaredImage
	for _, i := range p.Bundle.Manifest.Manifest.Images {
		repository := i.Repository.Value
		if repository == "" || strings.Contains(repository, "{") || strings.Contains(repository, "$") || i.Node.Repaired() {
			continue
		}
		if named, err := reference.ParseNormalizedNamed(repository); err == nil {
			all = append(all, declaredImage{i, named})
		}
	}
	return all
})

// declaredImage is an entry of images and what its repository is.
type declaredImage struct {
	manifest.Image
	named reference.Named
}

// tagged reports whether the repository has a tag or digest of its own.
func (i declaredImage) tagged() bool { return !reference.IsNameOnly(i.named) }

func imageWithoutDigest() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "image-without-digest",
		Doc: `An image of the bundle is declared without a digest.

What a tag stands for can change. Porter looks the digest up in the registry when it builds the bundle, so two builds of one manifest may use two images, and a build needs the registry. Write digest: sha256:… beside repository: to say which image is meant; the tag may stay, for people to read.`,
		Severity: analysis.Hint,
		Run:      runImageWithoutDigest,
	}
}

func runImageWithoutDigest(p *analysis.Pass) {
	for _, i := range declared.Of(p) {
		if _, digested := i.named.(reference.Digested); digested || i.Digest.Value != "" || i.tagged() {
			continue
		}
		at, tag := i.Repository.Span(), "latest"
		if i.Tag.Value != "" {
			at, tag = i.Tag.Span(), i.Tag.Value
		}
		p.Report(at, fmt.Sprintf("the image %s is whatever the tag %s stands for when the bundle is built; write digest: to say which one is meant", i.Key.Value, tag))
	}
}

func imageTagInRepository() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "image-tag-in-repository",
		Doc: `The repository of an image has a tag or a digest in it.

Porter takes the field for a repository and adds a tag or digest behind it: with --preserve-tags that is "org/app:v1:latest", which is no image, and a template that writes ` + "`${bundle.images.app.repository}:${bundle.images.app.tag}`" + ` makes the same. Write the tag at tag: and the digest at digest:.

The fix changes what ` + "`${bundle.images.app.repository}`" + ` stands for, so look at the steps that use it.`,
		Severity: analysis.Warning,
		Run:      runImageTagInRepository,
	}
}

func runImageTagInRepository(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	for _, i := range declared.Of(p) {
		if !i.tagged() {
			continue
		}
		written := i.Repository.Value
		cut := len(written)
		field, value := "digest", ""
		if before, digest, ok := strings.Cut(written, "@"); ok {
			cut, value = len(before), digest
		} else if at := strings.LastIndexByte(written, ':'); at >= 0 {
			cut, field, value = at, "tag", written[at+1:]
		}
		d := analysis.Diagnostic{
			Span:    i.Repository.Node.MapSpan(text.Span{Start: cut, End: len(written)}),
			Message: fmt.Sprintf("a repository has no %s: write %s: %s beside it, because a build adds one of its own behind what stands here", field, field, value),
		}
		d.Fixes = moveOut(doc, i, cut, field, value)
		p.ReportDiagnostic(d)
	}
}

// moveOut is the fix that makes a field of its own of what is in a repository
// behind an offset; none where the field is there, or the image is not written
// as a block of fields.
func moveOut(doc *analysis.Document, i declaredImage, cut int, field, value string) []analysis.SuggestedFix {
	if there := i.Node.Get(field); i.Node.Style() != syntax.Block || !there.IsZero() {
		return nil
	}
	key, repository := i.Node.Lookup("repository")
	if repository != i.Repository.Node || field == "digest" && strings.Contains(lastPart(i.Repository.Value[:cut]), ":") {
		return nil
	}
	lines, src := doc.File.Lines(), doc.File.Source()
	line := lines.Span(lines.Line(key.Span().Start))
	indent := string(src[line.Start:key.Span().Start])
	if strings.Trim(indent, " ") != "" || lines.Line(repository.Span().Start) != lines.Line(repository.Span().End) {
		return nil
	}
	return []analysis.SuggestedFix{{
		Title:  fmt.Sprintf("Move to %s", field),
		Unsafe: true,
		Edits: []analysis.FileEdit{
			{File: doc.Name, Edit: text.Edit{Span: repository.MapSpan(text.Span{Start: cut, End: len(i.Repository.Value)})}},
			{File: doc.Name, Edit: text.Edit{
				Span: text.Span{Start: line.End, End: line.End},
				New:  analysis.LineBreak(src, line.End) + indent + field + ": " + analysis.Scalar(value),
			}},
		},
	}}
}

func lastPart(repository string) string { return repository[strings.LastIndexByte(repository, '/')+1:] }

func imageNotQualified() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "image-not-qualified",
		Doc: `The repository of an image names no registry, and the bundle's own organisation.

Without a registry an image is one of Docker Hub's: "acme/app" is docker.io/acme/app. Where the bundle itself is published to acme at another registry, that one is most likely meant. Write the registry: ghcr.io/acme/app, or docker.io/acme/app where it is Docker Hub's indeed.`,
		Severity: analysis.Hint,
		Run:      runImageNotQualified,
	}
}

func runImageNotQualified(p *analysis.Pass) {
	m := p.Bundle.Manifest.Manifest
	at := m.Registry
	if m.Reference.Value != "" {
		at = m.Reference
	}
	host, path, ok := strings.Cut(strings.TrimPrefix(at.Value, "https://"), "/")
	if !ok || !isHost(host) || host == "docker.io" {
		return
	}
	for _, i := range declared.Of(p) {
		first, _, several := strings.Cut(i.Repository.Value, "/")
		owner, _, _ := strings.Cut(path, "/")
		if !several || isHost(first) || first != owner {
			continue
		}
		p.ReportDiagnostic(analysis.Diagnostic{
			Span: i.Repository.Span(),
			Message: fmt.Sprintf("without a registry this is docker.io/%s; the bundle is published to %s: write %s/%s if that is meant, else docker.io/%s",
				i.Repository.Value, host, host, i.Repository.Value, i.Repository.Value),
			Related: []analysis.Related{{File: p.Bundle.Manifest.Name, Span: at.Span(), Message: "where the bundle is published"}},
		})
	}
}

// isHost reports whether the first part of an image's name is a registry.
func isHost(part string) bool { return part == "localhost" || strings.ContainsAny(part, ".:") }
