// Package runtime is what runs inside a bundle as /cnab/app/run: it carries out
// one action's steps, each by its mixin, and leaves the bundle's outputs and
// state. It needs from its host only what every CNAB tool gives, so bundles run
// under Porter too; what it says beyond that is in its [Report].
package runtime

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// Where things are in a bundle's container.
const (
	manifestPath   = manifest.AppDir + "/porter.yaml"
	bundlePath     = "/cnab/bundle.json"
	relocationPath = manifest.AppDir + "/relocation-mapping.json"
	mixinOutputs   = manifest.AppDir + "/porter/outputs"
)

// DefaultGrace is how long a cancelled step may take to end after SIGTERM. It
// leaves time to bring in the outputs before the container is killed.
const DefaultGrace = 25 * time.Second

// Runtime runs an action of the bundle that it is in.
type Runtime struct {
	Root           string        // in front of every path; "" is the container's own root
	Env            []string      // "KEY=value"; nil is the process's own
	Stdout, Stderr io.Writer     // nil discards
	Grace          time.Duration // 0 is DefaultGrace
}

// run is the state of one run.
type run struct {
	Runtime
	env      map[string]string
	action   string
	m        *manifest.Manifest
	bundle   *cnab.Bundle
	moved    map[string]string // image names to where they were moved
	captured map[string]string // outputs of this run's steps
	state    state
	report   Report
}

// Run runs the action that $CNAB_ACTION names. Whatever happens, the outputs
// that there are, and a [Report], are in /cnab/app/outputs afterwards. Where
// ctx ends the running step gets SIGTERM, and SIGKILL after the grace.
func (rt Runtime) Run(ctx context.Context) error {
	if rt.Env == nil {
		rt.Env = os.Environ()
	}
	if rt.Grace <= 0 {
		rt.Grace = DefaultGrace
	}
	if rt.Stdout == nil {
		rt.Stdout = io.Discard
	}
	if rt.Stderr == nil {
		rt.Stderr = io.Discard
	}
	r := &run{Runtime: rt, env: map[string]string{}, captured: map[string]string{}}
	for _, kv := range rt.Env {
		k, v, _ := strings.Cut(kv, "=")
		r.env[k] = v
	}
	r.action = r.env["CNAB_ACTION"]
	r.report = Report{Version: ReportVersion, Action: r.action, Step: -1}

	err := r.all(ctx)
	if err == nil {
		fmt.Fprintln(r.Stdout, "execution completed successfully!")
	}
	return errors.Join(err, r.writeReport(err))
}

// all does everything but the report.
func (r *run) all(ctx context.Context) error {
	if err := os.MkdirAll(r.at(manifest.OutputsDir), 0o770); err != nil {
		return fmt.Errorf("making the folder for outputs: %w", err)
	}
	err := r.prepare()
	if err == nil {
		err = r.steps(ctx)
	}
	return errors.Join(err, r.finalize())
}

// prepare reads the bundle and the values that the host gave.
func (r *run) prepare() error {
	// First, so that whatever goes wrong later it is handed back.
	if err := r.state.load(r.at(cnab.StatePath)); err != nil {
		return err
	}
	if r.action == "" {
		return errors.New("there is no action to run: the environment has no CNAB_ACTION")
	}
	if err := r.load(); err != nil {
		return err
	}
	fmt.Fprintf(r.Stdout, "executing %s action from %s (installation: %s)\n", r.action, r.bundle.Name, r.env["CNAB_INSTALLATION_NAME"])
	if err := r.decodeFiles(); err != nil {
		return err
	}
	if err := r.state.unpack(r); err != nil {
		return err
	}
	if err := os.MkdirAll(r.at(mixinOutputs), 0o770); err != nil {
		return fmt.Errorf("making the folder for the outputs of steps: %w", err)
	}
	return nil
}

func (r *run) load() error {
	src, err := os.ReadFile(r.at(manifestPath))
	if err != nil {
		return fmt.Errorf("reading the bundle's manifest: %w", err)
	}
	f := syntax.Parse(src, nil)
	if errs := f.RootErrors(); len(errs) > 0 {
		return fmt.Errorf("%s: line %d: %s", manifestPath, f.Lines().Line(errs[0].Span.Start)+1, errs[0].Message)
	}
	r.m = manifest.Decode(f.Root(), nil)
	if r.bundle, err = r.readBundle(bundlePath); err != nil {
		return err
	}
	moved, err := os.ReadFile(r.at(relocationPath))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal(moved, &r.moved)
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", relocationPath, err)
	}
	return nil
}

func (r *run) readBundle(path string) (*cnab.Bundle, error) {
	src, err := os.ReadFile(r.at(path))
	if err != nil {
		return nil, fmt.Errorf("reading the bundle's description: %w", err)
	}
	b, err := cnab.Unmarshal(src)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return b, nil
}

// at returns where a path of the container is.
func (r *run) at(path string) string {
	if r.Root == "" {
		return path
	}
	return filepath.Join(r.Root, path)
}

// decodeFiles turns the parameters that are files, which arrive as base64, into
// the files that they are. One without a value arrives as null and is no file.
func (r *run) decodeFiles() error {
	for _, p := range r.m.BundleParameters() {
		_, file := p.Destination()
		if file == "" || p.EffectiveType() != "file" || !p.AppliesTo(r.action) {
			continue
		}
		at := r.at(file)
		content, err := os.ReadFile(at)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil && string(content) == "null" {
			err = os.Remove(at)
		} else if err == nil {
			var decoded []byte
			if decoded, err = cnab.File(string(content)); err == nil {
				err = os.WriteFile(at, decoded, 0o600)
			}
		}
		if err != nil {
			return fmt.Errorf("parameter %s: %w", p.Name.Value, err)
		}
	}
	return nil
}

func (r *run) writeReport(err error) error {
	r.report.Succeeded = err == nil
	if err != nil {
		r.report.Error = err.Error()
	}
	content, jsonErr := json.Marshal(r.report)
	if jsonErr == nil {
		jsonErr = os.WriteFile(r.at(ReportPath), content, 0o600)
	}
	if jsonErr != nil {
		return fmt.Errorf("writing the run's report: %w", jsonErr)
	}
	return nil
}
