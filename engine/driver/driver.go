// Package driver is the run seam: it runs one action of a bundle in a
// container and brings back what the action wrote.
package driver

import (
	"context"
	"io"
	"time"
)

// Label is put on every container that a driver makes, with the Operation's ID
// as its value, so that what a killed process left behind can be found.
const Label = "io.porter-ls.run"

// Entrypoint is the program that every bundle image has and that a run starts;
// the image's own entrypoint and command are ignored.
const Entrypoint = "/cnab/app/run"

// OutputsDir is the folder that a bundle leaves its outputs in.
const OutputsDir = "/cnab/app/outputs"

// DefaultGrace is how long a cancelled action may take to stop by itself.
const DefaultGrace = 30 * time.Second

// Driver runs one action of a bundle.
type Driver interface {
	// Run runs the operation and returns when its container is gone and every
	// line it printed has been written. An action that ran and failed is no
	// error: Result.ExitCode says so. Whatever the error, Result holds what was
	// learnt before it, outputs too. A cancelled ctx stops the action, which has
	// Operation.Grace to end, and gives an error that wraps the ctx's.
	Run(ctx context.Context, op Operation) (Result, error)
}

// Operation is one action to run.
type Operation struct {
	ID       string // the run's, for the container's label; may be ""
	Image    string // must be in the engine: it is never pulled
	Platform string // "os/arch[/variant]"; "" leaves it to the engine
	Action   string // becomes CNAB_ACTION

	Env   map[string]string // what the action's environment has besides the image's
	Files map[string][]byte // absolute path in the container to content

	// Outputs are the files to bring back: name to absolute path, which lies
	// under OutputsDir. What the action did not write is missing from
	// Result.Outputs, and that is no error here.
	Outputs map[string]string

	// Stdout and Stderr receive what the action prints, as it does, each from
	// one goroutine at a time, the same for both. nil discards. Where a Write
	// fails the rest of that stream is dropped, the action runs on, and Run
	// returns the failure at the end.
	Stdout, Stderr io.Writer

	Grace  time.Duration // to end by itself when cancelled; 0 is DefaultGrace
	Limits Limits        // of what is brought back
}

// Limits bound what is copied out of a container, in bytes. Zero values mean
// the defaults: 64 MiB a file, 256 MiB together.
type Limits struct {
	File  int64 // of one output
	Total int64 // of all outputs together
}

func (l Limits) orDefault() Limits {
	if l.File <= 0 {
		l.File = 64 << 20
	}
	if l.Total <= 0 {
		l.Total = 256 << 20
	}
	return l
}

// Result is what an action left.
type Result struct {
	ExitCode int               // the container's, once it has ended
	OOM      bool              // some process of the action was killed for want of memory
	Outputs  map[string][]byte // by the names of Operation.Outputs
}
