package ide

import (
	"fmt"
	"path"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// suppressions write a comment that takes a finding away, with room for the
// reason: where it stands, and in the head of the file.
func (a *acting) suppressions() {
	if a.Document == nil || a.Check == nil || path.Ext(a.File.Name) == ".json" || len(a.Document.File.RootErrors()) > 0 {
		return
	}
	seen := map[string]bool{}
	for _, d := range a.findings() {
		if seen[d.Rule] || d.Rule == "yaml-syntax" {
			continue
		}
		seen[d.Rule] = true
		for _, s := range []struct {
			title string
			file  bool
		}{{"Suppress %s here", false}, {"Suppress %s in this file", true}} {
			a.found = append(a.found, Action{
				Title: fmt.Sprintf(s.title, d.Rule), Kind: QuickFix, Fixes: []analysis.Diagnostic{d},
				edit: func() (ActionEdit, bool) { return a.suppressed(d, s.file) },
			})
		}
	}
}

// suppressed returns the first comment that takes a finding away, brings nothing
// and leaves alone what the file says.
func (a *acting) suppressed(d analysis.Diagnostic, inHead bool) (ActionEdit, bool) {
	was := a.Check(nil)
	for _, c := range analysis.SuppressionComments(a.Document, a.File.Name, a.File.Lines(), []analysis.Diagnostic{d}) {
		if c.File != inHead {
			continue
		}
		after, err := text.Apply(a.Source(), []text.Edit{c.Edit})
		if err != nil || !analysis.SaysTheSame(a.Document.File, syntax.Parse(after, a.Document.File)) {
			continue
		}
		now := a.Check(analysis.Texts{a.File.Name: {Content: after}})
		if analysis.TakesAway(was, now, []analysis.Diagnostic{d}) {
			return ActionEdit{Edits: []analysis.FileEdit{{File: a.File.Name, Edit: c.Edit}}}, true
		}
	}
	return ActionEdit{}, false
}
