// Package folder is the verbs that say which folders are trusted.
package folder

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/engine/trust"
)

const about = `

In a folder that is trusted an editor may do what runs programs that the folder names: build its bundles, run them, and ask the mixins that they use. Elsewhere it asks first. What is typed in a terminal needs no trust. An editor that knows itself which folders are trusted, as VS Code does, goes by that.`

// Commands returns the verbs trust, untrust and trusted.
func Commands() []*commands.Command {
	return []*commands.Command{
		verb("trust", nil, true, "Trust", "Let editors run what a folder names",
			"Trusts folders, each with everything in it; without a FOLDER the current one."),
		verb("untrust", []string{"distrust"}, false, "Do not trust", "Trust a folder no longer",
			"Takes the trust back from folders, each with everything in it; without a FOLDER from the current one."),
		{
			Name: "trusted", Group: commands.OtherGroup,
			Short:   "List the folders that are trusted",
			Long:    "Lists the folders that are trusted, a line for each." + about,
			Example: "porter-ls trusted",
			Run:     list,
		},
	}
}

func verb(name string, aliases []string, trusted bool, title, short, long string) *commands.Command {
	return &commands.Command{
		Name: name, Aliases: aliases, Group: commands.OtherGroup,
		Short: short, Long: long + about,
		Example: fmt.Sprintf("porter-ls %s\nporter-ls %s bundles/web", name, name),
		Args:    "[FOLDER...]",
		Folders: true,
		Run: func(_ context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
			return set(env, in.Args, trusted, title)
		},
	}
}

// set says of folders whether they are trusted.
func set(env *commands.Env, folders []string, trusted bool, title string) (commands.Result, error) {
	s, err := trust.Open(env.Getenv)
	if err != nil {
		return commands.Result{}, err
	}
	if len(folders) == 0 {
		folders = []string{"."}
	}
	for _, f := range folders {
		at := env.Path(f)
		if info, err := os.Stat(at); err == nil && !info.IsDir() {
			at = filepath.Dir(at) // an editor names the file that is looked at
		}
		real, err := s.Set(at, trusted)
		if err != nil {
			return commands.Result{}, fmt.Errorf("%s %s: %w", title, f, err)
		}
		word := "is trusted"
		if !trusted {
			word = "is not trusted"
		}
		if _, err := fmt.Fprintf(env.Stdout, "%s %s\n", real, word); err != nil {
			return commands.Result{}, err
		}
	}
	return commands.Result{}, nil
}

func list(_ context.Context, env *commands.Env, _ commands.Input) (commands.Result, error) {
	s, err := trust.Open(env.Getenv)
	if err != nil {
		return commands.Result{}, err
	}
	folders, err := s.Folders()
	if err != nil {
		return commands.Result{}, err
	}
	trusted := folders.List()
	for _, f := range trusted {
		if _, err := fmt.Fprintln(env.Stdout, f); err != nil {
			return commands.Result{}, err
		}
	}
	if len(trusted) == 0 {
		return commands.Result{Message: "No folder is trusted", Value: []string{}}, nil
	}
	return commands.Result{Value: trusted}, nil
}
