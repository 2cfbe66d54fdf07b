package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

func undefinedReference() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "undefined-reference",
		Doc: `A template names something that the bundle does not have.

Porter builds and publishes such a bundle without a word. The step fails when it runs: "missing variable", with the last part of the name only. Under Porter 1.x the same happens for those in comments within a step, and in the lines of comments next to it: a step that is commented out belongs to the one above or below it.

A name begins with bundle, installation or env:

| name | value |
|---|---|
| ` + "`bundle.name`, `.version`, `.description`, `.installerImage`" + ` | of this bundle |
| ` + "`bundle.parameters.NAME`, `bundle.credentials.NAME`" + ` | as declared in the manifest |
| ` + "`bundle.outputs.NAME`" + ` | an output of an earlier step or run |
| ` + "`bundle.images.KEY.repository`, `.digest`, `.tag`, …" + ` | of an entry of images |
| ` + "`bundle.dependencies.NAME.outputs.OUTPUT`" + ` | of a dependency |
| ` + "`bundle.custom.KEY`" + ` | from the manifest's custom data |
| ` + "`installation.name`, `.namespace`, `.id`" + ` | of the installation |
| ` + "`env.NAME`" + ` | an environment variable, which is never reported |

A part of an object is named behind the parameter, ` + "`bundle.parameters.NAME.FIELD`" + `. What the parameter's schema does not describe is reported where it cannot be there, because the parameter is no object or allows no additionalProperties, or is nearly the name of something that is described. A variable of the shell is the matter of shell-variable-in-template.

An output that nothing declares is an error where no step comes before its use. After other steps it is a warning, because a script may write an output that no step declares.`,
		Severity: analysis.Error,
		Run:      runUndefinedReference,
	}
}

func runUndefinedReference(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	r := &references{Pass: p, doc: doc, index: doc.Symbols, silent: silence.Of(p)}
	r.known = map[string]bool{"outputs": r.listKnown("outputs") && r.stepOutputsKnown()}
	for _, section := range []string{"parameters", "credentials", "images", "dependencies"} {
		r.known[section] = r.listKnown(section)
	}
	for u := range doc.Symbols.Uses() {
		reads := u.Kind == template.Variable || u.Kind == template.Raw
		if !reads || !u.Closed || u.Conditional || r.silent.section(u.Action) || halfTyped(u) {
			continue
		}
		r.root(u)
	}
}

// halfTyped reports whether a part of the name is still to be typed.
func halfTyped(u symbols.Use) bool {
	for i := range u.Len() {
		if u.Segment(i).Name == "" {
			return true
		}
	}
	return u.Len() == 0
}

// references checks the names of templates. Its methods take the use and look
// at one segment of its path each.
type references struct {
	*analysis.Pass
	doc     *analysis.Document
	index   *symbols.Index
	silent  quiet
	known   map[string]bool // the sections of which all names are known
	outputs []string        // of the bundle and of steps, once they were asked for
}

func (r *references) root(u symbols.Use) {
	switch u.Segment(0).Name {
	case "env":
	case "installation":
		r.field(u, 1, "installation")
	case "bundle":
		r.bundle(u)
	case "outputs":
		r.report(u, u.Segment(0).Span, "outputs belongs to the outputs of a dependency; in a step write bundle.outputs", "")
	default:
		r.unknownRoot(u)
	}
}

// unknownRoot reports a name that begins with nothing Porter has. What is meant
// for a shell is another rule's.
func (r *references) unknownRoot(u symbols.Use) {
	if isShellVariable(r.doc, u) {
		return
	}
	first := u.Segment(0)
	if u.Len() > 1 && slices.Contains(symbols.Known("bundle"), first.Name) {
		to := "bundle." + first.Name
		r.report(u, first.Span, fmt.Sprintf("there is no variable %q; did you mean %q?", first.Name, to), to)
		return
	}
	if hint, nearest := didYouMean(first.Name, symbols.Known()); nearest != "" && u.Len() > 1 {
		r.report(u, first.Span, fmt.Sprintf("there is no variable %q%s", first.Name, hint), nearest)
		return
	}
	escape := ""
	if r.doc.Manifest.Delims == template.Dollar {
		escape = ", and a ${ that is no variable is written $${!}{"
	}
	name := u.Name.Of(r.doc.File.Source())
	r.report(u, u.Name, fmt.Sprintf("there is no variable %q; variables begin with bundle, installation or env%s", name, escape), "")
}

func (r *references) bundle(u symbols.Use) {
	if u.Len() == 1 {
		return
	}
	switch u.Segment(1).Name {
	case "name", "version", "description", "installerImage":
	case "parameters":
		if r.defined(u, symbols.Parameter, "parameters", "parameter") {
			r.parameterField(u)
		}
	case "credentials":
		if r.defined(u, symbols.Credential, "credentials", "credential") && u.Len() > 3 {
			r.noFields(u, "credential", "text")
		}
	case "outputs":
		r.output(u)
	case "images":
		if r.defined(u, symbols.Image, "images", "image") {
			r.field(u, 3, "an image")
		}
	case "dependencies":
		if r.defined(u, symbols.Dependency, "dependencies", "dependency") {
			r.field(u, 3, "a dependency")
			r.dependencyField(u)
		}
	case "custom":
		r.custom(u)
	default:
		r.field(u, 1, "bundle")
	}
}

// field checks a segment against the fixed names that something has.
func (r *references) field(u symbols.Use, at int, owner string) {
	if u.Len() <= at {
		return
	}
	path := make([]string, at)
	for i := range path {
		path[i] = u.Segment(i).Name
	}
	s, names := u.Segment(at), symbols.Known(path...)
	if slices.Contains(names, s.Name) {
		return
	}
	hint, nearest := didYouMean(s.Name, names)
	if nearest == "" {
		hint = "; it has " + strings.Join(names, ", ")
	}
	r.report(u, s.Span, fmt.Sprintf("%s has no %q%s", owner, s.Name, hint), nearest)
}

// defined checks the third segment against the definitions of a kind and
// reports whether it is one of them.
func (r *references) defined(u symbols.Use, kind symbols.Kind, section, noun string) bool {
	if u.Len() < 3 || !r.known[section] {
		return false
	}
	s := u.Segment(2)
	if _, ok := r.index.Lookup(kind, s.Name); ok {
		return true
	}
	if kind == symbols.Parameter && strings.HasPrefix(s.Name, "porter-") {
		return false // Porter's own
	}
	if kind == symbols.Image && !r.doc.Manifest.Root.Get(section).Get(s.Name).IsZero() {
		return false // half-typed: a key without its fields
	}
	if r.dotted(u, kind, noun) {
		return false
	}
	hint, nearest := didYouMean(s.Name, r.index.Names(kind))
	d := r.diagnostic(u, s.Span, fmt.Sprintf("there is no %s %q%s", noun, s.Name, hint), nearest)
	if near, ok := r.index.Lookup(kind, nearest); ok {
		d.Related = []analysis.Related{{File: r.doc.Name, Span: near.Span, Message: fmt.Sprintf("%q is defined here", nearest)}}
	}
	d.Fixes = append(d.Fixes, define(r.doc, kind, s.Name, u.Len() > 3)...)
	r.ReportDiagnostic(d)
	return false
}

// listKnown reports whether all names that a section defines are known.
func (r *references) listKnown(section string) bool {
	if r.silent.section(section) {
		return false
	}
	m := r.doc.Manifest
	node := m.Root.Get(section)
	if !m.Root.Get("<<").IsZero() {
		return false
	}
	switch section {
	case "parameters":
		return listOfKnown(node, len(m.Parameters)) && allNamed(node)
	case "credentials":
		return listOfKnown(node, len(m.Credentials)) && allNamed(node)
	case "outputs":
		return listOfKnown(node, len(m.Outputs)) && allNamed(node)
	case "images":
		return node.IsZero() || node.Style() == syntax.Missing || node.Kind() == syntax.Mapping && node.Get("<<").IsZero()
	case "dependencies":
		requires := node.Get("requires")
		return node.IsZero() || node.Style() == syntax.Missing || !requires.IsZero() && listOfKnown(requires, len(m.Dependencies))
	}
	return true
}

// dotted reports a name that is defined with a dot in it.
func (r *references) dotted(u symbols.Use, kind symbols.Kind, noun string) bool {
	for end := u.Len(); end > 3; end-- {
		name := u.Join(2, end)
		if _, ok := r.index.Lookup(kind, name); ok {
			span := text.Span{Start: u.Segment(2).Span.Start, End: u.Segment(end - 1).Span.End}
			r.report(u, span, fmt.Sprintf("the %s %q cannot be reached from a template, because of the dot in its name", noun, name), "")
			return true
		}
	}
	return false
}

// output checks an output, which any step of the bundle may declare and a
// script before it may write without declaring it.
func (r *references) output(u symbols.Use) {
	if u.Len() < 3 || !r.known["outputs"] {
		return
	}
	s := u.Segment(2)
	for _, kind := range []symbols.Kind{symbols.Output, symbols.StepOutput} {
		if o, ok := r.index.Lookup(kind, s.Name); ok {
			r.outputField(u, o)
			return
		}
	}
	if r.dotted(u, symbols.Output, "output") || r.dotted(u, symbols.StepOutput, "output") {
		return
	}
	hint, nearest := r.nearestOutput(u, s.Name)
	d := r.diagnostic(u, s.Span, fmt.Sprintf("no step makes an output %q and the bundle has none of that name%s", s.Name, hint), nearest)
	if u.Step > 0 {
		d.Severity = analysis.Warning
	}
	r.ReportDiagnostic(d)
}

// nearestOutput is the nearest name of those outputs that have a value where a
// tag stands. Nearly always that is the nearest of all.
func (r *references) nearestOutput(u symbols.Use, name string) (hint, nearest string) {
	if r.outputs == nil {
		r.outputs = slices.Concat(r.index.Names(symbols.Output), r.index.Names(symbols.StepOutput))
	}
	noValue := func(name string) bool {
		scope := r.index.Scope(symbols.Ref{Kind: symbols.Output, Name: name, Action: u.Action, Step: u.Step})
		return scope != symbols.Visible && scope != symbols.EarlierRun
	}
	hint, nearest = didYouMean(name, r.outputs)
	if nearest != "" && noValue(nearest) {
		return didYouMean(name, slices.DeleteFunc(slices.Clone(r.outputs), noValue))
	}
	return hint, nearest
}

// stepOutputsKnown reports whether all outputs that steps declare are known:
// every action can be read, and no step declares them in a way that only its
// mixin understands.
func (r *references) stepOutputsKnown() bool {
	if r.silent.anyAction(r.doc) {
		return false
	}
	for _, a := range r.doc.Manifest.Actions {
		for _, s := range a.Steps {
			if !listOfKnown(s.Body.Get("outputs"), len(s.Outputs)) {
				return false
			}
		}
	}
	return true
}

// custom follows a name through the manifest's custom data as far as that is
// written out.
func (r *references) custom(u symbols.Use) {
	if u.Len() < 3 || r.silent.section("custom") {
		return
	}
	node := r.doc.Manifest.Custom
	for i := 2; i < u.Len(); i++ {
		s := u.Segment(i)
		if node.Kind() == syntax.Alias || node.Kind() == syntax.Sequence || !node.Get("<<").IsZero() {
			return
		}
		_, next := node.Lookup(s.Name)
		if next.IsZero() {
			where := u.Join(1, i)
			hint, nearest := didYouMean(s.Name, keys(node))
			r.report(u, s.Span, fmt.Sprintf("%s has no %q%s", where, s.Name, hint), nearest)
			return
		}
		node = next
	}
}

func keys(n syntax.Node) []string {
	var names []string
	for k := range n.Pairs() {
		names = append(names, k.Value())
	}
	return names
}

// report adds a finding about one part of a template.
func (r *references) report(u symbols.Use, span text.Span, message, nearest string) {
	r.ReportDiagnostic(r.diagnostic(u, span, message, nearest))
}

func (r *references) diagnostic(u symbols.Use, span text.Span, message, nearest string) analysis.Diagnostic {
	d := analysis.Diagnostic{Span: span, Message: message}
	if nearest != "" {
		d.Fixes = rename(r.doc, span, nearest)
	}
	inComment(u, &d)
	return d
}

// allNamed reports whether no entry of a list has a name that is still to be
// written: it may be any.
func allNamed(list syntax.Node) bool {
	for _, item := range list.Items() {
		if name := item.Get("name"); name.Style() == syntax.Missing && !name.IsZero() {
			return false
		}
	}
	return true
}
