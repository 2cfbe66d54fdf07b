package bundle

import (
	"context"
	"fmt"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/engine"
)

// Build returns the verb build.
func Build() *commands.Command {
	return &commands.Command{
		Name:    "build",
		Aliases: []string{"bundles build"},
		Title:   "Build bundle",
		Group:   commands.BundleGroup,
		Short:   "Build a bundle's image",
		Long: `Makes the image that the bundle's actions run in, with the container engine at hand, and writes bundle.json and what else belongs to the bundle to the folder .cnab beside the manifest.

The manifest is checked first; a finding of severity error stops the build. Where a build fails or is cancelled, the result of the build before it stays as it is.`,
		Example: `porter-ls build
porter-ls build --dir my-bundle --version 0.2.0`,
		Flags: append(sourceFlags(),
			commands.Flag{Name: "name", Value: "NAME", Doc: "the bundle's name, instead of the manifest's"},
			commands.Flag{Name: "version", Value: "VERSION", Doc: "the bundle's version, instead of the manifest's"},
			commands.Flag{Name: "no-cache", Kind: commands.BoolFlag, Doc: "run every line of the Dockerfile again"},
		),
		Runs: true,
		Run:  build,
	}
}

func build(ctx context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
	s, err := find(env, in)
	if err != nil {
		return commands.Result{}, err
	}
	found, stop, err := s.check(ctx, env, in)
	if err != nil {
		return commands.Result{}, err
	}
	if stop != nil {
		return *stop, nil
	}
	e, err := env.Engine(ctx)
	if err != nil {
		return commands.Result{}, err
	}
	built, err := e.Build(ctx, engine.BuildRequest{
		File: s.path, Name: in.String("name"), Version: in.String("version"), NoCache: in.Bool("no-cache"),
	}, buildEvents(env))
	if err != nil {
		return commands.Result{Findings: found}, err
	}
	return commands.Result{
		Message:  fmt.Sprintf("Built %s", built.Reference),
		Findings: found,
		Value:    built,
	}, nil
}
