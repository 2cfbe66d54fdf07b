package mixin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/porter-ls/porter-ls/engine/process"
)

// straggle is how long a call waits for its output to be closed once its process
// is gone: a child in a process group of its own may keep it open.
const straggle = 5 * time.Second

// errorOutput is how many bytes of standard error are kept.
const errorOutput = 4 << 10

// call runs one command of the mixin and returns what it printed. It runs in the
// mixin's own folder: nothing there depends on what the user works on.
func (e Executable) call(ctx context.Context, l Limits, args ...string) ([]byte, error) {
	l = l.orDefaults()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	timed, cancel := context.WithTimeoutCause(ctx, l.Time, ErrTooLong)
	defer cancel()

	out := &bounded{limit: l.Output, full: func() { stop(ErrTooMuch) }}
	stderr := &bounded{limit: errorOutput}
	cmd := exec.CommandContext(timed, e.Path, args...)
	cmd.Dir = filepath.Dir(e.Path)
	cmd.Env = append(os.Environ(), HomeEnv+"="+filepath.Dir(filepath.Dir(cmd.Dir)))
	cmd.Stdout, cmd.Stderr = out, stderr
	cmd.WaitDelay = straggle
	// A mixin that is asked for its version or schema has nothing to tidy up.
	process.OwnGroup(cmd, syscall.SIGKILL)
	err := cmd.Start()
	if err == nil {
		err = cmd.Wait()
		process.KillGroup(cmd)
	}
	switch {
	case timed.Err() != nil:
		return nil, e.failed(args[0], context.Cause(timed))
	case err == nil, errors.Is(err, exec.ErrWaitDelay):
		return out.buf.Bytes(), nil
	case strings.Contains(stderr.buf.String(), "unknown command"):
		// The words by which Porter, too, knows that a mixin lacks a command.
		return nil, e.failed(args[0], ErrNoCommand)
	}
	if said := firstLine(stderr.buf.String()); said != "" {
		err = fmt.Errorf("%w: %s", err, said)
	}
	return nil, e.failed(args[0], err)
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return strings.TrimSpace(line)
}

// bounded keeps the first limit bytes written to it, and calls full where there
// are more. One goroutine writes to it.
type bounded struct {
	limit int
	full  func() // nil where the rest is dropped without a word
	buf   bytes.Buffer
}

// Write never fails.
func (b *bounded) Write(p []byte) (int, error) {
	room := b.limit - b.buf.Len()
	_, _ = b.buf.Write(p[:min(len(p), room)])
	if len(p) > room && b.full != nil {
		b.full()
	}
	return len(p), nil
}
