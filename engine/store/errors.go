package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// FileError says that the record's file could not be used. Nothing was
// half-written: a transaction is recorded whole or not at all.
type FileError struct {
	File string
	Op   string // what was being done, as in "recording the run"
	Why  string // in plain words
	Hint string // what to do about it
	Err  error
}

// Error formats the error with the file's name and the way out.
func (e *FileError) Error() string {
	s := fmt.Sprintf("%s: %s: %s", e.Op, e.File, e.Why)
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Err }

// NotFoundError says that there is no installation of that name.
type NotFoundError struct{ Namespace, Name string }

// Error formats the error with the installation's full name.
func (e *NotFoundError) Error() string {
	return fmt.Sprintf("there is no installation %s", FullName(e.Namespace, e.Name))
}

// ExistsError says that an installation of that name was recorded by somebody
// else in the meantime.
type ExistsError struct{ Namespace, Name string }

// Error formats the error with the installation's full name.
func (e *ExistsError) Error() string {
	return fmt.Sprintf("the installation %s was just made by another process", FullName(e.Namespace, e.Name))
}

// FullName returns an installation's name with its namespace.
func FullName(namespace, name string) string {
	if namespace == "" {
		return name
	}
	return namespace + "/" + name
}

// failed gives an error its plain words. Errors that already have them pass, as
// do those that are the caller's own doing.
func (s *Store) failed(op string, err error) error {
	if err == nil {
		return nil
	}
	for _, known := range []any{new(*FileError), new(*NotFoundError), new(*ExistsError), new(*NewerError)} {
		if errors.As(err, known) {
			return err
		}
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s: %w", op, err)
	}
	why, hint := reason(err)
	return &FileError{File: s.path, Op: op, Why: why, Hint: hint, Err: err}
}

const homeHint = "set PORTER_LS_HOME to a folder that can be written"

func reason(err error) (why, hint string) {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff { // the low byte is the primary code
		case sqlite3.SQLITE_FULL:
			return "the disk is full", "make room and try again"
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
			return "it cannot be written", homeHint
		case sqlite3.SQLITE_CANTOPEN:
			return "it cannot be opened", homeHint
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return "another process keeps it busy", "try again when that has ended"
		case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
			return "it is damaged or no record of porter-ls", "move it away to begin anew"
		case sqlite3.SQLITE_IOERR:
			return "reading or writing it failed (" + e.Error() + ")", "is the disk full or gone?"
		}
		return e.Error(), ""
	}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return "the disk is full", "make room and try again"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "it cannot be written", homeHint
	}
	return err.Error(), ""
}
