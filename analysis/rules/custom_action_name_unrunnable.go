package rules

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

func customActionNameUnrunnable() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "custom-action-name-unrunnable",
		Doc: `A custom action has a name that Porter cannot run.

Porter 1.x looks an action's steps up by a path in which dots, brackets, parentheses and double quotes have a meaning. An action with one of these in its name builds, and fails whenever it is invoked: "no matching nodes found". That goes for CNAB's well-known names, such as io.cnab.status, too.

Of a name with a blank Porter gives the mixin the first word only.

porter-ls runs actions of any name. For Porter write - in place of these characters.`,
		Severity: analysis.Error,
		Target:   analysis.Porter,
		Run:      runCustomActionNameUnrunnable,
	}
}

func runCustomActionNameUnrunnable(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	if silence.Of(p).all {
		return // a key that is being typed is no action's name yet
	}
	for i := range doc.Manifest.Actions {
		a := &doc.Manifest.Actions[i]
		name := a.Name.Value
		if manifest.IsCoreAction(name) || len(a.Steps) == 0 {
			continue
		}
		d := analysis.Diagnostic{Span: spanOf(a.Name), Fixes: renameAction(doc, *a, runnable(name))}
		if i := strings.IndexAny(name, `.(["`); i >= 0 {
			d.Message = fmt.Sprintf("because of the %s in its name Porter 1.x does not find the steps of %q, and the action always fails", character(name[i]), name)
		} else if strings.Contains(name, " ") {
			d.Severity = analysis.Warning
			d.Message = fmt.Sprintf("because of the blank in its name Porter 1.x calls the mixins of %q with the action %q", name, name[:strings.Index(name, " ")])
		} else {
			continue
		}
		if len(d.Fixes) > 0 {
			d.Message += fmt.Sprintf("; call it %q", runnable(name))
		}
		p.ReportDiagnostic(d)
	}
}

// runnable is a name with what Porter cannot run replaced.
func runnable(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`.()[]" `, r) {
			return '-'
		}
		return r
	}, strings.TrimPrefix(name, "io.cnab."))
	return strings.Trim(name, "-")
}

func character(c byte) string {
	switch c {
	case '.':
		return "dot"
	case '(':
		return "parenthesis"
	case '[':
		return "bracket"
	}
	return "quote"
}
