package commands_test

import (
	"context"
	"fmt"
	"os"

	"github.com/porter-ls/porter-ls/commands"
)

// A verb is called as an editor calls it, once as it wants to be called and
// once with a slip in the name of a flag.
func ExampleCommand() {
	greet := &commands.Command{
		Name: "bundles greet",
		Args: "NAME",
		Flags: []commands.Flag{
			{Name: "style", Default: "short", Choices: []string{"short", "long"}},
		},
		Run: func(_ context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
			_, err := fmt.Fprintf(env.Stdout, "a %s hello to %s\n", in.String("style"), in.Args[0])
			return commands.Result{Message: "Greeted"}, err
		},
	}
	table := []*commands.Command{greet}
	for _, arguments := range []string{`{"args": ["world"]}`, `{"args": ["world"], "stile": "long"}`} {
		verb := commands.Find(table, "porter-ls.bundles.greet")
		in, err := verb.InputJSON([]byte(arguments))
		if err != nil {
			fmt.Println(err)
			continue
		}
		result, err := verb.Run(context.Background(), &commands.Env{Stdout: os.Stdout}, in)
		fmt.Println(result.Message, err)
	}
	// Output:
	// a short hello to world
	// Greeted <nil>
	// bundles greet has no flag "stile"; did you mean "style"?
}
