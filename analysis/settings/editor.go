package settings

import (
	"maps"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
)

// Section is what editors call the part of their settings that is ours.
const Section = "porter-ls"

// installedMixins is the setting of an editor that a file has not: what is run is
// for the user to say, not for a repository.
const installedMixins = "installedMixins"

// Editor is what a user has set in an editor, for everything or for one folder.
type Editor struct {
	Layer
	// InstalledMixins says whether checks may run the installed mixins, nil where
	// nothing is said.
	InstalledMixins *bool
	// Hints says which hints are shown in the text, by the names in HintKinds; those
	// that it does not name are.
	Hints map[string]bool
}

// inlayHints is the setting that says which hints are shown in the text.
const inlayHints = "inlayHints"

// HintKinds returns what the setting calls the kinds of hints.
func HintKinds() []string { return []string{"variables", "references", "types", "sources"} }

// Over returns what two levels of an editor's settings say together.
func (e Editor) Over(below Editor) Editor {
	e.Layer = e.Layer.Over(below.Layer)
	if e.InstalledMixins == nil {
		e.InstalledMixins = below.InstalledMixins
	}
	hints := maps.Clone(below.Hints)
	for kind, on := range e.Hints {
		if hints == nil {
			hints = map[string]bool{}
		}
		hints[kind] = on
	}
	e.Hints = hints
	return e
}

// ReadEditor reads settings as an editor sends them, in JSON. What cannot be
// followed is among the problems and left out, and all else counts. Settings that
// are for the editor's side of the connection, and those that are null, are
// passed over.
func ReadEditor(src []byte, rules []*analysis.Analyzer) (Editor, []Problem) {
	var e Editor
	root := syntax.Parse(src, nil).Root()
	r := &reader{rules: rules}
	passOver := func(syntax.Node) {}
	inFile := func(n syntax.Node) {
		r.problem(n, "an editor has no such setting; the repository's "+FileName+" has, for the paths below it")
	}
	fields := r.layer(&e.Layer, map[string]func(syntax.Node){
		installedMixins: func(n syntax.Node) {
			on, ok := n.Bool()
			if !ok || n.JSONType() != "boolean" {
				r.problem(n, installedMixins+" is true or false")
				return
			}
			e.InstalledMixins = &on
		},
		inlayHints: func(n syntax.Node) { e.Hints = r.hints(n) },
		"exclude":  inFile, "overrides": inFile, "paths": inFile,
		"path": passOver, "server": passOver, "trace": passOver, "trusted": passOver, Section: passOver,
	})
	for name, read := range fields {
		fields[name] = func(n syntax.Node) {
			if n.JSONType() != "null" {
				read(n)
			}
		}
	}
	r.object(root, "the settings are", fields)
	if len(e.Select) == 0 && slices.ContainsFunc(r.problems, func(p Problem) bool { return strings.HasPrefix(p.Key, "select") }) {
		e.Select = nil // a mistake does not turn every rule off
	}
	return e, r.problems
}

// hints reads which hints are shown: true or false for all of them, or by kind.
func (r *reader) hints(n syntax.Node) map[string]bool {
	kinds := map[string]bool{}
	if on, ok := n.Bool(); ok && n.JSONType() == "boolean" {
		for _, kind := range HintKinds() {
			kinds[kind] = on
		}
		return kinds
	}
	fields := map[string]func(syntax.Node){}
	for _, kind := range HintKinds() {
		fields[kind] = func(v syntax.Node) {
			on, ok := v.Bool()
			if !ok || v.JSONType() != "boolean" {
				r.problem(v, kind+" is true or false")
				return
			}
			kinds[kind] = on
		}
	}
	r.object(n, inlayHints+" is true, false or", fields)
	return kinds
}
