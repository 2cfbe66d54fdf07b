package bundle

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/engine"
)

// action is what the verbs install, upgrade, uninstall and invoke differ in.
type action struct {
	verb  string
	title string
	short string
	long  string
	done  string // "Installed"
	// without says what happens where there is no manifest.
	without string
	flags   []commands.Flag // of this verb alone
}

const lastBundle = " Where there is no manifest, it is the bundle that the installation was last run with."

// Actions returns the verbs that run an action of a bundle.
func Actions() []*commands.Command {
	return []*commands.Command{
		action{
			verb: "install", title: "Install bundle", done: "Installed",
			short: "Install a bundle",
			long:  "Runs the install action of a bundle in a container and records it as an installation.",
			flags: []commands.Flag{{Name: "force", Kind: commands.BoolFlag, Doc: "install what is installed already"}},
		}.command(),
		action{
			verb: "upgrade", title: "Upgrade installation", done: "Upgraded", without: lastBundle,
			short: "Upgrade an installation",
			long:  "Runs the upgrade action of a bundle on an installation.",
		}.command(),
		action{
			verb: "uninstall", title: "Uninstall installation", done: "Uninstalled", without: lastBundle,
			short: "Uninstall an installation",
			long:  "Runs the uninstall action of a bundle on an installation. What is recorded of the installation stays.",
		}.command(),
		invoke(),
	}
}

func (a action) command() *commands.Command {
	return &commands.Command{
		Name:    a.verb,
		Aliases: []string{"installations " + a.verb},
		Title:   a.title,
		Group:   commands.InstallationGroup,
		Short:   a.short,
		Long: a.long + `

INSTALLATION is its name; without one it is the bundle's. The bundle is the manifest in the current folder, or the one that --file and --dir name; it is built first where it has changed since it was last built.` + a.without + ` A parameter that is not given has the value that an earlier run was given, else its default.`,
		Example: fmt.Sprintf("porter-ls %s\nporter-ls %s my-app --param port=8080 --param name=web", a.verb, a.verb),
		Args:    "[INSTALLATION]",
		Flags:   append(runFlags(), a.flags...),
		Runs:    true,
		Run: func(ctx context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
			return a.run(ctx, env, in, a.verb)
		},
	}
}

func invoke() *commands.Command {
	a := action{
		verb: "invoke", done: "Ran", without: lastBundle,
		short: "Run another action of a bundle",
		long:  "Runs an action of a bundle, one of its custom ones for the most part, on an installation.",
	}
	c := a.command()
	c.Title = ""
	c.Example = "porter-ls invoke --action status"
	c.Flags = append(c.Flags, commands.Flag{Name: "action", Value: "ACTION", Doc: "the action to run; required"})
	c.Run = func(ctx context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
		name := in.String("action")
		if name == "" {
			return commands.Result{}, &commands.UsageError{Message: "invoke needs the action to run: --action ACTION"}
		}
		a := a
		a.done += " " + name + " of"
		return a.run(ctx, env, in, name)
	}
	return c
}

func runFlags() []commands.Flag {
	return append(sourceFlags(),
		commands.Flag{Name: "namespace", Short: "n", Value: "NAMESPACE", Doc: "the installation's namespace"},
		commands.Flag{Name: "param", Kind: commands.ListFlag, Value: "NAME=VALUE", Doc: "a parameter's value; may be given several times"},
	)
}

func (a action) run(ctx context.Context, env *commands.Env, in commands.Input, name string) (commands.Result, error) {
	if len(in.Args) > 1 {
		return commands.Result{}, &commands.UsageError{Message: a.verb + " takes one installation"}
	}
	parameters, err := assignments(in.List("param"))
	if err != nil {
		return commands.Result{}, err
	}
	request := engine.RunRequest{
		Action: name, Namespace: in.String("namespace"),
		Parameters: parameters, Dir: env.Dir, Force: in.Bool("force"),
	}
	if len(in.Args) == 1 {
		request.Installation = in.Args[0]
	}
	var s source
	recorded := a.recorded(env, in)
	if !recorded {
		if s, err = find(env, in); err != nil {
			return commands.Result{}, err
		}
	}
	e, err := env.Engine(ctx)
	if err != nil {
		return commands.Result{}, err
	}
	if !recorded {
		if stop, err := s.bringUpToDate(ctx, env, in, e); err != nil || stop != nil {
			return deref(stop), err
		}
		request.File = s.path
	}
	result, err := e.Execute(ctx, request, events(env))
	if err != nil {
		return commands.Result{}, err
	}
	return commands.Result{Message: fmt.Sprintf("%s %s", a.done, result.Installation), Value: result}, nil
}

// recorded reports whether the bundle is the one that the installation was last
// run with: the installation is named, and no manifest is, nor is one here.
func (a action) recorded(env *commands.Env, in commands.Input) bool {
	if a.verb == "install" || len(in.Args) == 0 || in.String("dir") != "" || in.String("file") != commands.ManifestName {
		return false
	}
	_, err := os.Stat(env.Path(commands.ManifestName))
	return errors.Is(err, fs.ErrNotExist)
}

func deref(r *commands.Result) commands.Result {
	if r == nil {
		return commands.Result{}
	}
	return *r
}

// assignments reads NAME=VALUE arguments; of a name that is given twice the
// last value counts.
func assignments(list []string) (map[string]string, error) {
	if len(list) == 0 {
		return nil, nil
	}
	values := make(map[string]string, len(list))
	for _, s := range list {
		name, value, ok := strings.Cut(s, "=")
		name = strings.TrimSpace(name)
		if !ok || name == "" {
			return nil, &commands.UsageError{Message: fmt.Sprintf("--param takes NAME=VALUE, not %q", s)}
		}
		values[name] = strings.TrimSpace(value)
	}
	return values, nil
}

// bringUpToDate checks and builds the bundle where it has changed since it was
// last built.
func (s source) bringUpToDate(ctx context.Context, env *commands.Env, in commands.Input, e *engine.Engine) (stop *commands.Result, err error) {
	fresh, why, notKnown := e.UpToDate(ctx, s.path)
	if notKnown == nil && fresh {
		return nil, nil
	}
	// A manifest that the engine cannot read has findings that say why.
	_, stop, err = s.check(ctx, env, in)
	if err != nil || stop != nil {
		return stop, err
	}
	if notKnown != nil {
		return nil, notKnown
	}
	events(env)(engine.Event{Kind: engine.PhaseEvent, Text: "Building the bundle: " + why, Percent: -1})
	_, err = e.Build(ctx, engine.BuildRequest{File: s.path}, shareOf(buildEvents(env), buildShare))
	return nil, err
}

// buildShare is how much of an action that builds first the build is, in
// percent: the action's own run is yet to come.
const buildShare = 60

// shareOf passes on the events of work that is a part of the whole, the first
// share percent of it.
func shareOf(sink engine.Sink, share int) engine.Sink {
	return func(e engine.Event) {
		if e.Percent > 0 {
			e.Percent = e.Percent * share / 100
		}
		sink(e)
	}
}
