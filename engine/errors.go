package engine

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"github.com/porter-ls/porter-ls/engine/driver"
	"github.com/porter-ls/porter-ls/engine/store"
)

const goneHint = "is the container engine still running?"

// asError makes an error one that says what was being done, and the way out
// where the cause is one that users meet.
func asError(op string, err error) error {
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &Error{Op: op, Err: err}
	}
	if _, ok := errors.AsType[*store.FileError](err); ok {
		return &Error{Op: op, Err: err} // which has its own way out
	}
	hint := ""
	_, gone := errors.AsType[*driver.EngineError](err)
	_, missing := errors.AsType[*driver.ImageMissingError](err)
	switch {
	case errors.Is(err, syscall.ENOSPC):
		hint = "the disk is full: make room and try again"
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		hint = "see that this folder can be written"
	case gone:
		hint = goneHint
	case missing:
		hint = "build the bundle again"
	}
	return &Error{Op: op, Err: err, Hint: hint}
}

func asErrorOrNil(op string, err error) error {
	if err == nil {
		return nil
	}
	return asError(op, err)
}
