package ide_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/ide"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// actingOn returns the view of a manifest that an editor has, in a folder with
// nothing else.
func actingOn(name string, src []byte, library *schema.Library) *ide.View {
	all := rules.All()
	files := analysis.NewFiles(fstest.MapFS{"porter.yaml": {Data: src}}, func(string) string { return name })
	doc := analysis.Parse(name, src, nil)
	check := func(now analysis.Texts) []analysis.Diagnostic {
		b := &analysis.Bundle{Manifest: doc, Files: files}
		if one, ok := now[name]; ok {
			b.Manifest = analysis.Parse(name, one.Content, doc)
		}
		return analysis.Check(context.Background(), b, nil, all, analysis.Config{Library: library})
	}
	found := check(nil)
	return ide.NewView(ide.View{
		File: analysis.NewFile(name, src, func() *analysis.Document { return doc }), Path: "porter.yaml", Document: doc, Files: files,
		Find:  func() []analysis.Diagnostic { return found },
		Check: func(now analysis.Texts) []analysis.Diagnostic { return check(now) },
	})
}

// TestActionsAreHarmless makes every action that is offered at places of the
// repository's own manifests, at all with PORTER_LS_LONG: its edits apply, the
// file can be read as well as before, and no error is found that was not.
func TestActionsAreHarmless(t *testing.T) {
	library := schema.NewLibrary()
	made := map[ide.ActionKind]int{}
	for _, m := range corpus.Own(t) {
		places := 8
		if corpus.Long() {
			places = len(m.Source)
		}
		v := actingOn(m.Name, m.Source, library)
		done := map[string]bool{} // what has been made of the file already
		for i := range places {
			off := len(m.Source) * (2*i + 1) / (2 * places)
			for _, a := range ide.Actions(v, text.Span{Start: off, End: off}, nil) {
				e, ok := a.Edit()
				if key := fmt.Sprint(a.Title, e); !ok || done[key] {
					continue
				} else {
					done[key] = true
				}
				made[a.Kind]++
				harmless(t, v, m.Source, off, &a, e)
			}
		}
	}
	for _, kind := range []ide.ActionKind{ide.QuickFix, ide.RefactorExtract, ide.RefactorInline, ide.RefactorMove, ide.RefactorRewrite, ide.SourceFixAll} {
		if made[kind] == 0 {
			t.Errorf("no %s was made", kind)
		}
	}
	t.Logf("made were %v", made)
}

func harmless(t *testing.T, v *ide.View, src []byte, off int, a *ide.Action, e ide.ActionEdit) {
	t.Helper()
	var edits []text.Edit
	for _, one := range e.Edits {
		if one.File == v.File.Name {
			edits = append(edits, one.Edit)
		}
	}
	slices.SortStableFunc(edits, func(a, b text.Edit) int { return a.Span.Start - b.Span.Start })
	after, err := text.Apply(src, edits)
	if err != nil {
		t.Errorf("%s: %q at %d does not apply: %v", v.File.Name, a.Title, off, err)
		return
	}
	if was, is := syntax.Parse(src, nil).Errors(), syntax.Parse(after, nil).Errors(); len(is) > len(was) {
		t.Errorf("%s: after %q at %d: %s\n%s", v.File.Name, a.Title, off, is[0].Message, after)
	}
	if v.Document.Legacy {
		return // what else is wrong comes to light when it is migrated
	}
	for _, d := range analysis.Beyond(v.Check(nil), v.Check(analysis.Texts{v.File.Name: {Content: after}})) {
		if d.Severity == analysis.Error && a.Kind != ide.QuickFix {
			t.Errorf("%s: %q at %d brings %s [%s]\n%s", v.File.Name, a.Title, off, d.Message, d.Rule, after)
		}
	}
}

// TestFixAllIsWhatCheckFixes holds what the editor's action for all fixes makes of
// the repository's own manifests against what check --fix writes.
func TestFixAllIsWhatCheckFixes(t *testing.T) {
	library := schema.NewLibrary()
	fixed := 0
	for _, m := range corpus.Own(t) {
		dir := t.TempDir()
		at := filepath.Join(dir, "porter.yaml")
		if err := os.WriteFile(at, m.Source, 0o644); err != nil {
			t.Fatal(err)
		}
		env := &commands.Env{Dir: dir, Rules: rules.All(), Library: library, Getenv: func(string) string { return "" }}
		changes, err := commands.Fix(t.Context(), env, []string{"porter.yaml"}, commands.CheckOptions{NoConfig: true}, false)
		if err != nil {
			t.Fatal(err)
		}
		if err := changes.Write(); err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(at)
		if err != nil {
			t.Fatal(err)
		}
		got := m.Source
		v := actingOn("porter.yaml", m.Source, library)
		for _, a := range ide.Actions(v, text.Span{}, func(k ide.ActionKind) bool { return k == ide.SourceFixAll }) {
			e, ok := a.Edit()
			if !ok {
				continue
			}
			var edits []text.Edit
			for _, one := range e.Edits {
				edits = append(edits, one.Edit)
			}
			if got, err = text.Apply(m.Source, edits); err != nil {
				t.Fatal(err)
			}
			fixed++
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s: -check +editor\n%s", m.Name, diff)
		}
	}
	if fixed == 0 {
		t.Error("nothing was fixed")
	}
}
