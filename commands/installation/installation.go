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

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/engine"
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
	bundle *cnab.Bundle // an empty one where the run's cannot be read
}

// named reads the installation that a command was called with.
func named(ctx context.Context, env *commands.Env, in commands.Input) (*engine.Engine, record, error) {
	n, err := name(env, in)
	if err != nil {
		return nil, record{}, err
	}
	e, err := env.Engine(ctx)
	if err != nil {
		return nil, record{}, err
	}
	r, err := read(ctx, e, in.String("namespace"), n)
	return e, r, err
}

func read(ctx context.Context, e *engine.Engine, namespace, name string) (record, error) {
	i, runs, err := e.Installation(ctx, namespace, name)
	var missing *store.NotFoundError
	if errors.As(err, &missing) {
		return record{}, fmt.Errorf("%w; porter-ls installations list shows those that there are", missing)
	}
	if err != nil {
		return record{}, err
	}
	r := record{Installation: i, bundle: &cnab.Bundle{}}
	if len(runs) > 0 {
		r.run = runs[len(runs)-1]
		if b, err := cnab.Unmarshal([]byte(r.run.Bundle)); err == nil {
			r.bundle = b
		}
	}
	return r, nil
}

// value is an output or parameter as it may be shown. The JSON names are
// Porter's.
type value struct {
	Name      string `json:"name"`
	Type      string `json:"type"`
	Sensitive bool   `json:"sensitive"`
	Value     any    `json:"value"`
}

// hide takes the value away where it is sensitive.
func (v value) hide() value {
	if v.Sensitive {
		v.Value = redacted
	}
	return v
}

// outputsOf returns the outputs that the bundle's author declared, as the last
// runs that have them left them.
func outputsOf(ctx context.Context, e *engine.Engine, r record) ([]value, error) {
	found, err := e.Outputs(ctx, r.Namespace, r.Name)
	if err != nil {
		return nil, err
	}
	values := make([]value, len(found))
	for i, o := range found {
		values[i] = value{o.Name, o.Type, o.Sensitive, string(o.Value)}.hide()
	}
	return values, nil
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
