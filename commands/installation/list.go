package installation

import (
	"context"
	"fmt"
	"time"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/engine/store"
)

func list() *commands.Command {
	return &commands.Command{
		Name:    "installations list",
		Aliases: []string{"list"},
		Group:   commands.InstallationGroup,
		Short:   "List what is installed",
		Long:    `Lists the installations of a namespace with the bundle's version, whether it is installed, how its last run went and when that was.`,
		Example: `porter-ls installations list
porter-ls list --all-namespaces -o json`,
		Flags: []commands.Flag{
			namespaceFlag(),
			{Name: "all-namespaces", Kind: commands.BoolFlag, Doc: "list those of every namespace"},
			outputFlag(),
		},
		Run: func(ctx context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
			e, err := env.Engine(ctx)
			if err != nil {
				return commands.Result{}, err
			}
			found, err := e.Installations(ctx, in.String("namespace"), in.Bool("all-namespaces"))
			if err != nil {
				return commands.Result{}, err
			}
			documents := make([]document, len(found))
			for i, f := range found {
				documents[i] = documentOf(f)
			}
			result := commands.Result{Value: documents}
			if in.String("output") == "json" {
				return result, writeJSON(env.Stdout, documents)
			}
			if len(found) == 0 {
				result.Message = "Nothing is installed here"
				return result, nil
			}
			t := table{{"NAMESPACE", "NAME", "VERSION", "STATE", "STATUS", "MODIFIED"}}
			for _, d := range documents {
				t = append(t, []string{d.Namespace, d.Name, d.Status.BundleVersion, d.Calculated.State, d.Calculated.Status, moment(d.Status.Modified)})
			}
			return result, t.write(env.Stdout)
		},
	}
}

// document is an installation as JSON, in Porter's words.
type document struct {
	SchemaType    string `json:"schemaType"`
	SchemaVersion string `json:"schemaVersion"`
	store.Installation
	Calculated calculated `json:"_calculated"`
}

type calculated struct {
	State      string  `json:"displayInstallationState"`
	Status     string  `json:"displayInstallationStatus"`
	Parameters []value `json:"resolvedParameters,omitempty"`
}

func documentOf(i store.Installation) document {
	return document{
		SchemaType: "Installation", SchemaVersion: "1.0.2", Installation: i,
		Calculated: calculated{State: state(i), Status: string(i.Status.ResultStatus)},
	}
}

// state says in one word where in its life an installation is.
func state(i store.Installation) string {
	switch {
	case i.IsInstalled():
		return "installed"
	case i.Uninstalled || !i.Status.Uninstalled.IsZero():
		return "uninstalled"
	}
	return "defined"
}

// moment formats a time for people, in their zone.
func moment(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.Local().Format("2006-01-02 15:04:05")
}

func line(label, value string) string { return fmt.Sprintf("%-13s%s\n", label+":", value) }
