package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"

	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/report"
	"github.com/porter-ls/porter-ls/engine"
	"github.com/porter-ls/porter-ls/schema"
)

// The exit codes, besides 0 and the 1 with which a command says that there are
// findings.
const (
	exitUsage     = 2
	exitFailure   = 3
	exitCancelled = 130
)

// CLI is the program with its world as values.
type CLI struct {
	Stdin    io.Reader
	Stdout   io.Writer
	Stderr   io.Writer
	Dir      string // relative paths are relative to it
	Getenv   func(string) string
	Terminal bool // Stdout is one

	// GCPercent is debug.SetGCPercent where this is the process's only work, nil
	// where it is not.
	GCPercent func(int) int
}

// seldom is the GC percentage of brief commands. A check of one manifest then
// ends before the first collection, which would take a sixth of its time, and
// one of a thousand holds a third more memory.
const seldom = 400

// Main runs the program with these arguments, without the program's name, and
// returns its exit code: 0, 1 where there are findings, 2 for a call that cannot
// be taken, 3 for a failure and 130 where it was cancelled.
func (c *CLI) Main(ctx context.Context, args []string) int {
	env, closeEngine := c.env()
	defer closeEngine()
	code := 0
	root := c.root(env, &code)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var usage *commands.UsageError
	switch {
	case err == nil:
		return code
	case errors.As(err, &usage):
		fmt.Fprintf(c.Stderr, "porter-ls: %s\n", usage.Message)
		return exitUsage
	case ctx.Err() != nil:
		fmt.Fprintln(c.Stderr, "porter-ls: cancelled")
		return exitCancelled
	}
	c.fail(err, env)
	return exitFailure
}

// fail says what went wrong, with the place in the manifest where that is known.
func (c *CLI) fail(err error, env *commands.Env) {
	var e *engine.Error
	if errors.As(err, &e) && e.File != "" && e.Span != nil {
		// The file may have changed or gone since; then the message alone will do.
		if src, readErr := os.ReadFile(env.Path(e.File)); readErr == nil && e.Span.End <= len(src) {
			_ = report.Failure(c.Stderr, e.File, src, *e.Span, e.Error(), env.Color)
			return
		}
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintf(c.Stderr, "porter-ls: %s\n", line)
	}
}

// env makes the world the commands run in. The engine is opened when a command
// first asks for it.
func (c *CLI) env() (env *commands.Env, closeEngine func()) {
	log := slog.New(slog.NewTextHandler(c.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	var opened *engine.Engine
	open := sync.OnceValues(func() (*engine.Engine, error) {
		e, err := engine.Open(engine.Options{Version: buildVersion(), Getenv: c.Getenv, Log: log, Runtime: runtimes().open})
		opened = e
		return e, err
	})
	env = &commands.Env{
		Stdin: c.Stdin, Stdout: c.Stdout, Stderr: c.Stderr,
		Dir: c.Dir, Getenv: c.Getenv, Log: log, Events: c.event,
		Color:   c.Terminal && c.Getenv("NO_COLOR") == "" && c.Getenv("TERM") != "dumb",
		Engine:  func(context.Context) (*engine.Engine, error) { return open() },
		Version: buildVersion(),
		Rules:   rules.All(),
		Library: schema.NewLibrary(),
	}
	return env, func() {
		if opened == nil {
			return
		}
		if err := opened.Close(); err != nil {
			log.Warn("closing the engine", "error", err)
		}
	}
}

// event shows the progress of long work. What a bundle prints goes where it
// printed it; all else is not what was asked for and goes to standard error.
func (c *CLI) event(e engine.Event) {
	switch e.Kind {
	case engine.PhaseEvent:
		fmt.Fprintf(c.Stderr, "==> %s\n", e.Text)
	case engine.WarningEvent:
		fmt.Fprintf(c.Stderr, "warning: %s\n", e.Text)
	case engine.LogEvent:
		out := c.Stdout
		if e.Stderr {
			out = c.Stderr
		}
		fmt.Fprintln(out, e.Text)
	}
}
