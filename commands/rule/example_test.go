package rule_test

import (
	"context"
	"fmt"
	"os"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/rule"
)

// The rules are listed with what they find.
func ExampleCommands() {
	env := &commands.Env{Stdout: os.Stdout, Rules: []*analysis.Analyzer{
		{Name: "no-spells", Doc: "A step casts a spell.\n\nNo mixin does.", Severity: analysis.Warning, Porter: "porter-999"},
	}}
	_, err := rule.Commands()[0].Run(context.Background(), env, commands.Input{})
	fmt.Println(err)
	// Output:
	// RULE       SEVERITY  PORTER      FINDS
	// no-spells  warning   porter-999  A step casts a spell
	// <nil>
}
