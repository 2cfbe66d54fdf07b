// Package exec is the exec mixin: a step of it runs one command and picks
// outputs from what the command printed or wrote. It assumes no container:
// where things are is told by Mixin's fields.
package exec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/porter-ls/porter-ls/schema/syntax"
)

// OutputsDir is where a mixin leaves the outputs of a step inside a bundle.
const OutputsDir = "/cnab/app/porter/outputs"

// DefaultGrace is how long a cancelled command may take to end after SIGTERM.
// It is shorter than what the runtime gives a mixin, which is shorter than what
// a container gets, so that each can still say what happened.
const DefaultGrace = 20 * time.Second

// Mixin runs steps of the exec mixin.
type Mixin struct {
	Dir            string        // where commands and relative paths are looked for; "" is the process's own
	Env            []string      // "KEY=value"; nil is the process's own
	Outputs        string        // the folder for outputs; "" is OutputsDir
	Stdout, Stderr io.Writer     // what commands print; nil discards
	Grace          time.Duration // 0 is DefaultGrace
}

// ExitError says that the command ran and failed.
type ExitError struct {
	Command string
	Code    int    // its exit code; 128 and the signal's number where one ended it
	Reason  string // "exit status 3", "signal: killed"
}

// Error formats the error with the command's name, but without its arguments,
// which may hold secrets.
func (e *ExitError) Error() string { return fmt.Sprintf("%s: %s", e.Command, e.Reason) }

// Main runs the mixin's command line, `install`, `upgrade`, `uninstall` or
// `invoke --action NAME`, with the step as YAML on in, and returns the exit
// code: the command's own where that is what failed.
func (m Mixin) Main(ctx context.Context, args []string, in io.Reader) int {
	err := m.main(ctx, args, in)
	if err == nil {
		return 0
	}
	if m.Stderr != nil {
		fmt.Fprintf(m.Stderr, "Error: %v\n", err)
	}
	if exit, ok := errors.AsType[*ExitError](err); ok && exit.Code > 0 && exit.Code < 256 {
		return exit.Code
	}
	return 1
}

func (m Mixin) main(ctx context.Context, args []string, in io.Reader) error {
	action, err := actionOf(args)
	if err != nil {
		return err
	}
	src, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("reading the step from standard input: %w", err)
	}
	return m.Run(ctx, action, src)
}

// actionOf reads the command line.
func actionOf(args []string) (string, error) {
	const usage = "want install, upgrade, uninstall or invoke --action NAME"
	if len(args) == 0 {
		return "", errors.New("no command: " + usage)
	}
	switch cmd, rest := args[0], args[1:]; cmd {
	case "install", "upgrade", "uninstall":
		if len(rest) > 0 {
			return "", fmt.Errorf("unexpected argument %q: %s", rest[0], usage)
		}
		return cmd, nil
	case "invoke":
		if len(rest) == 2 && rest[0] == "--action" && rest[1] != "" {
			return rest[1], nil
		}
		if len(rest) == 1 && len(rest[0]) > len("--action=") && rest[0][:len("--action=")] == "--action=" {
			return rest[0][len("--action="):], nil
		}
		return "", errors.New("invoke needs --action NAME")
	default:
		// Callers look for these two words.
		return "", fmt.Errorf("unknown command %q for \"exec\": %s", cmd, usage)
	}
}

// Run runs the steps of an action, `ACTION: [{exec: {...}}]`, in order up to
// the first that fails. Where ctx ends, the command gets SIGTERM, and SIGKILL
// after the grace. The error is an [*ExitError] where a command failed.
func (m Mixin) Run(ctx context.Context, action string, src []byte) error {
	f := syntax.Parse(src, nil)
	if errs := f.Errors(); len(errs) > 0 {
		line := f.Lines().Line(errs[0].Span.Start) + 1
		return fmt.Errorf("the step is not YAML: line %d: %s", line, errs[0].Message)
	}
	_, steps := f.Root().Lookup(action)
	if steps.Kind() != syntax.Sequence || steps.Len() == 0 {
		return fmt.Errorf("the input has no steps for the action %q", action)
	}
	for i, n := range steps.Items() {
		_, body := n.Lookup("exec")
		step, err := Decode(body)
		if err == nil {
			err = m.Step(ctx, step)
		}
		if err != nil && steps.Len() > 1 {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Step runs one step.
func (m Mixin) Step(ctx context.Context, s Step) error {
	if m.Outputs == "" {
		m.Outputs = OutputsDir
	}
	if m.Env == nil {
		m.Env = os.Environ()
	}
	if m.Grace <= 0 {
		m.Grace = DefaultGrace
	}
	printed, err := m.command(ctx, s)
	if err != nil {
		return err
	}
	return m.outputs(s, printed)
}
