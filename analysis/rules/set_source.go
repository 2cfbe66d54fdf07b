package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/desired"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func setSource() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "set-source",
		Doc: `An entry of a set does not say where its value comes from, or not in a way that Porter takes.

A source has exactly one key, one of these, all in lower case:

| key | value |
|---|---|
| ` + "`env`" + ` | an environment variable of the machine that Porter runs on |
| ` + "`path`" + ` | the content of a file there |
| ` + "`command`" + ` | the output of a program there |
| ` + "`secret`" + ` | a key of the secret store |
| ` + "`value`" + ` | the value itself |

Porter refuses the whole set when a source has no key, several or another one. What stands behind the key is text, save for ` + "`value`" + `: a number there is read as nothing at all, so write it in quotes.

A command is split at single spaces and run without a shell. Quotes, pipes and variables reach the program as they stand: put the command into a script where it needs them.`,
		Severity:  analysis.Error,
		Target:    analysis.Porter,
		Documents: setKinds(),
		Run:       runSetSource,
	}
}

// strategyNames are the ways to a value, in the order in which they are offered.
func strategyNames() []string { return []string{"env", "path", "command", "secret", "value"} }

// strategyMeant returns the source that people mean by a word that Porter does not
// know.
func strategyMeant(strategy string) string {
	switch strings.ToLower(strategy) {
	case "environment", "envvar", "env_var", "environmentvariable", "var", "variable":
		return "env"
	case "file", "filepath", "filename":
		return "path"
	case "cmd", "exec", "shell", "script":
		return "command"
	case "vault", "keyvault", "key-vault", "secretref", "secretkey":
		return "secret"
	case "literal", "default", "text", "string":
		return "value"
	}
	return ""
}

func runSetSource(p *analysis.Pass) {
	if len(p.Document.File.RootErrors()) > 0 || isMislabelled(p.Document) {
		return
	}
	for _, v := range p.Document.Desired.Values {
		what := v.Name.Value
		if what == "" {
			what = "this entry"
		}
		switch {
		case v.Source.Strategies > 1:
			reportSeveral(p, what, v.Source)
		case v.Source.Strategies == 1:
			reportStrategy(p, what, v.Source)
		case isOtherValue(v.Source.Node):
			p.Report(p.Document.File.FirstLine(v.Source.Node.Span()), fmt.Sprintf(
				"the source of %s must be a map with one of %s in it, or Porter refuses the set", what, strings.Join(strategyNames(), ", ")))
		case v.Source.Node.IsZero() || v.Source.Node.Kind() == syntax.Mapping || v.Source.Node.Data() == nil:
			span := firstKeySpan(v.Node)
			if !v.Source.Node.IsZero() && v.Source.Node.Kind() == syntax.Mapping {
				span = v.Source.Node.Span()
			} else if v.Name.Set() {
				span = v.Name.Span()
			}
			p.Report(span, fmt.Sprintf("%s has no source, and Porter refuses the set: write source: and below it one of %s", what, strings.Join(strategyNames(), ", ")))
		}
	}
}

// isOtherValue reports whether a source is there and no map.
func isOtherValue(source syntax.Node) bool {
	return source.Kind() == syntax.Sequence || source.Kind() == syntax.Scalar && !source.Repaired() && source.Data() != nil
}

func reportSeveral(p *analysis.Pass, what string, s desired.Source) {
	var second syntax.Node
	i := 0
	for k := range s.Node.Pairs() {
		if i == 1 {
			second = k
		}
		i++
	}
	p.ReportDiagnostic(analysis.Diagnostic{
		Span:    second.Span(),
		Message: fmt.Sprintf("the source of %s has %s beside %s, and Porter, which takes one of them only, refuses the set: keep one", what, second.Value(), s.Strategy.Value),
		Related: []analysis.Related{{File: p.Document.Name, Span: s.Strategy.Span(), Message: "the first one"}},
	})
}

func reportStrategy(p *analysis.Pass, what string, s desired.Source) {
	strategy := s.Strategy.Value
	known := false
	for _, k := range strategyNames() {
		known = known || k == strategy
	}
	if !known {
		meant := strategyMeant(strategy)
		if meant == "" {
			meant = analysis.Nearest(strategy, strategyNames())
		}
		d := analysis.Diagnostic{
			Span:    s.Strategy.Span(),
			Message: fmt.Sprintf("%q is no source that Porter has, and it refuses the set: write one of %s", strategy, strings.Join(strategyNames(), ", ")),
		}
		if meant != "" {
			d.Message = fmt.Sprintf("%q is no source that Porter has, and it refuses the set; did you mean %s?", strategy, meant)
			d.Fixes = replaceScalar(p.Document, s.Strategy.Span(), meant)
		}
		p.ReportDiagnostic(d)
		return
	}
	if strategy != "value" {
		reportHint(p, what, strategy, s.Hint)
	}
}

// reportHint looks at what stands behind the key of every source but value.
func reportHint(p *analysis.Pass, what, strategy string, hint syntax.Node) {
	d := analysis.Diagnostic{Span: hint.Span()}
	switch text, isText := hint.Data().(string); {
	case hint.Style() == syntax.Missing || isText && text == "":
		d.Span = hint.Span()
		if d.Span.Len() == 0 {
			return // it is just being typed
		}
		d.Message = fmt.Sprintf("nothing stands behind %s, so %s cannot be found when the bundle runs", strategy, what)
	case !isText && hint.Kind() == syntax.Scalar && hint.Data() != nil:
		d.Message = fmt.Sprintf("%s is no text here, and Porter reads it as nothing: write it in quotes", hint.Value())
		d.Fixes = rename(p.Document, hint.Span(), strconv.Quote(hint.Value()))
		d.Fixes[0].Title = "Write it in quotes"
	case hint.Kind() == syntax.Mapping || hint.Kind() == syntax.Sequence:
		d.Span = p.Document.File.FirstLine(hint.Span())
		d.Message = fmt.Sprintf("behind %s stands a text, and Porter reads anything else as nothing", strategy)
	case strategy == "command" && needsShell(text):
		d.Severity = analysis.Warning
		d.Message = "the command is split at its spaces and runs without a shell, so quotes, pipes and variables reach the program as they stand: put it into a script and call that"
	default:
		return
	}
	p.ReportDiagnostic(d)
}

// needsShell reports whether a command has what only a shell understands.
func needsShell(command string) bool {
	if strings.HasPrefix(command, "'") || strings.HasPrefix(command, "\"") {
		return true
	}
	for word := range strings.FieldsSeq(command) {
		switch {
		case word == "|" || word == "&&" || word == "||" || word == ">" || word == "<" || word == ";":
			return true
		case strings.Contains(word, "$(") || strings.HasPrefix(word, "$") || strings.Contains(word, "`"):
			return true
		case strings.HasPrefix(word, "'") || strings.HasPrefix(word, "\""):
			return true
		}
	}
	return false
}
