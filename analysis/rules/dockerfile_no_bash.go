package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/dockerfile"
	"github.com/porter-ls/porter-ls/schema/text"
)

func dockerfileNoBash() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "dockerfile-no-bash",
		Doc: `The template of the Dockerfile builds on an image that lacks what a bundle needs.

Porter 1.x makes the bundle's user with useradd and starts the bundle with a bash script. Images of Alpine Linux have neither, so the build fails at ` + "`# PORTER_INIT`" + `. Install them above it:

    RUN apk add --no-cache bash shadow

Images of busybox have neither and no package manager: choose another one. Our own build and runtime ask for no more than a shell, /bin/sh. Images without even that, scratch and distroless, fail in both.

Only images that are known to lack them are reported, and only where nothing in the template looks as if it installed them.`,
		Severity: analysis.Error,
		Run:      runDockerfileNoBash,
	}
}

func runDockerfileNoBash(p *analysis.Pass) {
	f := templateFile(p)
	if f == nil || packsItself(f) {
		return
	}
	from, in := f.Template().InStage()
	base := baseOf(from.Base)
	has := base.has
	if base.kind == unknownImage || !has.add(f, in) {
		return
	}
	d := analysis.Diagnostic{File: f.Name, Span: baseSpan(f, from)}
	switch {
	case base.kind == shellless:
		d.Message = fmt.Sprintf("%s has no shell, so neither can the bundle's user be made nor the bundle be started: build on an image such as debian:stable-slim", base.name)
	case has.bash && has.useradd:
		return
	case has.late:
		d.Target = analysis.Porter
		d.Message = fmt.Sprintf("%s has no useradd, and it is installed only behind # PORTER_INIT, where Porter 1.x calls it, so the build fails: install it above that line", base.name)
	default:
		d.Target = analysis.Porter
		way := "write RUN apk add --no-cache bash shadow above # PORTER_INIT"
		if base.kind == busybox {
			way = "build on an image such as debian:stable-slim"
		}
		d.Message = fmt.Sprintf("%s has no %s, so %s under Porter 1.x: %s", base.name, has.missing(), has.consequence(), way)
	}
	p.ReportDiagnostic(d)
}

// imageKind says what an image is made of, as far as its name tells.
type imageKind uint8

const (
	unknownImage imageKind = iota
	alpine
	busybox
	shellless
)

type baseImage struct {
	kind imageKind
	name string // in messages
	has  tools
}

// baseOf tells an image by its name.
func baseOf(image string) baseImage {
	image, _, _ = strings.Cut(image, "@")
	repository, tag := image, ""
	if i := strings.LastIndexByte(image, ':'); i > strings.LastIndexByte(image, '/') {
		repository, tag = image[:i], image[i+1:]
	}
	official := strings.TrimPrefix(strings.TrimPrefix(repository, "docker.io/"), "library/")
	switch {
	case repository == "scratch":
		return baseImage{kind: shellless, name: image}
	case strings.HasPrefix(repository, "gcr.io/distroless/") && !strings.Contains(tag, "debug"):
		return baseImage{kind: shellless, name: image}
	case official == "busybox":
		return baseImage{kind: busybox, name: image}
	case official == "bash":
		return baseImage{kind: alpine, name: image, has: tools{bash: true}}
	case path.Base(repository) == "alpine", isOfficial(official) && hasPart(tag, "alpine"):
		return baseImage{kind: alpine, name: image}
	}
	return baseImage{}
}

// isOfficial reports whether an image is one of Docker's own, whose tags mean
// what they say.
func isOfficial(name string) bool { return !strings.Contains(name, "/") }

// hasPart reports whether a tag such as 3.12-alpine3.20 has a part that begins
// with a word.
func hasPart(tag, word string) bool {
	for part := range strings.SplitSeq(tag, "-") {
		if strings.HasPrefix(part, word) {
			return true
		}
	}
	return false
}

// tools are what Porter's own lines and its start script call.
type tools struct {
	bash, useradd bool
	late          bool // useradd is installed behind where it is called
}

// add adds what a template installs. It is false where that cannot be known,
// because something is copied from elsewhere or a script is run.
func (t *tools) add(f *analysis.File, in []dockerfile.Instruction) bool {
	user := f.Template().InitLine
	for _, i := range in {
		first, last := f.Lines().Span(i.First), f.Lines().Span(i.Last)
		src := text.Span{Start: first.Start, End: last.End}.Of(f.Content())
		switch i.Name {
		case "COPY", "ADD":
			if strings.Contains(src, "--from") || strings.Contains(src, "bin") || strings.Contains(src, "tar") {
				return false
			}
		case "RUN":
			if strings.Contains(src, ".sh") || strings.Contains(src, "$") && strings.Contains(src, "apk add") || strings.Contains(src, "from=") {
				return false
			}
			t.bash = t.bash || strings.Contains(src, "bash")
			if strings.Contains(src, "shadow") || strings.Contains(src, "useradd") {
				t.late = user >= 0 && i.First > user && !t.useradd
				t.useradd = !t.late
			}
		}
	}
	return true
}

func (t tools) missing() string {
	switch {
	case t.bash:
		return "useradd"
	case t.useradd:
		return "bash"
	}
	return "bash and no useradd"
}

func (t tools) consequence() string {
	if t.useradd {
		return "the bundle does not start"
	}
	return "the build fails"
}

// baseSpan is the image's name in a FROM.
func baseSpan(f *analysis.File, from dockerfile.Stage) text.Span {
	for n := from.First; n <= from.Last; n++ {
		at := f.Lines().Span(n)
		if i := strings.Index(strings.ToLower(at.Of(f.Content())), from.Base); i >= 0 {
			return text.Span{Start: at.Start + i, End: at.Start + i + len(from.Base)}
		}
	}
	return trimmedLine(f, from.First)
}
