package runtime

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

// outputsVar tells our own mixins where outputs go where that is not the usual
// place, which only happens outside of containers.
const outputsVar = "PORTER_LS_MIXIN_OUTPUTS"

// steps runs the action's steps up to the first that fails.
func (r *run) steps(ctx context.Context) error {
	action, ok := r.m.Action(r.action)
	if !ok && r.action != "upgrade" { // which a bundle need not have
		return fmt.Errorf("the bundle has no action %q; it has %s", r.action, strings.Join(r.m.ActionNames(), ", "))
	}
	for i, s := range action.Steps {
		if err := r.step(ctx, s); err != nil {
			r.report.Step, r.report.Mixin = i, s.Mixin.Value
			what := fmt.Sprintf("%s, step %d", r.action, i+1)
			if d := r.report.Description; d != "" {
				what += " (" + strings.TrimSpace(d) + ")"
			}
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	r.report.Description = ""
	return nil
}

// step runs one step and brings in its outputs, also where it failed.
func (r *run) step(ctx context.Context, s manifest.Step) error {
	r.report.Description = s.Description.Value
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("stopped before it began: %w", context.Cause(ctx))
	}
	if !s.Mixin.Set() {
		return errors.New("it is not a map with exactly one key, the mixin")
	}
	rendered, err := template.Render(s.Node, r.m.Delims, template.Data{Lookup: r.lookup, Root: r.m.Root})
	if err != nil {
		return r.unrendered(s, err)
	}
	step, _ := rendered.(map[string]any)
	body, ok := step[s.Mixin.Value].(map[string]any)
	if !ok {
		return fmt.Errorf("what stands behind %s is not a map", s.Mixin.Value)
	}
	r.report.Description, _ = body["description"].(string)
	if r.report.Description != "" {
		fmt.Fprintln(r.Stdout, strings.TrimSuffix(r.report.Description, "\n"))
	}
	stdin, err := encode(map[string]any{r.action: []any{step}})
	if err != nil {
		return err
	}
	return errors.Join(r.mixin(ctx, s.Mixin.Value, stdin), r.collect())
}

// unrendered says in the report where the template is that failed.
func (r *run) unrendered(s manifest.Step, err error) error {
	var span text.Span
	var missing *template.MissingError
	var wrong *template.Error
	switch {
	case errors.As(err, &missing):
		span = missing.Span
	case errors.As(err, &wrong):
		span = wrong.Span
	default:
		return err
	}
	within := pointer(s.Node, span)
	r.report.Path = fmt.Sprintf("/%s/%d%s", escape(r.action), s.Index, within)
	if missing != nil {
		r.report.Expression = r.m.Delims.Open + " " + strings.Join(missing.Path, ".") + " " + r.m.Delims.Close
		err = fmt.Errorf("%w%s", err, r.why(missing.Path))
	}
	return fmt.Errorf("%s: %w", strings.TrimPrefix(within, "/"), err)
}

// why says why a variable has no value, where more can be said than that.
func (r *run) why(path []string) string {
	if len(path) < 3 || path[0] != "bundle" {
		return ""
	}
	switch name := path[2]; path[1] {
	case "parameters":
		if p, ok := r.m.Parameter(name); ok && !p.AppliesTo(r.action) {
			return fmt.Sprintf(": the parameter %s is not for the action %s", name, r.action)
		}
	case "outputs":
		return fmt.Sprintf(": no step before this one gave the output %s", name)
	case "dependencies":
		if _, ok := r.m.Dependency(name); !ok {
			return fmt.Sprintf(": the bundle has no dependency %s", name)
		}
	}
	return ""
}

// mixin runs a mixin's program on a step.
func (r *run) mixin(ctx context.Context, name string, stdin []byte) error {
	at := r.at(manifest.AppDir + "/mixins/" + name + "/runtimes/" + name + "-runtime")
	args := []string{r.action}
	switch r.action {
	case "install", "upgrade", "uninstall":
	default:
		// Also actions that are named like a mixin's other commands, such as
		// build or lint, which Porter confuses.
		args = []string{"invoke", "--action", r.action}
	}
	last := &tail{to: r.Stderr}
	cmd := exec.CommandContext(ctx, at, args...)
	cmd.Dir = r.at(manifest.AppDir)
	cmd.Env = append(cmd.Env, r.Env...)
	cmd.Env = append(cmd.Env, "PORTER_HOME="+r.at(manifest.AppDir))
	if r.Root != "" {
		cmd.Env = append(cmd.Env, outputsVar+"="+r.at(mixinOutputs))
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(string(stdin)), r.Stdout, last
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = r.Grace
	err := cmd.Run()
	if err == nil || ctx.Err() == nil && errors.Is(err, exec.ErrWaitDelay) {
		// The latter: it succeeded, but left something in the background that
		// holds its streams.
		return nil
	}
	r.report.Stderr = last.lines()
	r.report.ExitCode = exitCode(err)
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("the mixin %s was stopped: %w", name, context.Cause(ctx))
	case errors.As(err, &exit):
		return fmt.Errorf("the mixin %s failed: %s", name, exit.ProcessState)
	}
	if _, statErr := os.Stat(at); errors.Is(statErr, fs.ErrNotExist) {
		return fmt.Errorf("the bundle's image has no mixin %s: it was looked for at %s", name, at)
	}
	return fmt.Errorf("starting the mixin %s: %w", name, err)
}

func exitCode(err error) int {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return -1
	}
	if ws, ok := exit.Sys().(syscall.WaitStatus); ok && exit.ExitCode() < 0 {
		return 128 + int(ws.Signal())
	}
	return exit.ExitCode()
}
