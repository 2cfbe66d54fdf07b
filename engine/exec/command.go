package exec

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/porter-ls/porter-ls/engine/process"
)

// command runs the step's command and returns what it printed on standard
// output, as far as the step's outputs need that.
func (m Mixin) command(ctx context.Context, s Step) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	env := m.env(s)
	dir := m.Dir
	if s.Dir != "" {
		dir = m.abs(s.Dir)
		if fi, err := os.Stat(dir); err != nil || !fi.IsDir() {
			return nil, fmt.Errorf("exec: there is no folder %s to run %s in", dir, s.Command)
		}
	}
	path, err := m.find(s.Command, dir, env)
	if err != nil {
		return nil, err
	}

	var printed, complaint bytes.Buffer
	out, errs := m.Stdout, m.Stderr
	if s.SuppressOutput {
		out, errs = nil, nil
	}
	stdout, stderr := tee(out, &printed, s.readsOutput()), tee(errs, &complaint, len(s.IgnoreError.Contains)+len(s.IgnoreError.Regex) > 0)

	cmd := exec.CommandContext(ctx, path, s.argv()...)
	cmd.Args[0] = s.Command
	cmd.Dir, cmd.Env = dir, env
	cmd.WaitDelay = m.Grace
	process.OwnGroup(cmd, syscall.SIGTERM)
	err = m.follow(ctx, cmd, stdout, stderr)
	if ctx.Err() != nil {
		return nil, fmt.Errorf("exec: %s was stopped: %w", s.Command, context.Cause(ctx))
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return printed.Bytes(), s.failure(exit.ProcessState, complaint.String())
	}
	if err != nil {
		return nil, m.explain(s.Command, path, err)
	}
	return printed.Bytes(), nil
}

// follow runs the command until it and everyone who holds its streams has
// ended: what a command leaves in the background still prints to the step.
// Where ctx ends, that is waited for no longer than the grace.
func (m Mixin) follow(ctx context.Context, cmd *exec.Cmd, stdout, stderr io.Writer) error {
	var copies sync.WaitGroup
	var pipes []*os.File
	closeAll := func() {
		for _, p := range pipes {
			p.Close()
		}
	}
	defer closeAll()
	pipe := func(w io.Writer) (*os.File, error) {
		if w == nil {
			return nil, nil
		}
		r, in, err := os.Pipe()
		if err != nil {
			return nil, err
		}
		pipes = append(pipes, r)
		copies.Go(func() {
			_, _ = io.Copy(w, r)
			_, _ = io.Copy(io.Discard, r) // where w failed the command must not stall
		})
		return in, nil
	}
	// A nil *os.File is not a nil io.Writer, hence the ifs.
	outW, err := pipe(stdout)
	if err == nil && outW != nil {
		defer outW.Close()
		cmd.Stdout = outW
	}
	var errW *os.File
	if err == nil {
		errW, err = pipe(stderr)
	}
	if err == nil && errW != nil {
		defer errW.Close()
		cmd.Stderr = errW
	}
	if err == nil {
		err = cmd.Start()
	}
	for _, w := range []*os.File{outW, errW} {
		if w != nil {
			w.Close() // the child has its own
		}
	}
	if err != nil {
		closeAll()
		copies.Wait()
		return err
	}
	err = cmd.Wait()
	done := make(chan struct{})
	go func() { copies.Wait(); close(done) }()
	select {
	case <-done:
		return err
	case <-ctx.Done():
	}
	patience := time.NewTimer(m.Grace)
	defer patience.Stop()
	select {
	case <-done:
	case <-patience.C:
		process.KillGroup(cmd)
		closeAll()
		<-done
	}
	return err
}

// tee writes to both, or to the one that is wanted; nil where neither is.
func tee(w io.Writer, buf *bytes.Buffer, keep bool) io.Writer {
	switch {
	case !keep:
		return w
	case w == nil:
		return buf
	}
	return io.MultiWriter(buf, w)
}

// failure judges the command's failure: nil where the step says it is none.
func (s Step) failure(state *os.ProcessState, complaint string) error {
	code := state.ExitCode()
	err := &ExitError{Command: s.Command, Code: code, Reason: state.String()}
	if ws, ok := state.Sys().(syscall.WaitStatus); ok && code < 0 {
		err.Code = 128 + int(ws.Signal())
	}
	ig := s.IgnoreError
	if ig.All || slices.Contains(ig.ExitCodes, code) ||
		slices.ContainsFunc(ig.Contains, func(part string) bool { return strings.Contains(complaint, part) }) {
		return nil
	}
	for _, expr := range ig.Regex {
		re, reErr := regexp.Compile(expr)
		if reErr != nil {
			return errors.Join(err, fmt.Errorf("ignoreError: regex %s: %w", expr, reErr))
		}
		if re.MatchString(complaint) {
			return nil
		}
	}
	return err
}

// env is the mixin's environment with the step's envs.
func (m Mixin) env(s Step) []string {
	env := slices.Clone(m.Env)
	for k, v := range s.Envs {
		env = append(env, k+"="+v) // of two the last counts
	}
	slices.Sort(env[len(m.Env):])
	return env
}

// find returns the program that a command names. A name without a slash is
// looked for in PATH, then in the folder that the command runs in, then in the
// bundle's: bundles call their scripts by bare names.
func (m Mixin) find(name, dir string, env []string) (string, error) {
	if strings.ContainsRune(name, '/') || strings.ContainsRune(name, filepath.Separator) {
		if filepath.IsAbs(name) {
			return name, nil
		}
		// Porter changes the folder first, so that ./x is in dir.
		return filepath.Join(absDir(dir), name), nil
	}
	path := lookup(env, "PATH")
	for _, d := range filepath.SplitList(path) {
		if !filepath.IsAbs(d) {
			continue
		}
		if p, err := exec.LookPath(filepath.Join(d, name)); err == nil {
			return p, nil
		}
	}
	for _, d := range []string{dir, m.Dir} {
		p := filepath.Join(absDir(d), name)
		if fi, err := os.Stat(p); err == nil && !fi.IsDir() {
			return p, nil
		}
	}
	return "", fmt.Errorf("exec: there is no command %s: it is neither in the folder %s nor in PATH (%s)", name, absDir(dir), path)
}

func lookup(env []string, key string) string {
	for _, kv := range slices.Backward(env) {
		if k, v, _ := strings.Cut(kv, "="); k == key {
			return v
		}
	}
	return ""
}

func absDir(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		return abs
	}
	return dir
}

// explain says why a command could not be started.
func (m Mixin) explain(name, path string, err error) error {
	fi, statErr := os.Stat(path)
	switch {
	case errors.Is(statErr, fs.ErrNotExist):
		return fmt.Errorf("exec: there is no command %s: looked for %s", name, path)
	case statErr == nil && fi.IsDir():
		return fmt.Errorf("exec: the command %s is a folder: %s", name, path)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("exec: %s is not executable: run chmod +x on it in the bundle's folder and build again, or use the command bash with the script as its argument", path)
	case errors.Is(err, syscall.ENOEXEC):
		return fmt.Errorf("exec: %s is no program for this machine, nor does it begin with a line like #!/bin/sh", path)
	case errors.Is(err, fs.ErrNotExist):
		// The file is there, what it names is not.
		if first := interpreter(path); first != "" {
			return fmt.Errorf("exec: %s cannot run: its interpreter %q does not exist here", path, first)
		}
		return fmt.Errorf("exec: %s cannot run: the program loader it was built for does not exist here", path)
	}
	return fmt.Errorf("exec: running %s: %w", name, err)
}

// interpreter returns what a script's first line names, carriage return and
// all: that is a frequent reason why it cannot be found.
func interpreter(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	buf := make([]byte, 256)
	n, _ := io.ReadFull(f, buf)
	line, _, _ := strings.Cut(string(buf[:n]), "\n")
	name, ok := strings.CutPrefix(line, "#!")
	if !ok {
		return ""
	}
	return strings.Trim(name, " \t")
}
