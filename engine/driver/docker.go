package driver

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// Docker runs actions in a Docker-compatible container engine.
type Docker struct {
	Client *client.Client
}

var _ Driver = Docker{}

// How long the engine may take over requests that a cancelled context must not
// cut short: cut in the middle they would leave a container behind.
const (
	requestTimeout = time.Minute
	cleanupTimeout = 30 * time.Second
	drainTimeout   = 10 * time.Second // for the last lines, once the container has ended
)

// detached returns a context that ctx's end does not reach, with its own bound.
func detached(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), d)
}

// Run runs the operation as [Driver] says. No goroutine and no container
// outlives it; where the engine would not remove the container, the error says
// which one is left.
func (d Docker) Run(ctx context.Context, op Operation) (res Result, err error) {
	if err := ctx.Err(); err != nil {
		return res, err
	}
	if err := op.check(); err != nil {
		return res, err
	}
	id, err := d.create(ctx, op)
	if err != nil {
		return res, err
	}
	// Deferred, so that it happens in a panic of op's writers too.
	defer func() {
		switch rmErr := d.remove(ctx, id); {
		case rmErr != nil && gone(err) && gone(rmErr):
			err = fmt.Errorf("%w (the container %s is left there)", err, short(id))
		case rmErr != nil:
			err = errors.Join(err, rmErr)
		}
	}()
	if err := d.copyIn(ctx, id, op); err != nil {
		return res, err
	}
	logs, err := d.start(ctx, id, op)
	if err != nil {
		return res, err
	}
	defer logs.end(0) // in a panic, too
	res.ExitCode, res.OOM, err = d.wait(ctx, id, op.Grace)
	err = errors.Join(err, logs.end(drainTimeout))
	var outErr error
	res.Outputs, outErr = d.copyOut(ctx, id, op)
	if gone(err) && gone(outErr) {
		return res, err // once is enough
	}
	return res, errors.Join(err, outErr)
}

// check refuses what would do something else than was meant.
func (op Operation) check() error {
	if op.Image == "" {
		return errors.New("no image to run")
	}
	for p := range op.Files {
		if !cleanAbs(p) {
			return fmt.Errorf("the file %q is no absolute, clean path", p)
		}
	}
	for name, p := range op.Outputs {
		if !cleanAbs(p) || !strings.HasPrefix(p, OutputsDir+"/") {
			return fmt.Errorf("the output %q is not under %s: %q", name, OutputsDir, p)
		}
	}
	return nil
}

func (d Docker) create(ctx context.Context, op Operation) (string, error) {
	env := []string{"CNAB_ACTION=" + op.Action}
	for k, v := range op.Env {
		if k != "CNAB_ACTION" {
			env = append(env, k+"="+v)
		}
	}
	slices.Sort(env)
	opts := client.ContainerCreateOptions{Config: &container.Config{
		Image:        op.Image,
		Entrypoint:   []string{Entrypoint},
		Cmd:          []string{},
		Env:          env,
		AttachStdout: true,
		AttachStderr: true,
		Labels:       map[string]string{Label: op.ID},
	}}
	if op.Platform != "" {
		opts.Platform = platform(op.Platform)
	}
	// Cancelled in the middle, the engine might have made a container whose
	// name never reached us.
	cctx, cancel := detached(ctx, requestTimeout)
	defer cancel()
	c, err := d.Client.ContainerCreate(cctx, opts)
	if cerrdefs.IsNotFound(err) {
		return "", &ImageMissingError{Image: op.Image, Err: err}
	}
	return c.ID, d.during("creating the container", err)
}

func platform(s string) *ocispec.Platform {
	parts := append(strings.SplitN(s, "/", 3), "", "")
	return &ocispec.Platform{OS: parts[0], Architecture: parts[1], Variant: parts[2]}
}

// remove removes the container, running or not.
func (d Docker) remove(ctx context.Context, id string) error {
	rctx, cancel := detached(ctx, cleanupTimeout)
	defer cancel()
	_, err := d.Client.ContainerRemove(rctx, id, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
	// A conflict: somebody else is removing it already.
	if err == nil || cerrdefs.IsNotFound(err) || cerrdefs.IsConflict(err) {
		return nil
	}
	return d.during("removing the container "+short(id), err)
}

func short(id string) string { return id[:min(12, len(id))] }

// start starts the container; what it prints is followed from its first byte.
func (d Docker) start(ctx context.Context, id string, op Operation) (*logs, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("the action was not started: %w", context.Cause(ctx))
	}
	sctx, cancel := detached(ctx, requestTimeout)
	defer cancel()
	stream, err := d.Client.ContainerAttach(sctx, id, client.ContainerAttachOptions{Stream: true, Stdout: true, Stderr: true})
	if err != nil {
		return nil, d.during("attaching to the container", err)
	}
	logs := follow(stream, op.Stdout, op.Stderr)
	if _, err := d.Client.ContainerStart(sctx, id, client.ContainerStartOptions{}); err != nil {
		_ = logs.end(0)
		if err := d.during("starting the container", err); errors.As(err, new(*EngineError)) {
			return nil, err
		}
		return nil, &StartError{Image: op.Image, Err: err}
	}
	return logs, nil
}

// wait waits for the container's end; where ctx ends first it stops the
// container and waits for that.
func (d Docker) wait(ctx context.Context, id string, grace time.Duration) (code int, oom bool, err error) {
	if grace <= 0 {
		grace = DefaultGrace
	}
	type end struct {
		code int
		err  error
	}
	wctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan end, 1)
	go func() {
		w := d.Client.ContainerWait(wctx, id, client.ContainerWaitOptions{Condition: container.WaitConditionNotRunning})
		// One of the two always comes: the client's goroutine ends with that.
		select {
		case r := <-w.Result:
			e := end{code: int(r.StatusCode)}
			if r.Error != nil {
				e.err = fmt.Errorf("waiting for the container: %s", r.Error.Message)
			}
			ended <- e
		case err := <-w.Error:
			ended <- end{err: d.during("waiting for the container", err)}
		}
	}()
	select {
	case e := <-ended:
		cancel()
		if e.err != nil {
			return 0, false, e.err
		}
		oom, err := d.verdict(ctx, id, e.code)
		return e.code, oom, err
	case <-ctx.Done():
	}
	stopErr := d.stop(ctx, id, grace)
	if stopErr != nil {
		cancel()
	}
	defer time.AfterFunc(cleanupTimeout, cancel).Stop()
	e := <-ended
	cancel()
	return e.code, false, errors.Join(fmt.Errorf("the action was stopped: %w", context.Cause(ctx)), stopErr)
}

func (d Docker) stop(ctx context.Context, id string, grace time.Duration) error {
	sctx, cancel := detached(ctx, grace+cleanupTimeout)
	defer cancel()
	seconds := int((grace + time.Second - 1) / time.Second)
	_, err := d.Client.ContainerStop(sctx, id, client.ContainerStopOptions{Timeout: &seconds})
	if cerrdefs.IsNotFound(err) {
		return nil
	}
	return d.during("stopping the container", err)
}

// verdict says whether the kernel killed something of a container for want of
// memory, and whether a container that we did not stop was killed. 137 is what
// the engine gives for SIGKILL; a program may also choose it, but the two
// cannot be told apart.
func (d Docker) verdict(ctx context.Context, id string, code int) (oom bool, err error) {
	if code == 0 {
		return false, nil
	}
	ictx, cancel := detached(ctx, cleanupTimeout)
	defer cancel()
	c, err := d.Client.ContainerInspect(ictx, id, client.ContainerInspectOptions{})
	if err != nil && !cerrdefs.IsNotFound(err) {
		return false, d.during("looking at the container's end", err)
	}
	oom = err == nil && c.Container.State != nil && c.Container.State.OOMKilled
	return oom, killed(oom, code)
}

// killed judges an exit code. A child may have been killed while the bundle
// handled that and ended by itself: then its own code stands.
func killed(oom bool, code int) error {
	if code != 137 {
		return nil
	}
	return &KilledError{OOM: oom, ExitCode: code}
}
