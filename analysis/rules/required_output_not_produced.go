package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

func requiredOutputNotProduced() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "required-output-not-produced",
		Doc: `An action ends without an output that the bundle promises.

An output of the bundle without applyTo belongs to every action, also to upgrade and uninstall. Where an action ends and the output is not there, and it has no default, the action has failed after all: "required output is missing and has no default". Name the actions that make the output under applyTo, or write a default.

An output is made by a step that declares one of that name, by a file at the output's path, or by a script that writes /cnab/app/outputs/NAME itself. The rule speaks up where no step of the action can make it: where there are no steps, or only steps that print or wait, or steps of mixins that make no outputs but those that they declare. It is a warning where that is likely and not certain: where steps run scripts that can be read and that name neither the output nor a folder of outputs, where a step of terraform may apply resources that write files, and where a value from a template may tell az, aws or gcloud to write into that folder.

Nothing is said where a step is handed a folder of outputs, or a parameter has one for its default. A bundle without upgrade can be upgraded all the same, with no steps; if only upgrade lacks the output, nothing is said then.`,
		Severity: analysis.Error,
		Run:      runRequiredOutputNotProduced,
	}
}

func runRequiredOutputNotProduced(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	if len(doc.Manifest.Outputs) == 0 || !actionsKnown(p) || silence.Of(p).section("outputs") || silence.Of(p).section("parameters") {
		return // a parameter's default may yet name the folder of the outputs
	}
	actions := fruitless(p)
	if len(actions) == 0 {
		return
	}
	for i := range doc.Manifest.Outputs {
		o := &doc.Manifest.Outputs[i]
		applyTo := o.Node.Get("applyTo")
		if !applyTo.IsZero() && applyTo.Kind() != syntax.Sequence {
			continue // still to be typed, or refused
		}
		if o.Path.Value != "" || o.Schema.HasDefault() || o.Node.Repaired() || !counts(doc, symbols.Output, o.Name.Value, o.Node) {
			continue
		}
		var without []string
		written, certain := false, false
		for _, a := range actions {
			if o.AppliesTo(a.name) && !declaresOutput(a.steps, o.Name.Value) && !a.mentions(o.Name.Value) {
				without = append(without, a.name)
				written = written || a.written
				certain = certain || a.written && !a.unsure
			}
		}
		if written {
			reportMissingOutput(p, o, without, certain)
		}
	}
}

// reportMissingOutput reports an output that some actions do not make, which is
// certain of one of them at least or of none.
func reportMissingOutput(p *analysis.Pass, o *manifest.Output, without []string, certain bool) {
	doc := p.Bundle.Manifest
	d := analysis.Diagnostic{
		Span:    spanOf(o.Name),
		Message: fmt.Sprintf("no step of %s makes the output %q, which has no default, so the action fails at its end: ", enumerate(without), o.Name.Value),
	}
	if len(without) > 1 {
		d.Message = strings.Replace(d.Message, "the action fails at its end", "these actions fail at their end", 1)
	}
	switch applyTo := o.Node.Get("applyTo"); {
	case applyTo.Len() == 0:
		d.Message += "name the actions that make it under applyTo"
	case applyTo.Len() == len(without):
		d.Message += "let a step make it, or leave the output out"
	default:
		d.Message += fmt.Sprintf("let a step make it, or take %s out of its applyTo", enumerate(without))
	}
	if !certain {
		d.Severity = analysis.Warning
	}
	if o.Node.Get("applyTo").IsZero() {
		var others []string
		for _, name := range actionNames(doc.Manifest) {
			if !slices.Contains(without, name) {
				others = append(others, name)
			}
		}
		if len(others) > 0 {
			d.Fixes = adding(doc, o.Node, "name", "applyTo: ["+strings.Join(others, ", ")+"]")
		}
		for i := range d.Fixes {
			d.Fixes[i].Unsafe = d.Fixes[i].Unsafe || !certain
		}
	}
	p.ReportDiagnostic(d)
}

// barren is an action whose steps make no outputs but those that they declare.
type barren struct {
	name    string
	steps   []manifest.Step
	written bool     // the manifest has the action
	unsure  bool     // that is likely of some of its steps, and not certain
	scripts [][]byte // what its steps run of scripts
}

// mentions reports whether a script that the action runs names an output: it may
// put the path of one together.
func (b *barren) mentions(output string) bool {
	return slices.ContainsFunc(b.scripts, func(script []byte) bool { return hasWord(script, output) })
}

// fruitless returns the actions of which all steps are known to make no outputs
// but those that they declare; none while any of the actions is still to be
// typed.
func fruitless(p *analysis.Pass) []barren {
	m := p.Bundle.Manifest.Manifest
	if silence.Of(p).anyAction(p.Bundle.Manifest) || slices.ContainsFunc(m.Actions, unfinished) {
		return nil
	}
	var all []barren
	for _, name := range actionNames(m) {
		a, ok := m.Action(name)
		b := barren{name: name, steps: a.Steps, written: ok}
		if (ok || name == "upgrade") && !slices.ContainsFunc(a.Steps, func(s manifest.Step) bool { return b.mayMakeOutputs(p, s) }) {
			all = append(all, b)
		}
	}
	return all
}

// unfinished reports whether an action may yet get other steps than it has.
func unfinished(a manifest.Action) bool {
	return a.Node.Kind() != syntax.Sequence || slices.ContainsFunc(a.Steps, func(s manifest.Step) bool {
		return s.Node.Kind() == syntax.Alias || s.Node.Repaired() || !s.Mixin.Set() || s.Body.Kind() != syntax.Mapping
	})
}

func declaresOutput(steps []manifest.Step, name string) bool {
	for i := range steps {
		for _, o := range steps[i].Outputs {
			if o.Name.Value == name {
				return true
			}
		}
	}
	return false
}

// mayMakeOutputs reports whether a step may make outputs that it does not
// declare, and notes how sure it is that it does not. Mixins that are not known
// may do anything.
func (b *barren) mayMakeOutputs(p *analysis.Pass, s manifest.Step) bool {
	if namesOutputs(p, s.Body) || !listOfKnown(s.Body.Get("outputs"), len(s.Outputs)) {
		return true
	}
	for _, o := range s.Outputs {
		if o.Name.Value == "" || strings.Contains(o.Name.Value, "{") {
			return true // its name is still to be written, or known when it runs
		}
	}
	switch s.Mixin.Value {
	case "helm3", "helm", "kubernetes", "arm":
		return false
	case "az", "aws", "gcloud":
		// They write files where they are told to, and a value may tell them.
		b.unsure = b.unsure || mentions(s.Body, "${") || mentions(s.Body, "{{")
		return false
	case "terraform":
		// What is applied may be a file of its own.
		b.unsure = b.unsure || b.name != "uninstall"
		return false
	case "exec":
		if onlyTalks(s.Body) {
			return false
		}
		run, ok := scriptRun(p, s)
		b.scripts, b.unsure = append(b.scripts, run), true
		return !ok
	}
	return true
}

// namesOutputs reports whether a step may be told a folder of outputs: in a text
// of its own, or by a parameter that has one for its default.
func namesOutputs(p *analysis.Pass, body syntax.Node) bool {
	names := func(n syntax.Node) bool { return mentions(n, "outputs/") || mentions(n, "/outputs") }
	return names(body) || slices.ContainsFunc(p.Bundle.Manifest.Manifest.Parameters, func(v manifest.Parameter) bool {
		return names(v.Node.Get("default"))
	})
}

// onlyTalks reports whether an exec step does nothing but print or wait.
func onlyTalks(body syntax.Node) bool {
	command := body.Get("command")
	if command.Kind() != syntax.Scalar {
		return false
	}
	switch command.Value() {
	case "echo", "printf", "sleep", "true", "date", "pwd", "whoami":
		return true
	case "env": // alone: with arguments it runs a program
		return body.Get("arguments").IsZero() && body.Get("flags").IsZero() && body.Get("suffix-arguments").IsZero()
	case "bash", "sh":
	default:
		return false
	}
	flags := body.Get("flags")
	script := flags.Get("c")
	if script.Kind() != syntax.Scalar || flags.Len() != 1 || !body.Get("arguments").IsZero() {
		return false
	}
	return harmless(script.Value())
}

// harmless reports whether a shell's text is one command that prints or waits.
func harmless(script string) bool {
	script = strings.Trim(strings.TrimSpace(script), `"'`)
	if strings.ContainsAny(script, ";&|<>$`(\n") {
		return false
	}
	first, _, _ := strings.Cut(script, " ")
	switch first {
	case "echo", "printf", "sleep", "true", "date":
		return true
	}
	return false
}
