package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema"
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
	for i := range doc.Symbols.Refs {
		r := &doc.Symbols.Refs[i]
		if r.Action == "" || silent.section(r.Action) {
			continue
		}
		v := valueOf(p, r)
		if v.kind == "" {
			continue
		}
		at := placeOf(p, *r)
		n := at.node
		if n.Kind() != syntax.Scalar || n.Style() != syntax.Plain || !isVariable(n.Value(), v.variable(r), doc.Manifest.Delims) {
			continue
		}
		if at.isValue && len(at.types) > 0 && !takesType(at.types, v.kind) {
			p.ReportDiagnostic(analysis.Diagnostic{
				Span:    n.Span(),
				Message: fmt.Sprintf("%s is %s, but %s must be %s%s", v.words(r), article(v.kind), valueName(at.path, ""), wanted(at.types), singleQuotes(at.types)),
				Fixes:   singleQuote(doc, n, at.types),
			})
		}
	}
}

// valuePlace is where in a step a name stands: the scalar, what leads to it and,
// where it is a value, the types that the schema has for it.
type valuePlace struct {
	node    syntax.Node
	path    []syntax.Step
	isValue bool
	types   []string
}

// places are the places of names that were looked up in a step, remembered with
// it: their nodes are detached, and their paths begin below the step.
type places struct {
	set *schema.Set
	at  map[int]valuePlace // by how far behind the step's begin the name stands
}

var placesInSteps syntax.Memo[string, places] // the key is the action

// placeOf returns the place of a reference in a step.
func placeOf(p *analysis.Pass, r symbols.Ref) valuePlace {
	doc, set := p.Bundle.Manifest, p.Schema()
	a, _ := doc.Manifest.Action(r.Action)
	if r.Step >= len(a.Steps) || !a.Steps[r.Step].Node.Span().Covers(r.Span) {
		return findPlace(doc, set, r.Span.Start)
	}
	step := a.Steps[r.Step].Node
	off := r.Span.Start - step.Span().Start
	known, ok := placesInSteps.Get(step, r.Action)
	if ok = ok && set.Equal(known.set); ok {
		if at, ok := known.at[off]; ok {
			at.node = at.node.Attach(step)
			at.path = slices.Concat([]syntax.Step{{Key: r.Action, Index: -1}, {Index: r.Step}}, at.path)
			return at
		}
	}
	found := findPlace(doc, set, r.Span.Start)
	kept := found
	kept.node, kept.path = found.node.Detach(step), nil
	if found.isValue {
		if len(found.path) < 2 || found.path[0].Key != r.Action || found.path[1].Index != r.Step {
			return found // merged in, or under a key that is there twice
		}
		for _, s := range found.path[2:] {
			kept.path = append(kept.path, syntax.Step{Key: strings.Clone(s.Key), Index: s.Index})
		}
	}
	more := places{set, map[int]valuePlace{off: kept}}
	if ok {
		maps.Copy(more.at, known.at) // others may be reading it
	}
	placesInSteps.Put(step, strings.Clone(r.Action), more)
	return found
}

// findPlace looks up a place; what leads to it only where the name may be all
// that is written there.
func findPlace(doc *analysis.Document, set *schema.Set, off int) valuePlace {
	n := doc.File.NodeAt(off)
	if n.Style() != syntax.Plain || !strings.HasPrefix(strings.TrimSpace(n.Value()), doc.Manifest.Delims.Open) {
		return valuePlace{node: n}
	}
	path := doc.File.PathAt(off)
	return valuePlace{n, path.Steps, path.Where == syntax.InValue, set.At(path.Steps).Types}
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
