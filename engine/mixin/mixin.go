// Package mixin finds the mixins that Porter has installed on this machine and
// asks them what they are and which steps they take.
//
// A mixin is somebody's program: it may hang, print without end or leave
// children behind. Every call has bounded time and output and takes the whole
// process group with it when it ends.
package mixin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// HomeEnv names Porter's folder, in which mixins are installed.
const HomeEnv = "PORTER_HOME"

// Dir is the folder with a folder for each installed mixin.
type Dir string

// Installed returns the folder in which Porter installs mixins: mixins in what
// HomeEnv says, else in .porter in the user's home.
func Installed(getenv func(string) string) (Dir, error) {
	if home := getenv(HomeEnv); home != "" {
		return Dir(filepath.Join(home, "mixins")), nil
	}
	for _, name := range []string{"HOME", "USERPROFILE"} {
		if home := getenv(name); home != "" {
			return Dir(filepath.Join(home, ".porter", "mixins")), nil
		}
	}
	return "", fmt.Errorf("there is no home folder in which mixins could be installed; set %s", HomeEnv)
}

// Executable is one state of an installed mixin. Two that are equal are taken to
// be the same program.
type Executable struct {
	Name     string
	Path     string // absolute if Dir is
	Size     int64
	Modified time.Time
}

// Find returns the mixin of that name. The error wraps fs.ErrNotExist where it
// is not installed.
func (d Dir) Find(name string) (Executable, error) {
	if name == "" || name[0] == '.' || strings.ContainsAny(name, `/\:`) {
		return Executable{}, fmt.Errorf("finding the mixin %q: no mixin can have that name: %w", name, fs.ErrNotExist)
	}
	file := name
	if runtime.GOOS == "windows" {
		file += ".exe"
	}
	at := filepath.Join(string(d), name, file)
	info, err := os.Stat(at)
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "stat", Path: at, Err: errors.New("it is no regular file")}
	}
	if err != nil {
		return Executable{}, fmt.Errorf("finding the mixin %s: %w", name, err)
	}
	return Executable{Name: name, Path: at, Size: info.Size(), Modified: info.ModTime()}, nil
}

// Limits bound one call of a mixin. Zero fields stand for the defaults.
type Limits struct {
	Time   time.Duration // 10 s by default
	Output int           // bytes of standard output, 4 MiB by default
}

func (l Limits) orDefaults() Limits {
	if l.Time == 0 {
		l.Time = 10 * time.Second
	}
	if l.Output == 0 {
		l.Output = 4 << 20
	}
	return l
}

// The ways in which a call fails besides the mixin's own; test with errors.Is.
// ErrTooLong is of a call that did not end in time, ErrTooMuch of one that
// printed more than it may, ErrRubbish of one that printed something else than
// was asked for, and ErrNoCommand of a mixin that does not have the command.
var (
	ErrTooLong   = errors.New("it took too long")
	ErrTooMuch   = errors.New("it printed too much")
	ErrRubbish   = errors.New("it printed something that cannot be read")
	ErrNoCommand = errors.New("it has no such command")
)

// Version is what a mixin says of itself.
type Version struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Author  string `json:"author"`
}

// Version asks the mixin for its version.
func (e Executable) Version(ctx context.Context, l Limits) (Version, error) {
	out, err := e.call(ctx, l, "version", "--output", "json")
	if err != nil {
		return Version{}, err
	}
	var v Version
	if err := json.Unmarshal(out, &v); err != nil {
		return Version{}, e.failed("version", fmt.Errorf("%w: %w", ErrRubbish, err))
	}
	if v.Version == "" {
		return Version{}, e.failed("version", fmt.Errorf("%w: there is no version in it", ErrRubbish))
	}
	return v, nil
}

// Schema asks the mixin for the JSON Schema of its steps. Mixins need not have
// one: the error is then ErrNoCommand.
func (e Executable) Schema(ctx context.Context, l Limits) ([]byte, error) {
	out, err := e.call(ctx, l, "schema")
	if err != nil {
		return nil, err
	}
	var schema map[string]json.RawMessage
	if err := json.Unmarshal(out, &schema); err != nil {
		return nil, e.failed("schema", fmt.Errorf("%w: %w", ErrRubbish, err))
	}
	return out, nil
}

func (e Executable) failed(command string, err error) error {
	return fmt.Errorf("asking the mixin %s for its %s: %w", e.Name, command, err)
}
