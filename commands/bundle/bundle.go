// Package bundle holds the verbs on bundles: create, build, and the actions.
package bundle

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/report"
	"github.com/porter-ls/porter-ls/engine"
)

// source is the bundle that a command was called for.
type source struct {
	path string // of the manifest, for the process
	name string // of the manifest, for people
}

// sourceFlags name the manifest of a bundle.
func sourceFlags() []commands.Flag {
	return []commands.Flag{
		{Name: "file", Short: "f", Value: "FILE", Default: commands.ManifestName, Doc: "the manifest, relative to --dir"},
		{Name: "dir", Short: "d", Value: "DIR", Doc: "the bundle's folder, instead of the current one"},
		{Name: "no-lint", Kind: commands.BoolFlag, Doc: "build without checking the manifest first"},
	}
}

// find returns the bundle that the flags name. It must be there, and what an
// editor shows of it must be what is on disk.
func find(env *commands.Env, in commands.Input) (source, error) {
	s := source{name: in.String("file")}
	if dir := in.String("dir"); dir != "" && !filepath.IsAbs(s.name) {
		s.name = filepath.Join(dir, s.name)
	}
	s.path = env.Path(s.name)
	info, err := os.Stat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s, fmt.Errorf("there is no %s here; name the manifest with --file or its folder with --dir, or begin a bundle with porter-ls create", s.name)
	case err != nil:
		return s, fmt.Errorf("looking at %s: %w", s.name, err)
	case info.IsDir():
		return s, fmt.Errorf("%s is a folder; name the manifest in it with --file, or the folder with --dir", s.name)
	case !info.Mode().IsRegular():
		// Reading from a pipe may never end, and no cancel reaches it.
		return s, fmt.Errorf("%s is no regular file", s.name)
	}
	if env.Unsaved != nil && env.Unsaved(s.path) {
		return s, fmt.Errorf("%s has unsaved changes; save it first", filepath.Base(s.name))
	}
	return s, nil
}

// check checks the manifest and shows on standard error what it finds. stop is
// not nil where an error was found, and is then the answer of the command.
func (s source) check(ctx context.Context, env *commands.Env, in commands.Input) (found []analysis.Diagnostic, stop *commands.Result, err error) {
	if in.Bool("no-lint") {
		return nil, nil, nil
	}
	r, err := commands.Check(ctx, env, []string{s.name}, commands.CheckOptions{})
	if err != nil {
		return nil, nil, err
	}
	if len(r.Findings) > 0 {
		if err := report.Text(env.Stderr, r, false); err != nil {
			return nil, nil, err
		}
	}
	if r.Count(analysis.Error) > 0 {
		return r.Findings, &commands.Result{
			Message:  fmt.Sprintf("Not built: correct the errors in %s, or build all the same with --no-lint", s.name),
			Findings: r.Findings,
			Code:     1,
		}, nil
	}
	return r.Findings, nil, nil
}

// buildEvents passes events on; what a build prints is progress, not what was
// asked for.
func buildEvents(env *commands.Env) engine.Sink {
	return func(e engine.Event) {
		e.Stderr = true
		events(env)(e)
	}
}

func events(env *commands.Env) engine.Sink {
	if env.Events == nil {
		return func(engine.Event) {}
	}
	return env.Events
}
