package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/spf13/cobra"
)

// families are the words that commands share, as in "installations list".
func families() []*cobra.Command {
	return []*cobra.Command{
		{Use: "bundles", Aliases: []string{"bundle"}, Short: "The verbs on bundles, as Porter groups them", GroupID: string(commands.BundleGroup)},
		{Use: "installations", Aliases: []string{"installation", "inst"}, Short: "What is installed", GroupID: string(commands.InstallationGroup)},
	}
}

// root makes the tree of terminal commands from the command table. A command's
// exit code ends up in code.
func (c *CLI) root(env *commands.Env, code *int) *cobra.Command {
	root := &cobra.Command{
		Use:           "porter-ls",
		Short:         "Language server, linter and engine for Porter bundles",
		Version:       buildVersion(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetVersionTemplate("porter-ls {{.Version}}\n")
	root.SetIn(c.Stdin)
	root.SetOut(c.Stdout)
	root.SetErr(c.Stderr)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return &commands.UsageError{Message: err.Error()}
	})
	for _, g := range []commands.Group{commands.BundleGroup, commands.InstallationGroup, commands.OtherGroup} {
		root.AddGroup(&cobra.Group{ID: string(g), Title: string(g) + ":"})
	}
	root.SetHelpCommandGroupID(string(commands.OtherGroup))
	root.SetCompletionCommandGroupID(string(commands.OtherGroup))
	for _, f := range families() {
		dispatch(f)
		root.AddCommand(f)
	}
	for _, command := range table() {
		for _, name := range append([]string{command.Name}, command.Aliases...) {
			parent, word := root, name
			if family, rest, ok := strings.Cut(name, " "); ok {
				parent, word = find(root, family), rest
			}
			leaf := c.leaf(env, command, word, code)
			leaf.Hidden = name != command.Name && parent == root
			if parent == root {
				leaf.GroupID = string(command.Group)
			}
			parent.AddCommand(leaf)
		}
	}
	root.AddCommand(c.serve(env, code))
	dispatch(root)
	return root
}

// dispatch makes a command that only has subcommands show its help, and refuse
// words that are none of them.
func dispatch(parent *cobra.Command) {
	parent.Args = cobra.ArbitraryArgs
	parent.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return cmd.Help()
		}
		var names []string
		for _, sub := range cmd.Commands() {
			names = append(names, sub.Name())
			names = append(names, sub.Aliases...)
		}
		return &commands.UsageError{Message: fmt.Sprintf("there is no command %q%s",
			strings.TrimPrefix(cmd.CommandPath()+" "+args[0], "porter-ls "), commands.Suggest(args[0], names))}
	}
}

func find(root *cobra.Command, name string) *cobra.Command {
	i := slices.IndexFunc(root.Commands(), func(c *cobra.Command) bool { return c.Name() == name })
	if i < 0 {
		panic("the family " + name + " of commands is not in the table of families")
	}
	return root.Commands()[i]
}

// leaf makes one command of the tree.
func (c *CLI) leaf(env *commands.Env, command *commands.Command, word string, code *int) *cobra.Command {
	use := word
	if command.Args != "" {
		use += " " + command.Args
	}
	leaf := &cobra.Command{
		Use:                   use,
		Short:                 command.Short,
		Long:                  command.Long,
		Example:               indented(command.Example),
		Args:                  cobra.ArbitraryArgs,
		DisableFlagsInUseLine: len(command.Flags) == 0,
	}
	values := addFlags(leaf, command.Flags)
	leaf.RunE = func(cmd *cobra.Command, args []string) error {
		in, err := command.Input(args, values())
		if err != nil {
			return err
		}
		return c.run(cmd.Context(), env, command, in, code)
	}
	return leaf
}

func (c *CLI) run(ctx context.Context, env *commands.Env, command *commands.Command, in commands.Input, code *int) error {
	if command.Brief && c.GCPercent != nil && c.Getenv("GOGC") == "" {
		c.GCPercent(seldom)
	}
	result, err := command.Run(ctx, env, in)
	if err != nil {
		return err
	}
	if result.Message != "" {
		fmt.Fprintln(c.Stdout, result.Message)
	}
	*code = result.Code
	return nil
}

// addFlags declares a command's flags and returns a function that reads those
// that were given.
func addFlags(leaf *cobra.Command, flags []commands.Flag) func() map[string][]string {
	set := leaf.Flags()
	values := make(map[string]*flagValue, len(flags))
	for _, f := range flags {
		v := &flagValue{flag: f, shown: f.Default}
		values[f.Name] = v
		doc := f.Doc
		if len(f.Choices) > 0 {
			doc += ": " + strings.Join(f.Choices, ", ")
		}
		flag := set.VarPF(v, f.Name, f.Short, doc)
		if f.Kind == commands.BoolFlag {
			flag.NoOptDefVal = "true"
		}
		if offers := slices.Concat(f.Choices, f.Offers); len(offers) > 0 {
			choices := cobra.FixedCompletions(offers, cobra.ShellCompDirectiveNoFileComp)
			if err := leaf.RegisterFlagCompletionFunc(f.Name, choices); err != nil {
				panic(err) // the flag was declared above
			}
		}
	}
	return func() map[string][]string {
		given := map[string][]string{}
		for name, v := range values {
			if v.given != nil {
				given[name] = v.given
			}
		}
		return given
	}
}

// flagValue collects what the terminal gives for a flag. What the values may be
// is for commands.Input to say, as it is for the editor.
type flagValue struct {
	flag  commands.Flag
	shown string
	given []string
}

// String returns the value as help shows a default.
func (v *flagValue) String() string { return v.shown }

// Type returns what help shows behind the flag.
func (v *flagValue) Type() string {
	if v.flag.Kind == commands.BoolFlag {
		return "bool"
	}
	return v.flag.Value
}

// Set takes one value; of a flag that is given twice the last one counts,
// except where it is a list.
func (v *flagValue) Set(s string) error {
	if v.flag.Kind != commands.ListFlag {
		v.given = nil
	}
	v.given = append(v.given, s)
	return nil
}

func indented(example string) string {
	if example == "" {
		return ""
	}
	return "  " + strings.ReplaceAll(example, "\n", "\n  ")
}
