package ide

import (
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/text"
)

// ActionKind groups actions, as the protocol does: a kind stands for those that
// begin with it and a dot too.
type ActionKind string

// The kinds of action.
const (
	QuickFix        ActionKind = "quickfix"
	RefactorExtract ActionKind = "refactor.extract"
	RefactorInline  ActionKind = "refactor.inline"
	RefactorMove    ActionKind = "refactor.move"
	RefactorRewrite ActionKind = "refactor.rewrite"
	SourceBundle    ActionKind = "source.bundle"
	SourceFixAll    ActionKind = "source.fixAll.porter-ls"
)

// Within reports whether a kind is another one, or one of those that it stands
// for. The empty kind stands for all.
func (k ActionKind) Within(of ActionKind) bool {
	return of == "" || k == of || strings.HasPrefix(string(k), string(of)+".")
}

// Action is something that can be done about a place: an edit, or a verb.
type Action struct {
	Title     string
	Kind      ActionKind
	Fixes     []analysis.Diagnostic // the findings that it takes away
	Preferred bool                  // it is the one that is meant most likely
	Run       *Verb                 // nil where it is an edit
	NewFiles  bool                  // its edit creates files

	edit func() (ActionEdit, bool)
}

// Edit works out what the action changes; ok is false where it has turned out that
// it cannot be done.
func (a *Action) Edit() (e ActionEdit, ok bool) {
	if a.edit == nil {
		return ActionEdit{}, false
	}
	return a.edit()
}

// ActionEdit is what an action changes.
type ActionEdit struct {
	Edits   []analysis.FileEdit
	Creates []analysis.FileCreation
}

// Verb is one of the program's verbs, with what it is called with beside the
// manifest.
type Verb struct {
	Name  string
	Flags map[string]string
	// Paths are what it is called with in the manifest's place.
	Paths []string
}

// Actions returns what can be done about a part of the file, with the edits still
// to be worked out, of the kinds that are wanted: all where wants is nil.
func Actions(v *View, at text.Span, wants func(ActionKind) bool) []Action {
	if wants == nil {
		wants = func(ActionKind) bool { return true }
	}
	a := &acting{View: v, at: at}
	for _, feature := range []struct {
		kind ActionKind
		add  func()
	}{
		{QuickFix, a.fixes},
		{QuickFix, a.creations},
		{QuickFix, a.fixesOfRules},
		{QuickFix, a.suppressions},
		{RefactorExtract, a.extractions},
		{RefactorInline, a.inlinings},
		{RefactorMove, a.moves},
		{RefactorRewrite, a.rewritings},
		{SourceFixAll, a.fixAll},
		{SourceBundle, a.runs},
	} {
		if wants(feature.kind) {
			feature.add()
		}
	}
	return a.found
}

// acting collects the actions about one place.
type acting struct {
	*View
	at    text.Span
	found []Action
}

// add adds an action whose edit is known already.
func (a *acting) add(action Action, edits ...text.Edit) {
	changes := ActionEdit{}
	for _, e := range edits {
		changes.Edits = append(changes.Edits, analysis.FileEdit{File: a.File.Name, Edit: e})
	}
	action.edit = func() (ActionEdit, bool) { return changes, true }
	a.found = append(a.found, action)
}

// findings returns the findings that stand in the part of the file, or touch it.
func (a *acting) findings() []analysis.Diagnostic {
	if a.Find == nil {
		return nil
	}
	var here []analysis.Diagnostic
	for _, d := range a.Find() {
		if d.File == a.File.Name && d.Span.Start <= a.at.End && a.at.Start <= d.Span.End {
			here = append(here, d)
		}
	}
	return here
}
