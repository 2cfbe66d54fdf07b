package check

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/commands/report"
)

// output is one report to write.
type output struct {
	format report.Format
	file   string // "" for standard output
}

// formatNames returns the names of all formats.
func formatNames() []string {
	var names []string
	for _, f := range report.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// outputs reads the values of --format, each FORMAT or FORMAT=FILE. Where all go
// to files, standard output gets text.
func outputs(values []string) ([]output, error) {
	var all []output
	var stdout string
	for _, v := range values {
		name, file, toFile := strings.Cut(v, "=")
		i := slices.Index(formatNames(), name)
		switch {
		case i < 0:
			return nil, &commands.UsageError{Message: fmt.Sprintf("--format is one of %s, not %q%s",
				strings.Join(formatNames(), ", "), name, commands.Suggest(name, formatNames()))}
		case toFile && file == "":
			return nil, &commands.UsageError{Message: fmt.Sprintf("--format %s= names no file to write to", name)}
		case !toFile && stdout != "":
			return nil, &commands.UsageError{Message: fmt.Sprintf(
				"--format %s and %s would both go to standard output; write one to a file: --format %s=FILE", stdout, name, name)}
		case slices.ContainsFunc(all, func(o output) bool { return toFile && filepath.Clean(o.file) == filepath.Clean(file) && o.file != "" }):
			return nil, &commands.UsageError{Message: fmt.Sprintf("--format writes two reports to %s", file)}
		case !toFile:
			stdout = name
		}
		all = append(all, output{report.Formats()[i], file})
	}
	if stdout == "" {
		all = append(all, output{report.Formats()[0], ""})
	}
	return all, nil
}

// write writes the report. A file is there whole or as it was before. Where
// GitHub Actions asks for a summary of the step, annotations come with one.
func (o output) write(env *commands.Env, r report.Report, options report.Options) error {
	if o.file == "" {
		options.Colour = env.Color
		if err := o.format.Write(env.Stdout, r, options); err != nil {
			return err
		}
	} else if err := o.writeFile(env.Path(o.file), r, options); err != nil {
		return fmt.Errorf("writing the report %s: %w", o.file, err)
	}
	if o.format.Name != "github" || env.Getenv == nil {
		return nil
	}
	if summary := env.Getenv("GITHUB_STEP_SUMMARY"); summary != "" {
		if err := appendTo(summary, func(w io.Writer) error { return report.Markdown(w, r) }); err != nil {
			return fmt.Errorf("writing the summary for GitHub: %w", err)
		}
	}
	return nil
}

// writeFile writes the report to a file, which is there whole or as it was.
func (o output) writeFile(name string, r report.Report, options report.Options) error {
	var content bytes.Buffer
	if err := o.format.Write(&content, r, options); err != nil {
		return err
	}
	return commands.ReplaceFile(name, content.Bytes())
}

// appendTo appends to a file that others append to as well.
func appendTo(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
