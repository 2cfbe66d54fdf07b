// Package installation holds the verbs on what is installed. They only read the
// record, so they need no container engine.
package installation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/engine/config"
	"github.com/porter-ls/porter-ls/engine/store"
	"github.com/porter-ls/porter-ls/schema/cnab"
)

// Commands returns the verbs installations list, show and outputs.
func Commands() []*commands.Command {
	return []*commands.Command{list(), show(), outputs()}
}

// redacted stands for a value that is not to be seen.
const redacted = "******"

func namespaceFlag() commands.Flag {
	return commands.Flag{Name: "namespace", Short: "n", Value: "NAMESPACE", Doc: "the namespace, instead of the global one"}
}

func outputFlag() commands.Flag {
	return commands.Flag{Name: "output", Short: "o", Value: "FORMAT", Default: "plaintext", Choices: []string{"plaintext", "json"}, Doc: "how to print it"}
}

// open opens the record, which makes nothing where there is none yet.
func open(env *commands.Env) (*store.Store, error) {
	userHome, _ := os.UserHomeDir() // without one the record's own variable must be set
	home, err := config.Home(env.Getenv, userHome)
	if err != nil {
		return nil, fmt.Errorf("opening the record of installations: %w", err)
	}
	return store.Open(home), nil
}

// name returns the installation that is asked for: the first argument, else the
// name of the bundle in the current folder.
func name(env *commands.Env, in commands.Input) (string, error) {
	if len(in.Args) > 0 {
		return in.Args[0], nil
	}
	src, err := os.ReadFile(env.Path(commands.ManifestName))
	if err != nil {
		return "", &commands.UsageError{Message: "name the installation; there is no porter.yaml in the current folder to take the name from"}
	}
	if m := analysis.Parse(commands.ManifestName, src, nil).Manifest; m.Name.Value != "" {
		return m.Name.Value, nil
	}
	return "", &commands.UsageError{Message: "name the installation; the porter.yaml in the current folder has no name"}
}

// record is an installation with its last run, as far as there is one, and the
// bundle of that run.
type record struct {
	store.Installation
	run    store.Run
	bundle *cnab.Bundle // never nil
}

func read(ctx context.Context, s *store.Store, namespace, name string) (record, error) {
	i, err := s.Installation(ctx, namespace, name)
	var missing *store.NotFoundError
	if errors.As(err, &missing) {
		return record{}, fmt.Errorf("%w; porter-ls installations list shows those that there are", err)
	}
	if err != nil {
		return record{}, err
	}
	runs, err := s.Runs(ctx, namespace, name)
	if err != nil {
		return record{}, err
	}
	r := record{Installation: i, bundle: &cnab.Bundle{}}
	if len(runs) > 0 {
		r.run = runs[len(runs)-1]
		r.bundle = bundleOf(r.run)
	}
	return r, nil
}

// bundleOf returns the bundle of a run, an empty one where its JSON cannot be
// read: then everything it says nothing about is taken to be sensitive.
func bundleOf(r store.Run) *cnab.Bundle {
	b, err := cnab.Unmarshal([]byte(r.Bundle))
	if err != nil {
		return &cnab.Bundle{}
	}
	return b
}

// value is an output or parameter as it may be shown. The JSON names are
// Porter's.
type value struct {
	Name      string `json:"name"`
	Type      string `json:"type"`
	Sensitive bool   `json:"sensitive"`
	Value     any    `json:"value"`
}

func valueOf(name string, d cnab.Definition, v any) value {
	out := value{Name: name, Type: "unknown", Sensitive: d == nil || d.Sensitive(), Value: v}
	switch types := d.Types(); {
	case d.IsFile():
		out.Type = "file"
	case len(types) > 0:
		out.Type = types[0]
	}
	if out.Sensitive {
		out.Value = redacted
	}
	return out
}

// lastOutputs returns the outputs that the bundle's author declared, as the last
// run that has them left them.
func lastOutputs(ctx context.Context, s *store.Store, namespace, name string) ([]value, error) {
	found, err := s.LastOutputs(ctx, namespace, name)
	if err != nil {
		return nil, err
	}
	runs, err := s.Runs(ctx, namespace, name)
	if err != nil {
		return nil, err
	}
	bundles := map[string]*cnab.Bundle{}
	for _, r := range runs {
		if slices.ContainsFunc(found, func(o store.Output) bool { return o.RunID == r.ID }) {
			bundles[r.ID] = bundleOf(r)
		}
	}
	values := []value{}
	for _, o := range found {
		b := bundles[o.RunID]
		if b == nil {
			b = &cnab.Bundle{}
		}
		declared, ok := b.Outputs[o.Name]
		if o.Name == store.LogsOutput || ok && b.Internal(declared.Definition) {
			continue
		}
		values = append(values, valueOf(o.Name, b.Definitions[declared.Definition], string(o.Value)))
	}
	return values, nil
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
