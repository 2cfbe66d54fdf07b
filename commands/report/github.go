package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
)

// GitHub writes every finding as a workflow command of GitHub Actions, which
// shows it beside the line in a pull request, and every failure as an error of
// the run.
func GitHub(w io.Writer, r Report) error {
	out := bufio.NewWriter(w)
	for _, d := range r.Findings {
		fmt.Fprintf(out, "::%s file=%s", githubCommand(d.Severity), githubProperty(d.File))
		if lines := r.Lines[d.File]; lines != nil {
			line, column := position(lines, d.Span.Start)
			endLine, endColumn := position(lines, d.Span.End)
			fmt.Fprintf(out, ",line=%d,endLine=%d", line, endLine)
			if line == endLine { // else GitHub refuses columns
				fmt.Fprintf(out, ",col=%d,endColumn=%d", column, endColumn)
			}
		}
		fmt.Fprintf(out, ",title=%s::%s\n", githubProperty(d.Rule), githubData(printable(d.Message)+" ("+analysis.DocsURL(d.Rule)+")"))
	}
	for _, failure := range r.Failures {
		fmt.Fprintf(out, "::error title=porter-ls check::%s\n", githubData(printable(failure)))
	}
	return out.Flush()
}

// githubCommand is the workflow command of a severity: there are three.
func githubCommand(s analysis.Severity) string {
	switch s {
	case analysis.Error, analysis.Warning:
		return s.String()
	}
	return "notice"
}

// githubData escapes what follows a workflow command, which ends with its line.
func githubData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// githubProperty escapes the value of a property, which ends with a comma too.
func githubProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}

// mostRows is how many findings a summary lists: a page of GitHub's takes one
// megabyte.
const mostRows = 200

// Markdown writes a summary of the report as a page of Markdown, which GitHub
// shows with a run.
func Markdown(w io.Writer, r Report) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "### porter-ls check: %s\n\n", strings.Join(r.counts(), ", "))
	for _, failure := range r.Failures {
		fmt.Fprintf(out, "- %s\n", cell(failure))
	}
	if len(r.Findings) == 0 {
		return out.Flush()
	}
	if len(r.Failures) > 0 {
		out.WriteByte('\n')
	}
	out.WriteString("| place | severity | finding | rule |\n|---|---|---|---|\n")
	for i, d := range r.Findings {
		if i == mostRows {
			fmt.Fprintf(out, "\nand %d more\n", len(r.Findings)-i)
			break
		}
		place := d.File
		if lines := r.Lines[d.File]; lines != nil {
			line, column := position(lines, d.Span.Start)
			place = fmt.Sprintf("%s:%d:%d", d.File, line, column)
		}
		fmt.Fprintf(out, "| %s | %s | %s | [%s](%s) |\n", cell(place), d.Severity, cell(d.Message), d.Rule, analysis.DocsURL(d.Rule))
	}
	return out.Flush()
}

// cell makes text of any kind one cell of a table, in which nothing is marked up.
func cell(s string) string {
	return strings.NewReplacer("\\", `\\`, "|", `\|`, "<", "&lt;", "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`).Replace(printable(s))
}
