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

func imageNotDeclared() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "image-not-declared",
		Doc: `A step names an image that the bundle does not declare.

When a bundle is copied to another registry, or carried as an archive to a place without a network, the images that it declares under images go with it, and ` + "`${bundle.images.NAME.repository}`" + ` is then where they are. An image that a step names itself is still pulled from where it was. Declare it and use the declared one:

    images:
      app:
        repository: ghcr.io/acme/app
        tag: v1

Found are images of the docker mixin, those that helm's set gives to a chart, and full names in the arguments of docker, podman, nerdctl and kubectl.`,
		Severity: analysis.Information,
		Run:      runImageNotDeclared,
	}
}

func runImageNotDeclared(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	silent := silence.Of(p)
	if silent.section("images") {
		return
	}
	u := &undeclaredImages{Pass: p}
	for _, a := range doc.Manifest.Actions {
		if silent.section(a.Name.Value) {
			continue
		}
		for _, s := range a.Steps {
			u.step(s)
		}
	}
}

type undeclaredImages struct{ *analysis.Pass }

func (u *undeclaredImages) step(s manifest.Step) {
	switch s.Mixin.Value {
	case "docker":
		u.literal(s.Body.Get("run").Get("image"), true)
		u.literal(s.Body.Get("pull").Get("name"), true)
	case "helm", "helm2", "helm3":
		for k, v := range s.Body.Get("set").Pairs() {
			if key := strings.ToLower(k.Value()); key == "image" || strings.HasSuffix(key, ".image") || strings.HasSuffix(key, "image.repository") {
				u.literal(v, true)
			}
		}
	case "exec":
		u.command(s.Body)
	}
}

// command looks at the arguments of a program that runs images.
func (u *undeclaredImages) command(body syntax.Node) {
	switch body.Get("command").Value() {
	case "docker", "podman", "nerdctl":
		for _, a := range body.Get("arguments").Items() {
			u.literal(a, false)
		}
	case "kubectl":
		u.literal(body.Get("flags").Get("image"), true)
		for _, a := range body.Get("arguments").Items() {
			if _, image, ok := strings.Cut(a.Value(), "--image="); ok {
				u.at(a, len(a.Value())-len(image), image, false)
			}
		}
	}
}

// literal reports an image that is written out. One that may as well be
// something else must have all parts: registry, path and tag or digest.
func (u *undeclaredImages) literal(n syntax.Node, isImage bool) {
	if n.Kind() == syntax.Scalar && !n.Repaired() {
		u.at(n, 0, n.Value(), isImage)
	}
}

// at reports the image that a scalar has from an offset on.
func (u *undeclaredImages) at(n syntax.Node, offset int, image string, isImage bool) {
	if image == "" || strings.ContainsAny(image, "${} \n") {
		return
	}
	named, err := reference.ParseNormalizedNamed(image)
	if err != nil {
		return
	}
	host, _, ok := strings.Cut(image, "/")
	if !isImage && (!ok || !isHost(host) || reference.IsNameOnly(named)) {
		return
	}
	message := fmt.Sprintf("the image %s does not go along when the bundle is copied or archived: declare it under images and write ${ bundle.images.NAME.repository } here", image)
	var related []analysis.Related
	for _, i := range declared.Of(u.Pass) {
		if i.named.Name() == named.Name() {
			d := u.Bundle.Manifest.Manifest.Delims
			message = fmt.Sprintf("this stays %s when the bundle is copied to another registry: write %s bundle.images.%s.repository %s, which goes along", image, d.Open, i.Key.Value, d.Close)
			related = []analysis.Related{{File: u.Bundle.Manifest.Name, Span: i.Key.Span(), Message: "the image is declared here"}}
		}
	}
	u.ReportDiagnostic(analysis.Diagnostic{
		Span: n.MapSpan(text.Span{Start: offset, End: offset + len(image)}), Message: message, Related: related,
	})
}
