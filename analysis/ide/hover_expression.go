package ide

import (
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/template"
)

// expression says what a template at the place stands for.
func (h *hover) expression() bool {
	tag, ok := h.Document.Symbols.TagAt(h.off)
	if !ok || len(tag.Path) == 0 {
		return false
	}
	if tag.Kind == template.Comment || tag.Kind == template.SetDelim {
		return false
	}
	i := slices.IndexFunc(tag.Path, func(s template.Segment) bool { return s.Name != "" && s.Span.Contains(h.off) })
	if i < 0 {
		return h.wholeTag(tag)
	}
	ref, ok := h.Document.Symbols.At(h.off)
	switch {
	case ok && ref.Span.Contains(h.off) && h.describe(ref):
		h.about(ref.Span)
		h.scope(ref)
		if strings.HasSuffix(strings.Join(names(tag.Path), "."), ref.Name) {
			h.value(tag)
		}
		return true
	default:
		// Of a name that leads nowhere, or is just being typed, nothing is said: not
		// what the text around it is for either.
		h.known(names(tag.Path[:i+1]))
		return h.about(tag.Path[i].Span)
	}
}

// wholeTag says what a tag stands for whose delimiters the place is at.
func (h *hover) wholeTag(tag symbols.Expression) bool {
	for i, s := range slices.Backward(tag.Path) {
		if s.Name == "" {
			continue
		}
		if ref, ok := h.Document.Symbols.At(s.Span.End); ok && h.describe(ref) {
			h.scope(ref)
			h.value(tag)
			return h.about(tag.Span)
		}
		return h.known(names(tag.Path[:i+1])) && h.about(tag.Span)
	}
	return false
}

// value says what a tag becomes where nobody gives a value.
func (h *hover) value(tag symbols.Expression) {
	if !tag.Closed || tag.Kind != template.Variable && tag.Kind != template.Raw || tag.Action == "" {
		return
	}
	found := h.standsFor(names(tag.Path), tag.Action)
	switch shown := renderedValue(found.value); {
	case found.known && shown == "":
		h.item("Becomes nothing")
	case found.known && found.others:
		h.item("Becomes ", code(shown), " where nobody gives another value")
	case found.known:
		h.item("Becomes ", code(shown))
	case len(found.why) > 0:
		h.item(append([]any{"What it becomes is not known: "}, found.why...)...)
	}
	if tag.Node.Kind() != syntax.Scalar || tag.Node.TextSpan() == tag.Span {
		return
	}
	if whole, ok := h.rendered(tag.Node, tag.Action); ok {
		h.item("The whole text: ", code(whole))
	}
}

// renderedValue is a value as it stands within other text, cut where it is long.
func renderedValue(v template.Value) string {
	s := v.Text
	if s == "" && v.Tree != nil {
		s, _ = cnab.Text(v.Tree) // what has no JSON is shown as nothing
	}
	return cut(s, mostRendered)
}

// scope says where a name has no value though it is defined.
func (h *hover) scope(r symbols.Ref) {
	if r.Defines || r.Action == "" {
		return
	}
	switch h.Document.Symbols.Scope(r) {
	case symbols.EarlierRun:
		h.say("No step before this one makes it: here it is what the last run left, and nothing in the first.")
	case symbols.NotYet:
		h.say("It has no value here: this step, or a later one, makes it.")
	case symbols.OtherAction:
		if r.Kind == symbols.Parameter || r.Kind == symbols.Credential || r.Kind == symbols.Field {
			if p, ok := h.Document.Manifest.Parameter(r.Name); ok && r.Kind == symbols.Parameter && p.ApplyTo == nil {
				h.say("It has no value here: an output feeds it, and the action ", code(r.Action), " is left out.")
				return
			}
			h.say("It has no value here: ", code("applyTo"), " leaves the action ", code(r.Action), " out.")
			return
		}
		h.say("It has no value here: only steps of other actions make it.")
	}
}

// known describes one of the names that every bundle has.
func (h *hover) known(path []string) bool {
	words := map[string]string{
		"bundle":                 "What the bundle itself says and is given.",
		"bundle.name":            "The bundle's name.",
		"bundle.version":         "The bundle's version, a semantic version without a leading `v`.",
		"bundle.description":     "The bundle's description.",
		"bundle.installerImage":  "The image that the bundle runs in, where it was copied to.",
		"bundle.parameters":      "The values of the parameters that are for this action, by name.",
		"bundle.credentials":     "The values of the credentials, by name.",
		"bundle.outputs":         "What earlier steps of this run, or else the last run, gave as outputs, by name.",
		"bundle.images":          "The images of the manifest, by name, as they were copied with the bundle.",
		"bundle.dependencies":    "The bundles that this one depends on, by name.",
		"bundle.custom":          "The values under `custom`.",
		"installation":           "The installation that the action runs for.",
		"installation.name":      "The installation's name.",
		"installation.id":        "The installation's identifier, which no other one has.",
		"installation.namespace": "The installation's namespace, nothing in the global one.",
		"env":                    "The environment variables in the bundle's container, by name.",
	}
	doc, ok := words[strings.Join(path, ".")]
	if !ok {
		return false
	}
	h.say(strong(strings.Join(path, ".")))
	h.say(doc)
	return true
}

// builtin describes what Porter gives every template, by its whole name.
func (h *hover) builtin(name string) bool {
	path := strings.Split(name, ".")
	if variable, ok := strings.CutPrefix(name, "env."); ok {
		if !h.environment(h.Document.Manifest, variable) {
			h.say("environment variable ", strong(variable))
			h.say("No parameter or credential of this manifest sets it.")
		}
		return true
	}
	if h.known(path) {
		return true
	}
	h.say(strong(name))
	switch {
	case len(path) > 3 && path[1] == "images":
		field := h.Schema().At([]syntax.Step{{Key: "images", Index: -1}, {Key: path[2], Index: -1}, {Key: path[len(path)-1], Index: -1}})
		if field.Doc != "" {
			h.say(field.Doc)
		}
	case len(path) > 3 && path[1] == "dependencies":
		h.say("The ", code(path[len(path)-1]), " of the dependency's bundle.")
	}
	return true
}
