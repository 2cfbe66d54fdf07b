package driver

import (
	"errors"
	"fmt"
	"io"
	"net"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/client"
)

// ImageMissingError says that the container engine does not have the image.
type ImageMissingError struct {
	Image string
	Err   error
}

// Error formats the error with the image's name.
func (e *ImageMissingError) Error() string {
	return fmt.Sprintf("the container engine has no image %s", e.Image)
}

// Unwrap returns the engine's own answer.
func (e *ImageMissingError) Unwrap() error { return e.Err }

// EngineError says that the container engine could not be reached, or went
// away while the action ran.
type EngineError struct {
	Host string // the engine's address
	Op   string // what was being done, as in "starting the container"
	Err  error
}

// Error formats the error with the engine's address.
func (e *EngineError) Error() string {
	return fmt.Sprintf("%s: no answer from the container engine at %s: %v", e.Op, e.Host, e.Err)
}

// Unwrap returns the cause.
func (e *EngineError) Unwrap() error { return e.Err }

// gone reports whether the container engine could not be reached.
func gone(err error) bool {
	_, ok := errors.AsType[*EngineError](err)
	return ok
}

// KilledError says that the action did not end by itself: its container was
// killed from outside.
type KilledError struct {
	OOM      bool // it needed more memory than it could have
	ExitCode int  // the container's: 128 and the signal's number
}

// Error says what killed the container.
func (e *KilledError) Error() string {
	if e.OOM {
		return "the container ran out of memory and was killed"
	}
	return fmt.Sprintf("the container was killed (exit code %d)", e.ExitCode)
}

// StartError says that the container could not be started: most often the
// image has no runnable /cnab/app/run.
type StartError struct {
	Image string
	Err   error
}

// Error formats the error with the image's name.
func (e *StartError) Error() string {
	return fmt.Sprintf("starting %s in %s: %v", Entrypoint, e.Image, e.Err)
}

// Unwrap returns the engine's own answer.
func (e *StartError) Unwrap() error { return e.Err }

// OutputLimitError says that an output was not brought back because it is too
// large.
type OutputLimitError struct {
	Path  string // in the container; "" where all outputs together are too large
	Size  int64  // in bytes; all outputs together have at least that many
	Limit int64  // in bytes
}

// Error formats the error with both sizes.
func (e *OutputLimitError) Error() string {
	if e.Path == "" {
		return fmt.Sprintf("the outputs have more than %d bytes together", e.Limit)
	}
	return fmt.Sprintf("the output %s has %d bytes, more than the limit of %d", e.Path, e.Size, e.Limit)
}

// during says what was being done when the engine answered err: as an
// EngineError where there was no proper answer.
func (d Docker) during(op string, err error) error {
	if err == nil {
		return nil
	}
	var netErr net.Error
	if client.IsErrConnectionFailed(err) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		cerrdefs.IsUnavailable(err) || errors.As(err, &netErr) {
		return &EngineError{Host: d.Client.DaemonHost(), Op: op, Err: err}
	}
	return fmt.Errorf("%s: %w", op, err)
}
