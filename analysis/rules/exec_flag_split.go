package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/exec"
	"github.com/porter-ls/porter-ls/analysis/shell"
	"github.com/porter-ls/porter-ls/schema/template"
)

func execFlagSplit() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "exec-flag-split",
		Doc: `The mixin exec makes something else of a flag's value than what is written.

Other than arguments, the values of flags are cut into words at blanks, for every command: ` + "`message: hello world`" + ` becomes ` + "`--message hello world`" + `, three words. Quotes around the whole value keep it together and are taken off:

    flags:
      message: '"hello world"'

Quotes elsewhere in a value do not do what they do in a shell. A closing one ends the word, and where they begin within a word, that loses its first character: of ` + "`name=\"my app\"` the command gets `ame=\"my app`" + `.

Where words are to follow each other, write them as arguments or suffix-arguments, one a line. A value whose later words begin with a dash is taken to be meant like that.`,
		Severity: analysis.Warning,
		Run:      runExecFlagSplit,
	}
}

func runExecFlagSplit(p *analysis.Pass) {
	execSteps.Of(p).each(p, &flagsSplit, splitFlags)
}

var flagsSplit analysis.Remembered[template.Delims]

func splitFlags(p *analysis.Pass, s *exec.Step) {
	doc := p.Bundle.Manifest
	if s.Command.Value() == "" {
		return // what reads the flags is still to be written
	}
	for _, f := range s.Flags {
		script := f.Key.Value() == "c" && shell.DialectOf(s.Command.Value()) != shell.Other
		for _, n := range f.Values {
			if script && s.Command.Value() == "bash" && !wrapped(exec.FlagText(n)) {
				continue // for bash-c-unquoted
			}
			words, cut := cutFlag(n, doc.Manifest.Delims)
			if !cut || !script && moreFlags(words) {
				continue
			}
			d := analysis.Diagnostic{
				Span:    doc.File.FirstLine(n.Span()),
				Message: splitMessage(words, script),
				Fixes:   quoteFlag(doc, s, n),
			}
			for i := range d.Fixes {
				// Words without quotes may be meant to follow each other.
				d.Fixes[i].Unsafe = !script && !strings.ContainsAny(exec.FlagText(n), `"'`)
			}
			p.ReportDiagnostic(d)
		}
	}
}

// moreFlags reports whether words behind the first look like flags, which are
// meant to be cut.
func moreFlags(words []string) bool {
	for _, w := range words[1:] {
		if strings.HasPrefix(w, "-") {
			return true
		}
	}
	return false
}

func splitMessage(words []string, script bool) string {
	const way = "; put quotes around the whole value, of a kind that is not in it"
	switch {
	case len(words) == 1:
		return fmt.Sprintf("exec passes this as %q, because quotes within a word cut it%s", words[0], way)
	case script:
		return fmt.Sprintf("exec cuts this at blanks and quotes, so that the shell runs only %q%s", words[0], way)
	}
	shown := make([]string, 0, 3)
	for _, w := range words[:min(len(words), 3)] {
		shown = append(shown, strconv.Quote(w))
	}
	if len(words) > 3 {
		shown = append(shown, "…")
	}
	return fmt.Sprintf("exec cuts this into %d words: %s%s", len(words), strings.Join(shown, ", "), way)
}
