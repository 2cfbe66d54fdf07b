package installation

import (
	"context"
	"fmt"
	"io"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/engine"
	"github.com/porter-ls/porter-ls/engine/store"
)

func outputs() *commands.Command {
	return &commands.Command{
		Name:  "installations outputs",
		Group: commands.InstallationGroup,
		Short: "Show the outputs of an installation",
		Long: `Lists the outputs of an installation, each as the last run that made it left it; those that are sensitive are listed without their value. Without a name it is the installation that is called like the bundle in the current folder.

With the name of an OUTPUT that one is printed, byte for byte and also where it is sensitive.`,
		Example: `porter-ls installations outputs my-app
porter-ls installations outputs my-app kubeconfig > kubeconfig`,
		Args:  "[INSTALLATION [OUTPUT]]",
		Flags: []commands.Flag{namespaceFlag(), outputFlag()},
		Run: func(ctx context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
			if len(in.Args) > 2 {
				return commands.Result{}, &commands.UsageError{Message: "installations outputs takes one installation and one output"}
			}
			e, r, err := named(ctx, env, in)
			if err != nil {
				return commands.Result{}, err
			}
			if len(in.Args) == 2 {
				return commands.Result{}, printOutput(ctx, env.Stdout, e, r, in.Args[1])
			}
			values, err := outputsOf(ctx, e, r)
			if err != nil {
				return commands.Result{}, err
			}
			result := commands.Result{Value: values}
			if in.String("output") == "json" {
				return result, writeJSON(env.Stdout, values)
			}
			if len(values) == 0 {
				result.Message = r.Name + " has no outputs"
				return result, nil
			}
			return result, valueTable(values).write(env.Stdout)
		},
	}
}

// printOutput writes one output as it is.
func printOutput(ctx context.Context, w io.Writer, e *engine.Engine, r record, wanted string) error {
	found, err := e.Outputs(ctx, r.Namespace, r.Name)
	if err != nil {
		return err
	}
	var names []string
	for _, o := range found {
		if o.Name == wanted {
			_, err := w.Write(o.Value)
			return err
		}
		names = append(names, o.Name)
	}
	return fmt.Errorf("the installation %s has no output %q%s",
		store.FullName(r.Namespace, r.Name), wanted, commands.Suggest(wanted, names))
}
