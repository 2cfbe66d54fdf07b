package image

import (
	"fmt"
	"strings"

	"github.com/moby/buildkit/solver/errdefs"
)

// DockerfileError is a build that failed at a line of the Dockerfile.
type DockerfileError struct {
	Line    int      // from 1
	Message string   // what is wrong there, in one line and without the line's number
	Output  []string // the last lines that a failed RUN printed
	Err     error
}

// Error formats the error with the line.
func (e *DockerfileError) Error() string {
	return fmt.Sprintf("Dockerfile line %d: %s", e.Line, e.Message)
}

// Unwrap returns the cause.
func (e *DockerfileError) Unwrap() error { return e.Err }

// NoBuildKitError says that the container engine is one that runs bundles but
// cannot build them.
type NoBuildKitError struct {
	Host   string
	Engine string // its name and version
}

// Error formats the error with the engine's address.
func (e *NoBuildKitError) Error() string {
	return fmt.Sprintf("the container engine at %s (%s) has no BuildKit, which building needs", e.Host, e.Engine)
}

// withPlace gives an error the place that it carries. Of nested places the
// innermost comes first.
func withPlace(err error) error {
	for _, s := range errdefs.Sources(err) {
		line := firstLine(s.Ranges)
		if line == 0 || s.Info.GetFilename() != dockerfileName {
			continue
		}
		// The caller may know the line by another number, so it is not in the
		// message, where the parser puts it.
		m := strings.TrimPrefix(oneLine(err.Error()), fmt.Sprintf("dockerfile parse error on line %d: ", line))
		return &DockerfileError{Line: line, Message: m, Err: err}
	}
	return err // BuildKit says itself that it was solving
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
