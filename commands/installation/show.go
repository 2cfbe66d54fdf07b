package installation

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/schema/cnab"
)

func show() *commands.Command {
	return &commands.Command{
		Name:    "installations show",
		Aliases: []string{"show"},
		Group:   commands.InstallationGroup,
		Short:   "Show an installation",
		Long:    `Shows what is recorded of an installation: its bundle, the parameters and the outcome of its last run, and its outputs. Values of sensitive parameters and outputs are not shown. Without a name it is the installation that is called like the bundle in the current folder.`,
		Example: `porter-ls installations show my-app`,
		Args:    "[INSTALLATION]",
		Flags:   []commands.Flag{namespaceFlag(), outputFlag()},
		Run: func(ctx context.Context, env *commands.Env, in commands.Input) (commands.Result, error) {
			if len(in.Args) > 1 {
				return commands.Result{}, &commands.UsageError{Message: "installations show takes one installation"}
			}
			e, r, err := named(ctx, env, in)
			if err != nil {
				return commands.Result{}, err
			}
			outputs, err := outputsOf(ctx, e, r)
			if err != nil {
				return commands.Result{}, err
			}
			d := documentOf(r.Installation)
			d.Calculated.Parameters = parameters(r)
			result := commands.Result{Value: d}
			if in.String("output") == "json" {
				return result, writeJSON(env.Stdout, d)
			}
			return result, describe(env.Stdout, r, d, outputs)
		},
	}
}

// parameters returns the parameters of the last run, by name. The record does
// not have the values of sensitive ones.
func parameters(r record) []value {
	var values []value
	for name, p := range r.bundle.Parameters {
		d := r.bundle.Definitions[p.Definition]
		if r.bundle.Internal(p.Definition) {
			continue
		}
		raw, recorded := r.run.Parameters[name]
		if !recorded && (d == nil || !d.Sensitive()) {
			continue
		}
		v := value{name, strings.Join(d.Types(), " or "), d == nil || d.Sensitive(), plain(raw)}
		if d.IsFile() {
			v.Type = "file"
		}
		values = append(values, v.hide())
	}
	slices.SortFunc(values, func(a, b value) int { return strings.Compare(a.Name, b.Name) })
	return values
}

func plain(raw json.RawMessage) any {
	v, err := cnab.Value(raw)
	if err != nil {
		return nil
	}
	return v
}

func describe(w io.Writer, r record, d document, outputs []value) error {
	var b strings.Builder
	b.WriteString(line("Name", r.Name))
	if r.Namespace != "" {
		b.WriteString(line("Namespace", r.Namespace))
	}
	reference := r.Status.BundleReference
	if reference == "" {
		reference = r.Bundle.Repository
	}
	b.WriteString(line("Bundle", reference))
	b.WriteString(line("Version", r.Status.BundleVersion))
	b.WriteString(line("State", d.Calculated.State))
	b.WriteString(line("Last action", strings.TrimSpace(r.run.Action+" "+string(r.run.Status()))))
	if results := r.run.Results; len(results) > 0 && results[len(results)-1].Message != "" {
		b.WriteString(line("Message", oneLine(results[len(results)-1].Message, longestMessage)))
	}
	b.WriteString(line("Created", moment(r.Status.Created)))
	b.WriteString(line("Modified", moment(r.Status.Modified)))
	if _, err := io.WriteString(w, b.String()); err != nil {
		return err
	}
	if err := section(w, "Parameters", d.Calculated.Parameters); err != nil {
		return err
	}
	return section(w, "Outputs", outputs)
}

func section(w io.Writer, title string, values []value) error {
	if len(values) == 0 {
		return nil
	}
	if _, err := fmt.Fprintf(w, "\n%s:\n", title); err != nil {
		return err
	}
	return valueTable(values).write(w)
}

func valueTable(values []value) table {
	t := table{{"NAME", "TYPE", "VALUE"}}
	for _, v := range values {
		shown, err := cnab.Text(v.Value)
		if err != nil {
			shown = fmt.Sprint(v.Value)
		}
		t = append(t, []string{v.Name, v.Type, shown})
	}
	return t
}
