// Package check is the verb that says what is wrong with bundles.
package check

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/report"
	"github.com/porter-ls/porter-ls/engine/config"
	"github.com/porter-ls/porter-ls/engine/mixin"
)

// Command returns the verb check.
func Command() *commands.Command {
	return &commands.Command{
		Name:    "check",
		Aliases: []string{"lint", "bundles check", "bundles lint"},
		Group:   commands.BundleGroup,
		Short:   "Say what is wrong with a bundle, and where",
		Long: `Checks manifests and the files beside them without building or running anything and without a network. Only with --installed-mixins does it run something: the mixins that the manifests name and that Porter has installed here, for their versions and schemas.

A PATH is a file, or a folder in which every porter.yaml is checked, and every credential set, parameter set, installation and list of plugins, also in the folders below it; .git, .cnab, node_modules and what git ignores are passed over. The PATH - is the manifest on standard input. Without a PATH the porter.yaml of the current folder is checked. A porter.yaml of another product is passed over in silence; of a file that is named and is no bundle's, standard error says so.

Exits with 0 when there is nothing at or above --fail-on, 1 when there is, 2 when the call cannot be taken, and 3 when something failed, a path that does not exist too.`,
		Example: `porter-ls check
porter-ls check bundles --fail-on warning
porter-ls check --diff
porter-ls check --fix
porter-ls check --select 'yaml-*' --ignore yaml-tab-indent
porter-ls check - --stdin-filename bundle/porter.yaml < draft.yaml
porter-ls check --format json | jq '.findings[].message'
porter-ls check --format text --format sarif=porter-ls.sarif .
porter-ls check --watch`,
		Args:  "[PATH...]",
		Paths: true,
		Flags: flags(),
		Brief: true,
		Run:   run,
	}
}

func run(ctx context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
	outputs, err := outputs(in.List("format"))
	if err != nil {
		return commands.Result{}, err
	}
	if err := watchable(env, in, outputs); err != nil {
		return commands.Result{}, err
	}
	o, err := options(env, in)
	if err != nil {
		return commands.Result{}, err
	}
	paths := in.Args
	if len(paths) == 0 {
		if _, err := os.Stat(env.Path(commands.ManifestName)); errors.Is(err, fs.ErrNotExist) {
			return commands.Result{}, errors.New("there is no porter.yaml in the current folder; name the manifest or the folder to check")
		}
		paths = []string{commands.ManifestName}
	}
	mixins, end, err := installedMixins(ctx, env, in)
	if err != nil {
		return commands.Result{}, err
	}
	defer end()
	o.Mixins, o.Cache = mixins, cache(env, in)
	if in.Bool("diff") {
		return showDiff(ctx, env, in, paths, o)
	}
	var unfixed error
	if in.Bool("fix") {
		unfixed, err = fix(ctx, env, in, paths, o)
		if err != nil {
			return commands.Result{}, err
		}
	}
	if in.Bool("add-ignores") {
		unwritten, err := addIgnores(ctx, env, paths, o)
		if err != nil {
			return commands.Result{}, err
		}
		unfixed = errors.Join(unfixed, unwritten)
	}
	if in.Bool("watch") {
		ticker := time.NewTicker(lookEvery)
		defer ticker.Stop()
		return commands.Result{}, watch(ctx, env, outputs, o, ticker.C, func(o commands.CheckOptions) error {
			_, err := once(ctx, env, in, paths, o, outputs)
			return err
		})
	}
	result, err := once(ctx, env, in, paths, o, outputs)
	return result, errors.Join(err, unfixed)
}

// once checks and reports what is found.
func once(ctx context.Context, env *commands.Env, in commands.Input, paths []string, o commands.CheckOptions, outputs []output) (commands.Result, error) {
	found, failure := commands.Check(ctx, env, paths, o)
	if err := ctx.Err(); err != nil {
		return commands.Result{}, err
	}
	found, err := compare(env, in, found, failure == nil)
	if err != nil {
		return commands.Result{}, err
	}
	if in.Bool("add-ignores") {
		sayUnsuppressed(env, found)
	}
	result := commands.Result{Findings: found.Findings, Value: report.Summarise(found), Code: code(found, in.String("fail-on"))}
	return result, errors.Join(write(env, outputs, found), failure)
}

// compare takes from the report what the call's baseline knows. whole says that
// everything was looked at; else the baseline is not written.
func compare(env *commands.Env, in commands.Input, found report.Report, whole bool) (report.Report, error) {
	name, write := in.String("baseline"), in.Bool("write-baseline")
	if name == "" {
		return found, nil
	}
	b, err := commands.ReadBaseline(env, name, write)
	if err != nil {
		return found, err
	}
	partial := !whole || len(in.List("select")) > 0 || len(in.List("ignore")) > 0 || in.String("target") != ""
	found, gone := b.Apply(found, partial)
	if write && whole {
		return found, b.Write()
	}
	if gone > 0 {
		fmt.Fprintf(env.Stderr, "%s lists %d that are gone; --write-baseline removes them\n", name, gone)
	}
	return found, nil
}

// showDiff writes what fixes would change.
func showDiff(ctx context.Context, env *commands.Env, in commands.Input, paths []string, o commands.CheckOptions) (commands.Result, error) {
	changes, failure := commands.Fix(ctx, env, paths, o, in.Bool("unsafe"))
	if changes == nil {
		return commands.Result{}, failure
	}
	var result commands.Result
	if !changes.Empty() {
		result.Code = 1
	}
	fmt.Fprint(env.Stderr, changes.Unmade())
	return result, errors.Join(changes.Diff(env.Stdout), failure)
}

// fix fixes files and says what it has fixed; unfixed is what could not be
// written. What could not be read is left for the check to say.
func fix(ctx context.Context, env *commands.Env, in commands.Input, paths []string, o commands.CheckOptions) (unfixed, err error) {
	changes, err := commands.Fix(ctx, env, paths, o, in.Bool("unsafe"))
	if changes == nil {
		return nil, err
	}
	if unfixed = changes.Write(); unfixed == nil {
		fmt.Fprint(env.Stderr, changes.Summary())
	}
	return unfixed, nil
}

// write writes the report in every form that the call asks for.
func write(env *commands.Env, outputs []output, found report.Report) error {
	var failures []error
	for _, o := range outputs {
		if o.file == "" && o.format.ForPeople {
			for _, name := range found.NoBundles {
				fmt.Fprintf(env.Stderr, "%s is no bundle's manifest, it has no schemaVersion, mixins or install; it was not checked\n", name)
			}
		}
		if o.format.Name == "text" && found.Files == len(found.NoBundles) {
			continue // standard error has said it all
		}
		failures = append(failures, o.write(env, found, report.Options{Version: env.Version, Rules: env.Rules}))
	}
	return errors.Join(failures...)
}

// installedMixins returns the mixins to ask, nil where the call does not allow
// that; end ends what they still do.
func installedMixins(ctx context.Context, env *commands.Env, in commands.Input) (mixins *commands.InstalledMixins, end func(), err error) {
	if !in.Bool(commands.InstalledMixinsFlag) {
		return nil, func() {}, nil
	}
	dir, err := mixin.Installed(env.Getenv)
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	var background sync.WaitGroup
	mixins = commands.NewInstalledMixins(ctx, dir, env.Log, background.Go, nil)
	return mixins, func() { cancel(); background.Wait() }, nil
}

// cache returns where findings are remembered, nil where they are not to be.
func cache(env *commands.Env, in commands.Input) *commands.Cache {
	if in.Bool("no-cache") || env.Getenv == nil {
		return nil
	}
	dir, err := config.CacheDir(env.Getenv, runtime.GOOS)
	if err != nil {
		return nil // checking takes a little longer, and nothing else
	}
	return commands.NewCache(dir, env.Version, env.Rules)
}

// code is 1 where a finding is at least as severe as failOn.
func code(r report.Report, failOn string) int {
	for s := analysis.Error; s <= analysis.Hint; s++ {
		if r.Count(s) > 0 {
			return 1
		}
		if s.String() == failOn {
			break
		}
	}
	return 0
}
