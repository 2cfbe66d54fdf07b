// Package dockerfile makes the Dockerfile that a bundle's image is built from
// out of the author's template, and knows which line of the template each of
// its lines came from.
package dockerfile

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// The comments in a template that lines are put in place of.
const (
	InitToken   = "# PORTER_INIT"
	MixinsToken = "# PORTER_MIXINS"
)

// Options are what a Dockerfile is made from besides its template.
type Options struct {
	// Mixins are the mixins that have something to say, in the order in which
	// the manifest declares them.
	Mixins []Mixin

	// RuntimeContext names the build context that holds what of /cnab is the
	// same for every bundle: runtime and mixins. It is copied before the
	// author's files, so that an edit of those leaves its layer alone on
	// engines that cannot link layers. "" where BundleContext has it all.
	RuntimeContext string
	// BundleContext names the build context that holds the rest of /cnab:
	// bundle.json and app/porter.yaml. "" for the folder .cnab of the main one.
	BundleContext string
	// Excludes are patterns of files that stay out of the copy of the author's
	// files. Engines older than BuildKit 0.9, such as Docker 20.10, cannot
	// follow them: there the context itself has to leave the files out.
	Excludes []string
}

// Mixin is the lines that a mixin adds to the Dockerfile.
type Mixin struct {
	Name  string
	Lines string // what its build command printed
}

// Origin is where a line of the Dockerfile came from.
type Origin struct {
	Line  int    // of the template, from 1; of the token where lines took its place; 0 where the template has none
	Mixin string // the mixin that added the line, "" where none did
}

// Generated is a Dockerfile.
type Generated struct {
	Text    []byte
	Origins []Origin // of every line in turn
}

// Origin returns where a line of the Dockerfile, counted from 1, came from.
func (g Generated) Origin(line int) Origin {
	if line < 1 || line > len(g.Origins) {
		return Origin{}
	}
	return g.Origins[line-1]
}

// Excludes returns the patterns, in the form of a .dockerignore, that keep out
// of the build what must not be copied as one of the author's files: the
// manifest, given by its path with slashes from the bundle's folder, the
// build's own folder, and what would stand in the way of the runtime and the
// mixins.
func Excludes(manifest string, mixins []string) []string {
	out := []string{".cnab", "run", "runtimes/porter-runtime"}
	if manifest = path.Clean(manifest); !path.IsAbs(manifest) && manifest != ".." && !strings.HasPrefix(manifest, "../") {
		out = append(out, strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(manifest))
	}
	for _, name := range mixins {
		out = append(out, "mixins/"+name)
	}
	return out
}

// defaultTemplate is built from where the author has no template. Certificates
// are there only for mixins that run commands while the image is built, as
// those download what they need.
const (
	defaultTemplate = `FROM --platform=linux/amd64 debian:stable-slim

` + InitToken + `
`
	defaultCertificates = `
RUN apt-get update && \
    apt-get install -y --no-install-recommends ca-certificates && \
    rm -rf /var/lib/apt/lists/*
`
	defaultMixins = `
` + MixinsToken + `
`
)

// Default returns the template that a bundle without one is built from.
func Default(mixins []Mixin) []byte {
	if slices.ContainsFunc(mixins, Mixin.runs) {
		return []byte(defaultTemplate + defaultCertificates + defaultMixins)
	}
	return []byte(defaultTemplate + defaultMixins)
}

func (m Mixin) runs() bool {
	t := parse([]byte(m.Lines))
	return slices.ContainsFunc(t.instructions, func(i instruction) bool { return i.name == "RUN" })
}

// initLines make the user that the bundle runs as. They ask for no more than a
// shell, because base images without useradd exist. The user's group is root's,
// which owns nothing in the image but what is given to it: container platforms
// that choose the user keep that group.
var initLines = []string{
	"ARG BUNDLE_DIR=/cnab/app",
	"ARG BUNDLE_UID=65532",
	"ARG BUNDLE_USER=nonroot",
	"ARG BUNDLE_GID=0",
	// One line, because the template may have set another escape character.
	`RUN echo "${BUNDLE_USER}:x:${BUNDLE_UID}:${BUNDLE_GID}::/home/${BUNDLE_USER}:/bin/sh" >> /etc/passwd && mkdir -p "/home/${BUNDLE_USER}" && chown "${BUNDLE_UID}:${BUNDLE_GID}" "/home/${BUNDLE_USER}"`,
}

// Generate makes the Dockerfile of a template; nil stands for [Default].
//
// [InitToken] and [MixinsToken] give way to the lines that they stand for.
// Where they are missing, the user is made at the start of the last stage
// (Porter: of the first, which then lacks it in the last) and the mixins' lines
// come at the end. Then the author's files, runtime, mixins and manifest are
// copied and the user, folder and command set. A line that asks for Docker's
// own Dockerfile syntax is left out: the frontend that builds it is newer, and
// nothing is to be pulled for it. One that asks for another image stays.
func Generate(template []byte, o Options) Generated {
	var g generator
	fromAuthor := template != nil
	if !fromAuthor {
		template = Default(o.Mixins)
	}
	t := parse(template)
	initAfter := t.initAfter()
	seenMixins := false
	for i, l := range t.lines {
		g.at = Origin{}
		if fromAuthor {
			g.at.Line = i + 1
		}
		switch {
		case l.dropped:
		case l.is(InitToken):
			g.add(initLines...)
		case l.is(MixinsToken):
			seenMixins = true
			g.mixins(o.Mixins)
		default:
			g.add(l.text)
		}
		if i == initAfter {
			g.at = Origin{}
			g.add(initLines...)
		}
	}
	g.at = Origin{}
	if initAfter == len(t.lines) {
		g.add(initLines...) // no stage at all; the build will say so
	}
	if !seenMixins {
		g.mixins(o.Mixins)
	}
	g.copies(o)
	g.add("USER ${BUNDLE_UID}", "WORKDIR ${BUNDLE_DIR}", `CMD ["/cnab/app/run"]`)
	return Generated{[]byte(strings.Join(g.lines, "\n") + "\n"), g.origins}
}

type generator struct {
	lines   []string
	origins []Origin
	at      Origin // of what is added next
}

func (g *generator) add(lines ...string) {
	for _, l := range lines {
		g.lines = append(g.lines, l)
		g.origins = append(g.origins, g.at)
	}
}

func (g *generator) mixins(mixins []Mixin) {
	for _, m := range mixins {
		text := strings.Trim(strings.ReplaceAll(m.Lines, "\r\n", "\n"), "\n")
		if text == "" {
			continue
		}
		g.at.Mixin = m.Name
		g.add(strings.Split(text, "\n")...)
		g.at.Mixin = ""
	}
}

// copies adds what changes least first. Owner and mode are not set afterwards,
// which would store every file twice: the owner comes with the copy, the mode
// from the context. Not --chmod, because BuildKit links no layer that has it.
func (g *generator) copies(o Options) {
	const owner = "--chown=${BUNDLE_UID}:${BUNDLE_GID}"
	if o.RuntimeContext != "" {
		g.add(fmt.Sprintf("COPY --link %s --from=%s / /cnab/", owner, o.RuntimeContext))
	}
	files := "COPY --link " + owner
	for _, pattern := range o.Excludes {
		files += " --exclude=" + pattern
	}
	g.add(files + " . ${BUNDLE_DIR}/")
	if o.BundleContext != "" {
		g.add(fmt.Sprintf("COPY --link %s --from=%s / /cnab/", owner, o.BundleContext))
	} else {
		g.add("COPY --link " + owner + " .cnab/ /cnab/")
	}
}

// DefaultPlatform is what bundles are built for where nothing else is said.
const DefaultPlatform = "linux/amd64"

// FinalPlatform returns the platform of a template's last stage, which the
// runtime in the image must be for. A platform that is left to the engine or to
// a build argument is [DefaultPlatform]. nil stands for [Default].
func FinalPlatform(template []byte) string {
	if template == nil {
		return DefaultPlatform
	}
	platforms := map[string]string{} // by the stage's name
	last := ""
	for _, from := range parse(template).stages() {
		platform := from.flag("platform")
		base, alias := from.stage()
		if platform == "" {
			platform = platforms[base]
		}
		if alias != "" {
			platforms[alias] = platform
		}
		last = platform
	}
	if last == "" || strings.Contains(last, "$") {
		return DefaultPlatform
	}
	return last
}
