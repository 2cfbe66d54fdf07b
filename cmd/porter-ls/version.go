package main

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/porter-ls/porter-ls/commands"
)

// buildVersion is the version the linker set, else what go install recorded.
func buildVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "dev"
}

func versionCommand() *commands.Command {
	return &commands.Command{
		Name:  "version",
		Group: commands.OtherGroup,
		Short: "Print the version of porter-ls",
		Flags: []commands.Flag{
			{Name: "output", Short: "o", Value: "FORMAT", Default: "plaintext", Choices: []string{"plaintext", "json"}, Doc: "how to print it"},
		},
		Run: func(_ context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
			v := map[string]string{
				"name": "porter-ls", "version": buildVersion(),
				"go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH,
			}
			if in.String("output") == "json" {
				enc := json.NewEncoder(env.Stdout)
				enc.SetIndent("", "  ")
				return commands.Result{Value: v}, enc.Encode(v)
			}
			_, err := fmt.Fprintf(env.Stdout, "porter-ls %s (%s, %s)\n", v["version"], v["go"], v["platform"])
			return commands.Result{Value: v}, err
		},
	}
}
