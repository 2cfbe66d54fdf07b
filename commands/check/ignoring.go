package check

import (
	"context"
	"fmt"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/report"
)

// addIgnores suppresses what is found and says what; unwritten is what could not
// be written. What could not be read is left for the check to say.
func addIgnores(ctx context.Context, env *commands.Env, paths []string, o commands.CheckOptions) (unwritten, err error) {
	changes, err := commands.AddIgnores(ctx, env, paths, o)
	if changes == nil {
		return nil, err
	}
	if unwritten = changes.Write(); unwritten == nil {
		fmt.Fprint(env.Stderr, changes.Summary())
	}
	return unwritten, nil
}

// sayUnsuppressed says that findings are left after addIgnores.
func sayUnsuppressed(env *commands.Env, found report.Report) {
	if n := len(found.Findings); n > 0 {
		fmt.Fprintf(env.Stderr, "left without a suppression, because no comment takes it away and leaves the rest of the file as it is: %d\n", n)
	}
}
