package ide

import (
	"fmt"
	"slices"

	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// Lens is what an editor shows above a line: a verb to run, or how often what is
// defined there is named in the file.
type Lens struct {
	Span  text.Span
	Title string
	Run   *Verb // nil where it is a count
	Count int   // of [LensReferences]
}

// Lenses returns the lenses of a manifest in source order: the verbs of the bundle
// at its name, those of its actions at theirs, and how often parameters,
// credentials, outputs, images and dependencies are named. Whether anything beyond
// the file uses them, such as a script by its environment, they do not say.
func Lenses(v *View) []Lens {
	if !v.Manifest() {
		return nil
	}
	m := v.Document.Manifest
	var all []Lens
	if key, _ := m.Root.Lookup("name"); key.Kind() == syntax.Scalar {
		for _, verb := range []struct{ name, title string }{
			{"build", "Build"}, {"install", "Install"}, {"upgrade", "Upgrade"}, {"uninstall", "Uninstall"},
		} {
			all = append(all, Lens{Span: key.Span(), Title: verb.title, Run: &Verb{Name: verb.name}})
		}
	}
	for _, action := range m.Actions {
		if action.Name.Node.Kind() == syntax.Scalar && action.Node.Kind() == syntax.Sequence {
			run, _ := RunAction(action.Name.Value)
			all = append(all, Lens{Span: action.Name.Node.Span(), Title: "Run " + action.Name.Value, Run: &run})
		}
	}
	all = append(all, v.counts()...)
	slices.SortStableFunc(all, func(a, b Lens) int { return a.Span.Start - b.Span.Start })
	return all
}

// counts are the lenses that say how often something is named.
func (v *View) counts() []Lens {
	index := v.Document.Symbols
	type thing struct {
		kind symbols.Kind
		name string
	}
	named := map[thing]int{}
	for _, r := range index.Refs {
		named[thing{r.Kind, r.Name}]++
	}
	var all []Lens
	for _, s := range index.Symbols {
		switch s.Kind {
		case symbols.Parameter, symbols.Credential, symbols.Output, symbols.Image, symbols.Dependency:
		default:
			continue
		}
		n := named[thing{s.Kind, s.Name}]
		title := fmt.Sprintf("%d references", n)
		switch n {
		case 0:
			title = "no references"
		case 1:
			title = "1 reference"
		}
		all = append(all, Lens{Span: s.Span, Title: title, Count: n})
	}
	return all
}

// LensReferences returns the places that the count of a lens at an offset is of.
func LensReferences(v *View, off int) []Location {
	if !v.Manifest() {
		return nil
	}
	ref, ok := v.Document.Symbols.At(off)
	if !ok {
		return nil
	}
	var all []Location
	for _, r := range v.Document.Symbols.Occurrences(ref) {
		if !r.Defines {
			all = append(all, v.here(r.Span))
		}
	}
	return all
}
