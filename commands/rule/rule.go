// Package rule is the verbs that say what check looks for.
package rule

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"text/tabwriter"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/docs"
)

// Commands returns the verbs rule and rules.
func Commands() []*commands.Command {
	return []*commands.Command{list(), show()}
}

func list() *commands.Command {
	return &commands.Command{
		Name:  "rules",
		Group: commands.BundleGroup,
		Short: "List what check looks for",
		Long:  "Lists the rules with their severity, the code that Porter's own lint has for the same thing, and what they find. porter-ls rule NAME shows one with examples.",
		Flags: []commands.Flag{
			{Name: "output", Short: "o", Value: "FORMAT", Default: "plaintext", Choices: []string{"plaintext", "json"}, Doc: "how to print them"},
		},
		Run: func(_ context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
			rules := make([]description, 0, len(env.Rules))
			for _, a := range env.Rules {
				rules = append(rules, describe(a))
			}
			if in.String("output") == "json" {
				enc := json.NewEncoder(env.Stdout)
				enc.SetEscapeHTML(false)
				enc.SetIndent("", "  ")
				return commands.Result{Value: rules}, enc.Encode(rules)
			}
			tw := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
			fmt.Fprintln(tw, "RULE\tSEVERITY\tPORTER\tFINDS")
			for _, r := range rules {
				fmt.Fprintf(tw, "%s\t%s\t%s\t%s\n", r.Name, r.Severity, r.Porter, r.Summary)
			}
			return commands.Result{Value: rules}, tw.Flush()
		},
	}
}

// description is a rule as data.
type description struct {
	Name     string `json:"name"`
	Severity string `json:"severity"`
	Target   string `json:"target"`
	Porter   string `json:"porter"`
	Summary  string `json:"summary"`
	Docs     string `json:"docs"`
}

func describe(a *analysis.Analyzer) description {
	summary, _, _ := strings.Cut(a.Doc, "\n")
	return description{a.Name, a.Severity.String(), a.Target.String(), strings.Join(a.Codes(), ", "), strings.TrimSuffix(summary, "."), analysis.DocsURL(a.Name)}
}

func show() *commands.Command {
	return &commands.Command{
		Name:    "rule",
		Group:   commands.BundleGroup,
		Short:   "Show what a rule finds, with examples",
		Long:    "Prints the page of a rule in Markdown: what goes wrong, what to write instead, and examples with what check says of them. The name is the one in brackets behind a finding, or a code that Porter's lint has for it; a pattern as 'yaml-*' shows several.",
		Example: "porter-ls rule undefined-reference",
		Args:    "NAME",
		Run: func(_ context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
			if len(in.Args) != 1 {
				return commands.Result{}, &commands.UsageError{Message: "rule takes one name; porter-ls rules lists them"}
			}
			found, err := analysis.Match(env.Rules, in.Args[0])
			if err != nil {
				return commands.Result{}, &commands.UsageError{Message: err.Error() + "; porter-ls rules lists them"}
			}
			var pages strings.Builder
			for i, name := range found {
				page, err := docs.Rules.ReadFile("rules/" + name + ".md")
				if err != nil {
					return commands.Result{}, fmt.Errorf("reading the page of the rule %s: %w", name, err)
				}
				if i > 0 {
					pages.WriteString("\n")
				}
				pages.Write(comment.ReplaceAll(page, nil))
			}
			_, err = fmt.Fprint(env.Stdout, pages.String())
			return commands.Result{Value: pages.String()}, err
		},
	}
}

// comment is what a page says to those who would edit it.
var comment = regexp.MustCompile(`(?m)^<!--.*-->\n\n?`)
