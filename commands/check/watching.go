package check

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/porter-ls/porter-ls/commands"
)

// lookEvery is how often --watch looks whether something has changed.
const lookEvery = 300 * time.Millisecond

// watched are the formats that may go to standard output several times over.
var watched = []string{"text", "compact", "json"}

// watchable says why a call cannot be watched.
func watchable(env *commands.Env, in commands.Input, outputs []output) error {
	if !in.Bool("watch") {
		return nil
	}
	for _, writes := range []string{"fix", "diff", "add-ignores", "write-baseline"} {
		if in.Bool(writes) {
			return &commands.UsageError{Message: fmt.Sprintf("--watch checks again and again and changes nothing, so it does not go with --%s", writes)}
		}
	}
	for _, git := range []string{"staged", "changed", "since"} {
		if in.Bool(git) || git == "since" && in.String(git) != "" {
			return &commands.UsageError{Message: fmt.Sprintf("--watch looks at files and not at what git knows of them, so it does not go with --%s", git)}
		}
	}
	if slices.Contains(in.Args, commands.StdinPath) {
		return &commands.UsageError{Message: "--watch cannot read standard input again; name a file"}
	}
	if env.Unsaved != nil {
		return &commands.UsageError{Message: "--watch is for a terminal; an editor checks what changes by itself"}
	}
	for _, o := range outputs {
		if o.file == "" && !slices.Contains(watched, o.format.Name) {
			return &commands.UsageError{Message: fmt.Sprintf("--watch writes to standard output for each check anew, which is no %s; write it to a file: --format %s=FILE", o.format.Name, o.format.Name)}
		}
	}
	return nil
}

// watch checks, and checks again whenever something that it has looked at is
// another, until the context ends. What fails is said, and may be right the next
// time.
func watch(ctx context.Context, env *commands.Env, outputs []output, o commands.CheckOptions, ticks <-chan time.Time, once func(commands.CheckOptions) error) error {
	var written []string
	for _, out := range outputs {
		if at, err := filepath.Abs(env.Path(out.file)); out.file != "" && err == nil {
			written = append(written, at)
		}
	}
	for {
		o.Seen = commands.NewSeen(written...)
		err := once(o)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			fmt.Fprintf(env.Stderr, "porter-ls: %s\n", strings.ReplaceAll(errorText(err), "\n", "\nporter-ls: "))
		}
		fmt.Fprintln(env.Stderr, "watching for changes")
		changed, err := o.Seen.Wait(ctx, ticks)
		if err != nil {
			return err
		}
		if o.Mixins != nil {
			o.Mixins.Refresh()
		}
		separate(env, outputs, changed)
	}
}

// errorText is what a terminal says of an error.
func errorText(err error) string {
	var usage *commands.UsageError
	if errors.As(err, &usage) {
		return usage.Message
	}
	return err.Error()
}

// separate begins what is written of the next check: in text with a line there,
// else on standard error.
func separate(env *commands.Env, outputs []output, changed []string) {
	dir, err := filepath.Abs(env.Dir)
	for i, name := range changed {
		if rel, relErr := filepath.Rel(dir, name); err == nil && relErr == nil && filepath.IsLocal(rel) {
			changed[i] = rel
		}
	}
	what := strings.Join(changed[:min(len(changed), 3)], ", ")
	if more := len(changed) - 3; more > 0 {
		what += fmt.Sprintf(" and %d more", more)
	}
	to := env.Stderr
	if slices.ContainsFunc(outputs, func(o output) bool { return o.file == "" && o.format.Name == "text" }) {
		to = env.Stdout
	}
	fmt.Fprintf(to, "\n--- changed: %s\n", what)
}
