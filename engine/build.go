package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/porter-ls/porter-ls/engine/image"
	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/text"
)

// BuildRequest says what to build.
type BuildRequest struct {
	File    string // path of the manifest
	Name    string // overrides the manifest's name
	Version string // overrides the manifest's version
	NoCache bool   // run every step of the Dockerfile anew
}

// BuildResult is what a build made.
type BuildResult struct {
	Image     string `json:"image"`     // name of the image in the container engine
	Reference string `json:"reference"` // where the bundle would be published
	Dir       string `json:"dir"`       // the .cnab folder it wrote
}

// The named contexts of a build, beside the author's files.
const (
	runtimeContext = "porter-ls-runtime"
	bundleContext  = "porter-ls-bundle"
)

// Build makes the bundle image and bundle.json of a manifest. A failed or
// cancelled build leaves the earlier build's files and image as they were; only
// where its files cannot take their place in the end, the image is already the
// new one, and the next run builds again. Builds of the same bundle that record
// in the same home take turns, in whatever process.
func (e *Engine) Build(ctx context.Context, r BuildRequest, events Sink) (res BuildResult, err error) {
	emit := percents(events)
	emit(Event{Kind: PhaseEvent, Text: "Reading " + r.File, Percent: 0})
	s, err := load(r.File, r.Name, r.Version)
	if err != nil {
		return res, err
	}
	if err := s.refuse(); err != nil {
		return res, err
	}
	container, err := e.connect(ctx)
	if err != nil {
		return res, err
	}
	unlock, err := e.lockBuild(ctx, s.dir, emit)
	if err != nil {
		return res, err
	}
	defer unlock()

	emit(Event{Kind: PhaseEvent, Text: "Preparing " + s.built.Name.Value, Percent: 2})
	for _, i := range s.manifest.Images {
		if i.Digest.Value == "" {
			emit(Event{Kind: WarningEvent, Text: fmt.Sprintf("the image %s is kept by its tag: this version does not look up digests", i.Key.Value), Percent: -1})
		}
	}
	st, err := e.newStage(ctx, s)
	if err != nil {
		return res, err
	}
	defer func() {
		if rmErr := st.remove(); rmErr != nil && err == nil {
			emit(Event{Kind: WarningEvent, Text: rmErr.Error(), Percent: -1})
		}
	}()
	emit(Event{Kind: PhaseEvent, Text: "Building the image " + st.image(), Percent: 5})
	if err := container.Build(ctx, st.request(r.NoCache, emit)); err != nil {
		return res, st.buildFailed(ctx, container, err)
	}
	id, err := container.ID(ctx, st.image())
	if err == nil {
		err = st.commit(id)
	}
	if err != nil {
		return res, asError("finish the build", err)
	}
	emit(Event{Kind: PhaseEvent, Text: "Built " + st.reference, Percent: 100})
	return BuildResult{Image: st.image(), Reference: st.reference, Dir: st.target}, nil
}

// percents makes a sink that may be nil one that is not, whose percentages
// never go back.
func percents(events Sink) Sink {
	last := 0
	return func(ev Event) {
		if events == nil {
			return
		}
		if ev.Percent >= 0 {
			last = max(last, ev.Percent)
			ev.Percent = last
		}
		events(ev)
	}
}

// request is what the container engine is to build.
func (st *stage) request(noCache bool, emit Sink) image.Request {
	whole := st.dir
	return image.Request{
		Image:      st.image(),
		Dockerfile: st.dockerfile.Text,
		Context:    image.Folder{Dir: st.s.dir, Excludes: st.excludes},
		Contexts: map[string]image.Folder{
			runtimeContext: {Dir: whole, Excludes: []string{"Dockerfile", "bundle.json", "app/porter.yaml", buildFile}},
			bundleContext:  {Dir: whole, Excludes: []string{"app/run", "app/runtimes", "app/mixins", buildFile}},
		},
		BuildArgs: st.buildArgs(),
		NoCache:   noCache,
		Progress: func(l image.Line) {
			kind, percent := LogEvent, -1
			if l.Warn {
				kind = WarningEvent
			}
			if l.Total > 0 {
				percent = 5 + 90*l.Done/l.Total
			}
			emit(Event{Kind: kind, Text: l.Text, Stderr: l.Stderr, Percent: percent})
		},
	}
}

// buildFailed says where a failed build failed: at a line of the author's
// Dockerfile template where the Dockerfile's line came from there.
func (st *stage) buildFailed(ctx context.Context, container *image.Engine, err error) error {
	const op = "build the image"
	if ctx.Err() != nil {
		return &Error{Op: op, Err: err, Hint: "the earlier build is as it was"}
	}
	if _, ok := errors.AsType[*image.NoBuildKitError](err); ok {
		return &Error{Op: op, Err: err, Hint: "build with Docker; set DOCKER_HOST to choose it"}
	}
	at, ok := errors.AsType[*image.DockerfileError](err)
	if !ok && container.Ping(ctx) != nil {
		return &Error{Op: op, Err: err, Hint: goneHint}
	}
	if !ok {
		return asError(op, err)
	}
	cause := errors.New(at.Message)
	if n := len(at.Output); n > 0 && strings.TrimSpace(at.Output[n-1]) != "" {
		cause = fmt.Errorf("%s: %s", at.Message, strings.TrimSpace(at.Output[n-1]))
	}
	origin := st.dockerfile.Origin(at.Line)
	switch {
	case origin.Mixin != "":
		cause = fmt.Errorf("a line of the mixin %s: %w", origin.Mixin, cause)
	case origin.Line == 0 || st.s.template == nil:
		lines := strings.Split(string(st.dockerfile.Text), "\n")
		if at.Line <= len(lines) {
			cause = fmt.Errorf("%s: %w", lines[at.Line-1], cause)
		}
	}
	if origin.Line == 0 || st.s.template == nil {
		return &Error{Op: op, Err: cause}
	}
	span := text.NewLines(st.s.template).Span(origin.Line - 1)
	return &Error{Op: op, File: st.s.templateFile, Span: &span, Err: cause}
}

// buildArgs are the values that the Dockerfile's ARG lines get: where the
// bundle is, and those of custom that the Dockerfile asks for.
func (st *stage) buildArgs() map[string]string {
	args := map[string]string{"BUNDLE_DIR": manifest.AppDir}
	for name, value := range st.custom() {
		if strings.Contains(string(st.dockerfile.Text), "ARG "+name) {
			args[name] = value
		}
	}
	return args
}

// custom returns the manifest's custom values by the names that Porter gives
// them in a Dockerfile: CUSTOM_ and the keys on the way, joined by underscores.
func (st *stage) custom() map[string]string {
	values := map[string]string{}
	var add func(name string, v any)
	add = func(name string, v any) {
		if m, ok := v.(map[string]any); ok {
			for k, child := range m {
				add(name+"_"+argName(k), child)
			}
			return
		}
		if s, err := cnab.Text(v); err == nil {
			values[name] = s
		}
	}
	for k := range st.s.built.Custom.Pairs() {
		add("CUSTOM_"+argName(k.Value()), st.bundle.Custom[k.Value()])
	}
	return values
}

func argName(key string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToUpper(key))
}

// UpToDate reports whether the last build of a manifest is what a build of it
// would make now, and if not, why. Another name or version that the last build
// was given does not count.
func (e *Engine) UpToDate(ctx context.Context, file string) (ok bool, why string, err error) {
	s, err := load(file, "", "")
	if err != nil {
		return false, "", err
	}
	why, err = e.stale(ctx, s)
	return why == "", why, err
}

// stale says why a bundle has to be built, "" where it has not.
func (e *Engine) stale(ctx context.Context, s *source) (why string, err error) {
	last, why := lastBuild(s)
	if why != "" {
		return why, nil
	}
	runtime, err := e.runtimeDigest(s.arch())
	if err != nil {
		return "", err
	}
	digest, err := s.digest(ctx, runtime)
	if err != nil {
		return "", asError("see whether the bundle has changed", err)
	}
	if digest != last.Digest {
		return "it has changed since it was built", nil
	}
	return e.imageGone(ctx, last)
}

// unrunnable says why the last build of a bundle cannot be run, "" where it
// can. That files beside the manifest have changed since does not matter: the
// run is of what was built. The manifest has to be the one that was built,
// since the places of failing steps are looked up in it.
func (e *Engine) unrunnable(ctx context.Context, s *source, b *cnab.Bundle) (why string, err error) {
	last, why := lastBuild(s)
	if why != "" {
		return why, nil
	}
	if src, ok := b.Manifest(); !ok || !bytes.Equal(src, s.src) {
		return "the manifest has changed since it was built", nil
	}
	return e.imageGone(ctx, last)
}

// lastBuild reads what the last build of a bundle recorded, or says why there
// is nothing to read.
func lastBuild(s *source) (last built, why string) {
	last, err := readBuild(filepath.Join(s.dir, buildDir))
	switch {
	case errors.Is(err, os.ErrNotExist):
		return last, "it was never built"
	case err != nil:
		return last, "what was built cannot be read"
	}
	return last, ""
}

// imageGone says why the image of a build cannot be used, "" where it can.
func (e *Engine) imageGone(ctx context.Context, last built) (why string, err error) {
	container, err := e.connect(ctx)
	if err != nil {
		return "", err
	}
	id, err := container.ID(ctx, last.Image)
	switch {
	case err != nil:
		return "", asError("see whether the image is there", err)
	case id == "":
		return "its image is not in the container engine", nil
	case id != last.ImageID:
		return "its image was replaced by another", nil
	}
	return "", nil
}
