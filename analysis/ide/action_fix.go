package ide

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// fixes are those of the findings here. The one that check makes by itself is
// preferred.
func (a *acting) fixes() {
	for _, d := range a.findings() {
		for i, fix := range d.Fixes {
			a.found = append(a.found, Action{
				Title: fix.Title, Kind: QuickFix, Fixes: []analysis.Diagnostic{d},
				Preferred: i == 0 && !fix.Unsafe, NewFiles: len(fix.Creates) > 0,
				edit: func() (ActionEdit, bool) { return ActionEdit{fix.Edits, fix.Creates}, true },
			})
		}
	}
}

// fixesOfRules fix all that the rules find in the file which have a fix here and
// elsewhere too.
func (a *acting) fixesOfRules() {
	seen := map[string]bool{}
	for _, d := range a.findings() {
		if a.Check == nil || len(d.Fixes) == 0 || seen[d.Rule] {
			continue
		}
		seen[d.Rule] = true
		unsafe, creates := d.Fixes[0].Unsafe, false
		var all []analysis.Diagnostic
		for _, other := range a.Find() {
			if other.Rule == d.Rule && other.File == a.File.Name && len(other.Fixes) > 0 && (unsafe || !other.Fixes[0].Unsafe) {
				all = append(all, other)
				creates = creates || len(other.Fixes[0].Creates) > 0
			}
		}
		if len(all) < 2 {
			continue
		}
		a.found = append(a.found, Action{
			Title: fmt.Sprintf("Fix all %d findings of %s in this file", len(all), d.Rule), Kind: QuickFix, Fixes: all, NewFiles: creates,
			edit: func() (ActionEdit, bool) { return a.fixed(d.Rule, unsafe) },
		})
	}
}

// fixAll makes all safe fixes in the file, as check does.
func (a *acting) fixAll() {
	if a.Check == nil || a.Find == nil {
		return
	}
	n := 0
	for _, d := range a.Find() {
		if len(d.Fixes) > 0 && !d.Fixes[0].Unsafe {
			n++
		}
	}
	if n == 0 {
		return
	}
	title := "Fix the one finding that has a safe fix"
	if n > 1 {
		title = fmt.Sprintf("Fix all %d findings that have a safe fix", n)
	}
	a.found = append(a.found, Action{
		Title: title, Kind: SourceFixAll,
		edit: func() (ActionEdit, bool) { return a.fixed("", false) },
	})
}

// fixed returns what becomes of the files when what a rule finds is fixed, or what
// all do where it names none. Nothing else may come of it.
func (a *acting) fixed(rule string, unsafe bool) (ActionEdit, bool) {
	var others []analysis.Diagnostic // of the last look
	fixer := analysis.Fixer{
		Unsafe: unsafe,
		Read:   a.read,
		Look: func(now analysis.Texts) ([]analysis.Diagnostic, error) {
			var looked []analysis.Diagnostic
			others = a.unreadable(now)
			for _, d := range a.Check(now) {
				if rule == "" || d.Rule == rule {
					looked = append(looked, d)
				} else {
					others = append(others, d)
				}
			}
			return looked, nil
		},
		Also: func(analysis.Texts) ([]analysis.Diagnostic, error) { return others, nil },
	}
	made, err := fixer.Fix()
	if err != nil || len(made.Texts) == 0 {
		return ActionEdit{}, false
	}
	return a.changesTo(made.Texts)
}

// changesTo returns the edits that make files what they have become.
func (a *acting) changesTo(now analysis.Texts) (e ActionEdit, ok bool) {
	for name, one := range now {
		if one.Created {
			e.Creates = append(e.Creates, analysis.FileCreation{File: name, Content: string(one.Content), Executable: one.Executable})
			continue
		}
		before, err := a.read(name)
		if err != nil {
			return ActionEdit{}, false
		}
		for _, edit := range text.Diff(before, one.Content) {
			e.Edits = append(e.Edits, analysis.FileEdit{File: name, Edit: edit})
		}
	}
	slices.SortStableFunc(e.Edits, func(a, b analysis.FileEdit) int { return strings.Compare(a.File, b.File) })
	slices.SortFunc(e.Creates, func(a, b analysis.FileCreation) int { return strings.Compare(a.File, b.File) })
	return e, len(e.Edits)+len(e.Creates) > 0
}

var errNoText = errors.New("the file cannot be read any more")

// read returns the text of a file as findings call it.
func (a *acting) read(name string) ([]byte, error) {
	if name == a.File.Name {
		return a.Source(), nil
	}
	if b := a.Bundle(); b != nil {
		if b.Manifest.Name == name {
			return b.Manifest.File.Source(), nil
		}
		entries, _ := b.Entries()
		for _, e := range entries {
			if f, presence := b.File(e.Name); presence == analysis.There && f.Name == name {
				return f.Content(), nil
			}
		}
	}
	return nil, errNoText
}

// unreadable returns what YAML cannot read in the document as it has become.
func (a *acting) unreadable(now analysis.Texts) (all []analysis.Diagnostic) {
	if a.Document == nil {
		return nil
	}
	file := a.Document.File
	if one, ok := now[a.File.Name]; ok {
		file = syntax.Parse(one.Content, file)
	}
	for _, e := range file.RootErrors() {
		all = append(all, analysis.Diagnostic{File: a.File.Name, Rule: "yaml-syntax", Span: e.Span, Message: e.Message})
	}
	return all
}
