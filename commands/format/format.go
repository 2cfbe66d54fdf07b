// Package format is the verb that lays out manifests.
package format

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/porter-ls/porter-ls/commands"
)

// Command returns the verb fmt.
func Command() *commands.Command {
	return &commands.Command{
		Name:    "fmt",
		Aliases: []string{"format"},
		Group:   commands.BundleGroup,
		Short:   "Lay out manifests, sets and installations",
		Long: `Lays out manifests as an editor's formatting does: in the file's own style, and everywhere alike. Blanks and line breaks change and nothing else, so that a bundle means after it what it meant before. What cannot be read stays as it is; porter-ls check says what that is.

A PATH is a file, or a folder in which every porter.yaml, set and installation is laid out, also in the folders below it; what check passes over, fmt does. The PATH - is a manifest on standard input, which is written to standard output. Without a PATH it is the porter.yaml of the current folder.

Exits with 0, with --check or --diff with 1 where something is to be changed, with 2 when the call cannot be taken, and with 3 when something failed.`,
		Example: `porter-ls fmt
porter-ls fmt bundles
porter-ls fmt --check .
porter-ls fmt --diff bundles/hello
porter-ls fmt - < draft.yaml`,
		Args:  "[PATH...]",
		Paths: true,
		Flags: []commands.Flag{
			{Name: "check", Kind: commands.BoolFlag, Doc: "name the files that are to be changed and write nothing"},
			{Name: "diff", Kind: commands.BoolFlag, Doc: "show what is to be changed and write nothing"},
		},
		Brief: true,
		Run:   run,
	}
}

func run(ctx context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
	paths := in.Args
	if len(paths) == 0 {
		if _, err := os.Stat(env.Path(commands.ManifestName)); errors.Is(err, fs.ErrNotExist) {
			return commands.Result{}, errors.New("there is no porter.yaml in the current folder; name the manifest or the folder to format")
		}
		paths = []string{commands.ManifestName}
	}
	var o commands.CheckOptions
	if slices.Contains(paths, commands.StdinPath) {
		if len(paths) > 1 {
			return commands.Result{}, &commands.UsageError{Message: "standard input is formatted alone; leave the other paths out"}
		}
		src, err := commands.ReadStdin(env)
		if err != nil {
			return commands.Result{}, err
		}
		o.Stdin = &commands.StdinFile{Name: commands.ManifestName, Content: src}
	}
	changes, failure := commands.Format(ctx, env, paths, o)
	if changes == nil {
		return commands.Result{}, failure
	}
	var result commands.Result
	if (in.Bool("check") || in.Bool("diff")) && !changes.Empty() {
		result.Code = 1
	}
	switch {
	case in.Bool("diff"):
		return result, errors.Join(changes.Diff(env.Stdout), failure)
	case in.Bool("check"):
		for _, name := range changes.Names() {
			fmt.Fprintln(env.Stdout, name)
		}
		return result, failure
	case o.Stdin != nil:
		now, ok := changes.Text(o.Stdin.Name)
		if !ok {
			now = o.Stdin.Content
		}
		_, err := env.Stdout.Write(now)
		return result, errors.Join(err, failure)
	}
	names := changes.Names()
	if err := changes.Write(); err != nil {
		return result, errors.Join(err, failure)
	}
	for _, name := range names {
		fmt.Fprintf(env.Stderr, "%s: formatted\n", name)
	}
	return result, failure
}
