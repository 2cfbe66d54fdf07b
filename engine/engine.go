package engine

import (
	"context"
	"io"
	"log/slog"
)

// Options say where an Engine finds its world. They are validated by Open.
type Options struct {
	Home   string // where installations are recorded; $PORTER_LS_HOME, else ~/.porter-ls
	Getenv func(string) string
	Log    *slog.Logger

	// Runtime opens the porter-runtime executable for a linux architecture
	// ("amd64", "arm64"). The error says how to get one.
	Runtime func(arch string) (io.ReadCloser, error)
}

// Engine builds and runs bundles. It is safe for concurrent use.
type Engine struct {
	opts Options
}

// BuildRequest says what to build.
type BuildRequest struct {
	File    string // path of the manifest
	Name    string // overrides the manifest's name
	Version string // overrides the manifest's version
	NoCache bool
}

// BuildResult is what a build made.
type BuildResult struct {
	Image     string // name of the image in the container engine
	Reference string // where the bundle would be published
	Dir       string // the .cnab folder it wrote
}

// RunRequest says which action of which bundle to run.
type RunRequest struct {
	Action       string
	File         string // path of the manifest; the bundle must have been built
	Installation string // "" means the bundle's name
	Namespace    string
	Parameters   map[string]string
	Credentials  map[string]string
}

// RunResult is a finished run as it was recorded.
type RunResult struct {
	Installation string
	Namespace    string
	RunID        string
	Outputs      map[string]string
}

// Open makes an Engine. It touches nothing yet: the container engine and the
// store are opened when first needed.
func Open(o Options) (*Engine, error) { return &Engine{opts: o}, nil }

// Close gives back what the engine holds open.
func (e *Engine) Close() error { return nil }

// Build makes the bundle image and bundle.json of a manifest. A failed or
// cancelled build leaves the earlier build's files as they were.
func (e *Engine) Build(ctx context.Context, r BuildRequest, events Sink) (BuildResult, error) {
	panic("written next")
}

// Execute runs one action of a built bundle in a container and records the
// run, also where it failed.
func (e *Engine) Execute(ctx context.Context, r RunRequest, events Sink) (RunResult, error) {
	panic("written next")
}
