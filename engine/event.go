// Package engine holds the verbs that span its rooms: building a bundle,
// running an action of it, and recording what happened. It is what touches the
// world: the container engine, the file system, the store.
package engine

import (
	"fmt"

	"github.com/porter-ls/porter-ls/schema/text"
)

// EventKind says what an Event tells.
type EventKind uint8

// The kinds of event.
const (
	PhaseEvent   EventKind = iota // a phase begins; Text says which, for people
	LogEvent                      // a line of output, of a build or of a bundle
	WarningEvent                  // something the user should know; nothing failed
)

// Event is one thing that happened during a Build or Execute. Events arrive in
// order, from one goroutine at a time.
type Event struct {
	Kind    EventKind
	Text    string // one line, without a line break
	Percent int    // how much of the whole is done, 0 to 100; -1 where unknown
	Stderr  bool   // the line came from the standard error stream
}

// Sink receives events. It must not block for long: it holds up the work.
type Sink func(Event)

// Error is a failed verb: what was being done, where in the manifest the cause
// stands if that is known, and the way out.
type Error struct {
	Op   string     // what was being done, as in "build the image"
	File string     // the manifest's path, "" where the cause is not in it
	Span *text.Span // in File; nil where the cause has no place there
	Hint string     // what to do about it, "" where Err says it
	Err  error
}

// Error formats the error as one message.
func (e *Error) Error() string {
	s := fmt.Sprintf("%s: %v", e.Op, e.Err)
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
