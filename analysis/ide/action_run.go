package ide

import (
	"fmt"

	"github.com/porter-ls/porter-ls/schema/syntax"
)

// runs are the verbs that run the action whose key is here, if one is. Those of
// the whole bundle are the same wherever one is in the file, and are added by who
// knows which there are.
func (a *acting) runs() {
	if name := a.actionKey(); name != "" {
		run, title := RunAction(name)
		a.found = append(a.found, Action{Title: title, Kind: SourceBundle, Run: &run})
	}
}

// actionKey returns the action whose key is here, "" where none is.
func (a *acting) actionKey() string {
	if !a.Manifest() {
		return ""
	}
	for _, action := range a.Document.Manifest.Actions {
		key, _ := a.Document.Manifest.Root.Lookup(action.Name.Value)
		if action.Node.Kind() == syntax.Sequence && key.Span().Start <= a.at.Start && a.at.End <= key.Span().End {
			return action.Name.Value
		}
	}
	return ""
}

// RunAction returns the verb that runs an action of a bundle, and what to call
// that.
func RunAction(name string) (run Verb, title string) {
	switch name {
	case "install":
		return Verb{Name: name}, "Install bundle"
	case "upgrade":
		return Verb{Name: name}, "Upgrade installation"
	case "uninstall":
		return Verb{Name: name}, "Uninstall installation"
	}
	return Verb{Name: "invoke", Flags: map[string]string{"action": name}}, fmt.Sprintf("Run action %s", name)
}
