package engine

import (
	"context"
	"io"
	"log/slog"
	"os"
	"runtime"
	"sync"

	"github.com/porter-ls/porter-ls/engine/config"
	"github.com/porter-ls/porter-ls/engine/image"
	"github.com/porter-ls/porter-ls/engine/store"
)

// Options say where an Engine finds its world. They are validated by Open.
type Options struct {
	Home    string              // where installations are recorded; "" for $PORTER_LS_HOME, else ~/.porter-ls
	Version string              // of this program; goes into what it builds
	Getenv  func(string) string // nil is the process's environment
	Log     *slog.Logger        // nil discards

	// Runtime opens the porter-runtime executable for a linux architecture
	// ("amd64", "arm64"). The error says how to get one.
	Runtime func(arch string) (io.ReadCloser, error)
}

// Engine builds and runs bundles. It is safe for concurrent use.
type Engine struct {
	opts  Options
	store *store.Store

	mu        sync.Mutex // guards the two below
	container *image.Engine
	endpoint  config.Endpoint
}

// Open makes an Engine. It touches nothing yet: the container engine and the
// store are opened when first needed.
func Open(o Options) (*Engine, error) {
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Version == "" {
		o.Version = "dev"
	}
	if o.Home == "" {
		userHome, _ := os.UserHomeDir() // Home says what is missing
		home, err := config.Home(o.Getenv, userHome)
		if err != nil {
			return nil, &Error{Op: "open the record of installations", Err: err}
		}
		o.Home = home
	}
	return &Engine{opts: o, store: store.Open(o.Home)}, nil
}

// Close gives back what the engine holds open.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.container != nil {
		_ = e.container.Close() // idle connections, nothing more
		e.container = nil
	}
	return e.store.Close()
}

// Container is the container engine that an Engine works with.
type Container struct {
	Host  string   `json:"host"`  // its address
	Via   string   `json:"via"`   // how it was found, as in "DOCKER_HOST"
	Notes []string `json:"notes"` // what was tried before it and did not answer
}

// Container finds the container engine. The error, a *config.NoEngineError
// within an *Error, says in one line what was tried and what to install.
func (e *Engine) Container(ctx context.Context) (Container, error) {
	if _, err := e.connect(ctx); err != nil {
		return Container{}, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return Container{e.endpoint.Host, e.endpoint.Via, e.endpoint.Notes}, nil
}

// connect returns the container engine, found anew where the last one answers
// no more.
func (e *Engine) connect(ctx context.Context) (*image.Engine, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.container != nil {
		if e.container.Ping(ctx) == nil {
			return e.container, nil
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		_ = e.container.Close()
		e.container = nil
	}
	userHome, _ := os.UserHomeDir()
	at, err := config.FindEngine(ctx, config.Machine{
		OS: runtime.GOOS, Home: userHome, UID: os.Getuid(), Getenv: e.opts.Getenv,
		ReadFile: os.ReadFile,
		Exists:   func(path string) bool { _, err := os.Stat(path); return err == nil },
		Ping: func(ctx context.Context, at config.Endpoint) error {
			c, err := dial(at)
			if err != nil {
				return err
			}
			defer c.Close()
			return c.Ping(ctx)
		},
	})
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, &Error{Op: "find a container engine", Err: err}
	}
	for _, n := range at.Notes {
		e.opts.Log.Warn("looking for a container engine", "passed over", n)
	}
	c, err := dial(at)
	if err != nil {
		return nil, &Error{Op: "find a container engine", Err: err}
	}
	e.container, e.endpoint = c, at
	return c, nil
}

func dial(at config.Endpoint) (*image.Engine, error) {
	return image.Connect(image.Endpoint{Host: at.Host, CertDir: at.CertDir, SkipVerify: at.SkipVerify})
}
