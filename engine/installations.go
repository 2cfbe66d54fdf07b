package engine

import (
	"context"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/engine/store"
	"github.com/porter-ls/porter-ls/schema/cnab"
)

// Installations lists the installations of a namespace, or with all of every
// namespace.
func (e *Engine) Installations(ctx context.Context, namespace string, all bool) ([]store.Installation, error) {
	found, err := e.store.Installations(ctx, namespace, all)
	return found, asErrorOrNil("list the installations", err)
}

// Installation returns an installation and its runs, the oldest first. The
// error wraps a *store.NotFoundError where there is none of that name.
func (e *Engine) Installation(ctx context.Context, namespace, name string) (store.Installation, []store.Run, error) {
	i, err := e.store.Installation(ctx, namespace, name)
	if err != nil {
		return i, nil, asError("show the installation", err)
	}
	runs, err := e.store.Runs(ctx, namespace, name)
	return i, runs, asErrorOrNil("show the installation", err)
}

// Output is a value that an installation has.
type Output struct {
	Name      string
	Type      string // as in its JSON schema, "file" for a file; "" where it may be any
	Sensitive bool
	Value     []byte // also of a sensitive output: whoever shows it asks Sensitive
	RunID     string // of the run that left it
}

// Outputs returns the outputs of an installation as its runs last left them, by
// name, without those that are Porter's or this program's own business.
func (e *Engine) Outputs(ctx context.Context, namespace, name string) ([]Output, error) {
	const op = "read the outputs"
	if _, err := e.store.Installation(ctx, namespace, name); err != nil {
		return nil, asError(op, err)
	}
	runs, err := e.store.Runs(ctx, namespace, name)
	if err != nil {
		return nil, asError(op, err)
	}
	bundles := map[string]*cnab.Bundle{} // by run
	for _, r := range runs {
		if b, err := cnab.Unmarshal([]byte(r.Bundle)); err == nil {
			bundles[r.ID] = b
		}
	}
	last, err := e.store.LastOutputs(ctx, namespace, name)
	if err != nil {
		return nil, asError(op, err)
	}
	var all []Output
	for _, o := range last {
		out := Output{Name: o.Name, Value: o.Value, RunID: o.RunID}
		b := bundles[o.RunID]
		if b == nil {
			continue
		}
		declared, ok := b.Outputs[o.Name]
		if !ok || b.Internal(declared.Definition) {
			continue
		}
		d := b.Definitions[declared.Definition]
		out.Sensitive, out.Type = d.Sensitive(), strings.Join(d.Types(), " or ")
		if d.IsFile() {
			out.Type = "file"
		}
		all = append(all, out)
	}
	slices.SortFunc(all, func(a, b Output) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// Logs returns what a run printed; nothing where nothing was recorded.
func (e *Engine) Logs(ctx context.Context, runID string) ([]byte, error) {
	outputs, err := e.store.Outputs(ctx, runID)
	if err != nil {
		return nil, asError("read the logs", err)
	}
	for _, o := range outputs {
		if o.Name == store.LogsOutput {
			return o.Value, nil
		}
	}
	return nil, nil
}
