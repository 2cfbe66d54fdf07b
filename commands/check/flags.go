package check

import (
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/settings"
	"github.com/porter-ls/porter-ls/commands"
)

func flags() []commands.Flag {
	return []commands.Flag{
		{Name: "format", Kind: commands.ListFlag, Value: "FORMAT[=FILE]", Offers: formatNames(), Doc: "how to write the findings, and where to: " + strings.Join(formatNames(), ", ") + "; may be given several times"},
		{Name: "fail-on", Value: "SEVERITY", Default: "error", Choices: severities(), Doc: "the least severity that makes the exit code 1"},
		{Name: "select", Kind: commands.ListFlag, Value: "RULE,...", Doc: "check by these rules only; a rule's name, Porter's code for it, or a pattern as yaml-*"},
		{Name: "ignore", Kind: commands.ListFlag, Value: "RULE,...", Doc: "do not check by these rules"},
		{Name: "target", Value: "RUNTIME", Choices: targets(), Doc: "the runtime that the bundle is for; what fails under either one counts unless this says otherwise"},
		{Name: "staged", Kind: commands.BoolFlag, Runs: true, Doc: "check only bundles of which something is staged in git"},
		{Name: "changed", Kind: commands.BoolFlag, Runs: true, Doc: "check only bundles of which something is not committed yet, or not known to git"},
		{Name: "since", Value: "REVISION", Runs: true, Doc: "check only bundles of which something has changed since the branch left this revision"},
		{Name: "no-config", Kind: commands.BoolFlag, Doc: "do not look for .porter-ls.yaml"},
		{Name: "no-cache", Kind: commands.BoolFlag, Doc: "check anew what has not changed since it was last checked, and remember nothing"},
		{Name: "baseline", Value: "FILE", Doc: "pass over the findings that this file lists, which were there before"},
		{Name: "write-baseline", Kind: commands.BoolFlag, Doc: "make the file of --baseline of what is found or, where it is there, remove from it what is gone"},
		{Name: "fix", Kind: commands.BoolFlag, Doc: "fix what can be fixed without changing what the bundle does, and say what is left"},
		{Name: "diff", Kind: commands.BoolFlag, Doc: "write what --fix would change, as a unified diff, and change nothing; the exit code is 1 where there is something"},
		{Name: "unsafe", Kind: commands.BoolFlag, Doc: "with --fix or --diff: take the fixes too that may change what the bundle does"},
		{Name: "add-ignores", Kind: commands.BoolFlag, Doc: "write a comment for every finding that suppresses it from now on, with room for the reason, and say what is left"},
		{Name: "watch", Kind: commands.BoolFlag, Doc: "check again whenever something that was looked at changes, until interrupted"},
		{Name: "stdin-filename", Value: "FILE", Doc: "the file that standard input stands for, where a PATH is -; the files beside it are checked with it"},
		{Name: commands.InstalledMixinsFlag, Kind: commands.BoolFlag, Runs: true, Doc: "run the mixins in Porter's folder for their versions and schemas; they are programs of others, so this is off unless asked for"},
		{Name: "offline", Kind: commands.BoolFlag, Doc: "contact nothing, as check never does by itself; refuses --installed-mixins, whose programs might"},
	}
}

func severities() []string {
	var names []string
	for s := analysis.Error; s <= analysis.Hint; s++ {
		names = append(names, s.String())
	}
	return names
}

func targets() []string {
	var names []string
	for t := analysis.Both; t <= analysis.PorterLS; t++ {
		names = append(names, t.String())
	}
	return names
}

// options returns what the flags say of how to check, and reads standard input
// where the call wants that.
func options(env *commands.Env, in commands.Input) (commands.CheckOptions, error) {
	o := commands.CheckOptions{
		NoConfig: in.Bool("no-config"),
		Changed:  commands.Changed{Staged: in.Bool("staged"), Any: in.Bool("changed"), Since: in.String("since"), Offline: in.Bool("offline")},
	}
	var err error
	if c := o.Changed; c.Staged && (c.Any || c.Since != "") || c.Any && c.Since != "" {
		return o, &commands.UsageError{Message: "of --staged, --changed and --since a call takes one"}
	}
	if o.Settings, err = layer(in); err != nil {
		return o, err
	}
	if in.Bool("offline") && in.Bool(commands.InstalledMixinsFlag) {
		return o, &commands.UsageError{Message: "--offline promises that nothing is contacted, and the programs that --" + commands.InstalledMixinsFlag + " runs may contact whom they like; leave one of the two out"}
	}
	if in.Bool("unsafe") && !in.Bool("fix") && !in.Bool("diff") {
		return o, &commands.UsageError{Message: "--unsafe says which fixes to take, and needs --fix or --diff"}
	}
	if in.Bool("write-baseline") && in.String("baseline") == "" {
		return o, &commands.UsageError{Message: "--write-baseline needs --baseline FILE, the file to write"}
	}
	if in.Bool("diff") && len(in.List("format")) > 0 {
		return o, &commands.UsageError{Message: "--diff writes a diff and no report, so it does not go with --format"}
	}
	if in.Bool("diff") && in.Bool("add-ignores") {
		return o, &commands.UsageError{Message: "--add-ignores writes comments, so it does not go with --diff, which writes nothing"}
	}
	name := in.String("stdin-filename")
	if !slices.Contains(in.Args, commands.StdinPath) {
		if name != "" {
			return o, &commands.UsageError{Message: "--stdin-filename names what is on standard input, which only the PATH - reads"}
		}
		return o, nil
	}
	if in.Bool("fix") && !in.Bool("diff") {
		return o, &commands.UsageError{Message: "--fix cannot write to standard input; --diff shows what it would change"}
	}
	if in.Bool("add-ignores") {
		return o, &commands.UsageError{Message: "--add-ignores cannot write to standard input"}
	}
	if name == "" {
		name = commands.ManifestName
	}
	src, err := commands.ReadStdin(env)
	o.Stdin = &commands.StdinFile{Name: name, Content: src}
	return o, err
}

// layer returns what the flags say about rules.
func layer(in commands.Input) (settings.Layer, error) {
	var l settings.Layer
	var err error
	if l.Select, err = names(in, "select"); err != nil {
		return l, err
	}
	if l.Ignore, err = names(in, "ignore"); err != nil {
		return l, err
	}
	if t, ok := analysis.ParseTarget(in.String("target")); ok {
		l.Target = &t
	}
	return l, nil
}

// names returns the names in a flag's lists, nil where it is not given.
func names(in commands.Input, flag string) ([]string, error) {
	var all []string
	for _, list := range in.List(flag) {
		for name := range strings.SplitSeq(list, ",") {
			name = strings.TrimSpace(name)
			if name == "" {
				return nil, &commands.UsageError{Message: "--" + flag + " takes names of rules with commas between them, and one is empty"}
			}
			all = append(all, name)
		}
	}
	return all, nil
}
