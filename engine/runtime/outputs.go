package runtime

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

// collect takes in what a step's mixin left as outputs. Those that are the
// bundle's as well are written for the host.
func (r *run) collect() error {
	dir := r.at(mixinOutputs)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the step's outputs: %w", err)
	}
	var errs []error
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		p := filepath.Join(dir, e.Name())
		content, err := os.ReadFile(p)
		if err == nil {
			err = os.Remove(p) // or it would be the next step's output too
		}
		if err == nil {
			r.captured[e.Name()] = string(content)
			if o, ok := r.m.Output(e.Name()); ok && o.AppliesTo(r.action) {
				err = r.writeOutput(e.Name(), content)
			}
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("output %s: %w", e.Name(), err))
		}
	}
	return errors.Join(errs...)
}

func (r *run) writeOutput(name string, content []byte) error {
	if !filepath.IsLocal(name) {
		return errors.New("its name is no file name")
	}
	p := filepath.Join(r.at(manifest.OutputsDir), name)
	if err := os.MkdirAll(filepath.Dir(p), 0o770); err != nil {
		return err
	}
	return os.WriteFile(p, content, 0o600)
}

// finalize writes the outputs that are files anywhere in the container, and
// the state.
func (r *run) finalize() error {
	var errs []error
	if r.m != nil {
		for _, o := range r.m.BundleOutputs() {
			if err := r.fileOutput(o); err != nil {
				errs = append(errs, fmt.Errorf("output %s: %w", o.Name.Value, err))
			}
		}
	}
	packed, err := r.state.pack(r)
	if err == nil && packed != nil {
		err = r.writeOutput(cnab.StateName, packed)
	}
	return errors.Join(append(errs, err)...)
}

// fileOutput copies the file that an output is, unless a step has given it.
func (r *run) fileOutput(o manifest.Output) error {
	from := r.at(manifest.ContainerPath(o.Path.Value))
	if o.Path.Value == "" || !o.AppliesTo(r.action) {
		return nil
	}
	if _, err := os.Lstat(filepath.Join(r.at(manifest.OutputsDir), o.Name.Value)); err == nil {
		return nil
	}
	fi, err := os.Stat(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the host knows whether that is a failure
	}
	if err != nil {
		return err
	}
	if !fi.Mode().IsRegular() {
		return fmt.Errorf("%s is no regular file", from)
	}
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return r.writeOutput(o.Name.Value, content)
}
