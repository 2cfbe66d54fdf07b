package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
)

func typeMismatch() *analysis.Analyzer {
	return &analysis.Analyzer{
		Name: "type-mismatch",
		Doc: `A template without quotes stands for a value of another type than the mixin reads there.

What a template without quotes becomes is read as YAML again: an object becomes a map, an array a list, true a boolean. Where the mixin wants text, the step then fails. Put single quotes around the template, so that it stays text whatever it becomes, or use the single fields of the object.`,
		Severity: analysis.Warning,
		Run:      runTypeMismatch,
	}
}

func runTypeMismatch(p *analysis.Pass) {
	doc := p.Bundle.Manifest
	silent := silence.Of(p)
	if silent.all {
		return
	}
	var at lookedUp
	for i := range doc.Symbols.Refs {
		r := &doc.Symbols.Refs[i]
		if r.Action == "" || silent.section(r.Action) {
			continue
		}
		v := valueOf(p, r)
		if v.kind == "" {
			continue // as nearly always: most values are texts
		}
		place, ok := at.place(p, r)
		n := place.node
		if !ok || takesType(place.types, v.kind) || !isVariable(n.Value(), v.variable(r), doc.Manifest.Delims) {
			continue
		}
		p.ReportDiagnostic(analysis.Diagnostic{
			Span:    n.Span(),
			Message: fmt.Sprintf("%s is %s, but %s must be %s%s", v.words(r), article(v.kind), place.name, wanted(place.types), singleQuotes(place.types)),
			Fixes:   singleQuote(doc, n, place.types),
		})
	}
}

// valuePlace is a plain scalar that begins with a template, as a value that the
// schema has types for.
type valuePlace struct {
	node  syntax.Node
	name  string // of the value
	types []string
}

// places are all of a step, in source order. They are remembered with it: their
// nodes are detached.
type places struct {
	set *schema.Set
	all []valuePlace
}

var placesInSteps syntax.Memo[string, places] // the key is the action

// lookedUp are the places of the step that was asked for last.
type lookedUp struct {
	action  string
	index   int
	section manifest.Action
	step    syntax.Node // the zero Node where the step is not at its action's place
	places
}

// place returns the place of a reference.
func (l *lookedUp) place(p *analysis.Pass, r *symbols.Ref) (at valuePlace, ok bool) {
	doc := p.Bundle.Manifest
	if l.set == nil || l.action != r.Action || l.index != r.Step {
		l.find(p, r)
	}
	if !l.step.Span().Covers(r.Span) { // merged in, or under a key that is there twice
		path := doc.File.PathAt(r.Span.Start)
		at, ok := placeAt(p.Schema(), doc.Manifest.Delims, doc.File.NodeAt(r.Span.Start), path.Steps)
		return at, ok && path.Where == syntax.InValue
	}
	for _, at := range l.all {
		if at.node = at.node.Attach(l.step); at.node.Span().Covers(r.Span) {
			return at, true
		}
	}
	return at, false
}

// find looks up the places of a reference's step.
func (l *lookedUp) find(p *analysis.Pass, r *symbols.Ref) {
	doc, set := p.Bundle.Manifest, p.Schema()
	if l.set == nil || l.action != r.Action {
		l.section, _ = doc.Manifest.Action(r.Action)
	}
	*l = lookedUp{action: r.Action, index: r.Step, section: l.section, places: places{set: set}}
	if doc.Manifest.Root.Get(r.Action) != l.section.Node || l.section.Node.Item(r.Step).IsZero() {
		return
	}
	l.step = l.section.Node.Item(r.Step)
	if known, ok := placesInSteps.Get(l.step, r.Action); ok && set.Equal(known.set) {
		l.places = known
		return
	}
	w := scalarWalk{path: []syntax.Step{{Key: r.Action, Index: -1}, {Index: r.Step}}}
	w.visit = func(n syntax.Node) {
		if at, ok := placeAt(set, doc.Manifest.Delims, n, w.path); ok {
			at.node = n.Detach(l.step)
			l.all = append(l.all, at)
		}
	}
	w.walk(l.step)
	placesInSteps.Put(l.step, strings.Clone(r.Action), l.places)
}

// placeAt returns what is known of a scalar that a path leads to; ok is false
// where it is no place of a template that may be all of the value.
func placeAt(set *schema.Set, d template.Delims, n syntax.Node, path []syntax.Step) (at valuePlace, ok bool) {
	if n.Kind() != syntax.Scalar || n.Style() != syntax.Plain || !strings.HasPrefix(strings.TrimSpace(n.Value()), d.Open) {
		return at, false
	}
	types := set.At(path).Types
	if len(types) == 0 {
		return at, false
	}
	return valuePlace{n, valueName(path, ""), types}, true
}

// typedValue is what a template in a step becomes: a value of a type, "" where it
// may be more than one or a text, which may be read as anything.
type typedValue struct {
	section string // of the manifest, and in the template
	kind    string
}

// valueOf returns what the name of a parameter or output becomes in a step.
func valueOf(p *analysis.Pass, r *symbols.Ref) (v typedValue) {
	switch r.Kind {
	case symbols.Parameter:
		v.section = "parameters"
		if param := defined.Of(p).parameters[r.Name]; param != nil {
			if env, _ := param.Destination(); env != "" { // else it is the path
				v.kind = onlyType(param.Schema, param.EffectiveType())
			}
		}
	case symbols.Output:
		v.section = "outputs"
		if out := defined.Of(p).outputs[r.Name]; out != nil {
			v.kind = onlyType(out.Schema, out.EffectiveType())
		}
	case symbols.DependencyOutput:
		v.section = "dependencies"
		dependency, output, _ := strings.Cut(r.Name, ".")
		v.kind = dependencyOutputType(p, dependency, output)
	}
	switch v.kind {
	case "object", "array", "boolean", "integer", "number":
		if !silence.Of(p).section(v.section) {
			return v
		}
	}
	return typedValue{}
}

// variable is the template's name of the value.
func (v typedValue) variable(r *symbols.Ref) string {
	if v.section == "dependencies" {
		dependency, output, _ := strings.Cut(r.Name, ".")
		return "bundle.dependencies." + dependency + ".outputs." + output
	}
	return "bundle." + v.section + "." + r.Name
}

// words names the value in a message.
func (v typedValue) words(r *symbols.Ref) string {
	switch v.section {
	case "dependencies":
		dependency, output, _ := strings.Cut(r.Name, ".")
		return fmt.Sprintf("the output %q of %s", output, dependency)
	case "outputs":
		return fmt.Sprintf("the output %q", r.Name)
	}
	return fmt.Sprintf("the parameter %q", r.Name)
}

// isVariable reports whether a text is a template's variable and nothing else.
func isVariable(s, name string, d template.Delims) bool {
	inner, ok := strings.CutPrefix(strings.TrimSpace(s), d.Open)
	if !ok {
		return false
	}
	inner, ok = strings.CutSuffix(inner, d.Close)
	return ok && strings.TrimSpace(inner) == name
}

// takesType reports whether a field takes values of a type, as YAML reads them:
// any scalar is a text.
func takesType(types []string, kind string) bool {
	switch {
	case slices.Contains(types, kind):
		return true
	case kind == "object" || kind == "array":
		return false
	}
	number := kind == "integer" || kind == "number"
	return slices.Contains(types, "string") || number && (slices.Contains(types, "number") || slices.Contains(types, "integer"))
}

// singleQuotes adds what to write where text is taken.
func singleQuotes(types []string) string {
	if slices.Contains(types, "string") {
		return "; put single quotes around the template to pass it as text"
	}
	return ""
}

// singleQuote is the fix that makes a text of what a template becomes.
func singleQuote(doc *analysis.Document, n syntax.Node, types []string) []analysis.SuggestedFix {
	if !slices.Contains(types, "string") || strings.ContainsAny(n.Value(), "'\n") {
		return nil
	}
	return []analysis.SuggestedFix{{
		Title: "Put single quotes around it",
		Edits: []analysis.FileEdit{insert(doc, n.Span().Start, "'"), insert(doc, n.Span().End, "'")},
	}}
}
