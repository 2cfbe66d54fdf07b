package ide_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/ide"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/analysis/symbols"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/manifest"
	"github.com/porter-ls/porter-ls/schema/text"
)

// manifestView is a view of a manifest that nothing is around.
func manifestView(src []byte) *ide.View {
	files := analysis.NewFiles(fstest.MapFS{}, nil)
	file := analysis.NewFile("porter.yaml", src, nil)
	return ide.NewView(ide.View{File: file, Document: file.Document(), Files: files})
}

// renamed is what a renaming makes of the one file that there is.
func renamed(t *testing.T, src []byte, r ide.Renaming) []byte {
	t.Helper()
	var edits []text.Edit
	for _, c := range r.Changes {
		edits = append(edits, c.Edit)
	}
	now, err := text.Apply(src, edits)
	if err != nil {
		t.Fatal(err)
	}
	return now
}

// TestRenameCorpus gives every symbol of the manifests another name. What the
// rules find stays the same, every symbol and every use is still there, and with
// the old name the old bytes come back.
func TestRenameCorpus(t *testing.T) {
	library := schema.NewLibrary()
	done, refusals := 0, map[string]int{}
	for _, m := range corpus.Some(t, 60) {
		v := manifestView(m.Source)
		if !v.Manifest() {
			continue
		}
		before := findings(v.Document, library)
		var last text.Span
		for _, s := range v.Document.Symbols.Symbols {
			if s.Span == last {
				continue
			}
			last = s.Span
			_, now, ok, err := ide.PrepareRename(v, s.Span.Start)
			if !ok && err == nil {
				t.Errorf("%s: there is nothing to rename at the %s %q", m.Name, s.Kind, s.Name)
			}
			if !ok {
				refused(t, err)
				refusals[s.Kind.String()]++
				continue
			}
			to := fresh(now)
			renaming, err := ide.Rename(v, s.Span.Start, to)
			if err != nil {
				t.Errorf("%s: %s %s: %v", m.Name, s.Kind, s.Name, err)
				refused(t, err)
				refusals[s.Kind.String()]++
				continue
			}
			done++
			src := renamed(t, m.Source, renaming)
			after := manifestView(src)
			if d := cmp.Diff(before, findings(after.Document, library)); d != "" {
				t.Errorf("%s: with the %s %q called %s other things are found (-before +after):\n%s", m.Name, s.Kind, s.Name, to, d)
				continue
			}
			if d := cmp.Diff(shape(v.Document.Symbols, s, now, to), shape(after.Document.Symbols, s, to, to)); d != "" {
				t.Errorf("%s: with the %s %q called %s the names are others (-before +after):\n%s", m.Name, s.Kind, s.Name, to, d)
			}
			at := renaming.Changes[slices.IndexFunc(renaming.Changes, func(c ide.Change) bool { return c.Edit.Span.Start >= s.Span.Start-1 })]
			back, err := ide.Rename(after, at.Edit.Span.Start+shift(renaming, at.Edit.Span.Start), now)
			if err != nil {
				t.Errorf("%s: the %s %q cannot be called %q again: %v", m.Name, s.Kind, s.Name, now, err)
				continue
			}
			if d := cmp.Diff(string(m.Source), string(renamed(t, src, back))); d != "" && !strings.Contains(d, `"`+now+`"`) {
				t.Errorf("%s: the %s %q called %s and back:\n%s", m.Name, s.Kind, s.Name, to, d)
			}
		}
	}
	t.Logf("%d renamed; refused: %v", done, refusals)
	if done < 300 {
		t.Errorf("only %d symbols were renamed", done)
	}
}

// refused fails unless an error is one for users.
func refused(t *testing.T, err error) {
	t.Helper()
	if no := (*ide.RenameError)(nil); !errors.As(err, &no) || no.Message == "" {
		t.Errorf("an error of the kind %T: %v", err, err)
	}
}

// fresh is a name of the same kind that no manifest has: as many words, so that
// what is told from a name is told of it too.
func fresh(name string) string { return name[:0] + "zz" + strings.Map(keep, name) }

func keep(r rune) rune {
	if r == '.' || r == '/' || r == ' ' {
		return '-'
	}
	return r
}

// shift is how far a place moves by the edits before it.
func shift(r ide.Renaming, to int) int {
	by := 0
	for _, c := range r.Changes {
		if c.Edit.Span.Start < to {
			by += len(c.Edit.New) - c.Edit.Span.Len()
		}
	}
	return by
}

// findings are what the rules find, by rule, and how often.
func findings(doc *analysis.Document, library *schema.Library) map[string]int {
	found := map[string]int{}
	b := &analysis.Bundle{Manifest: doc}
	for _, d := range analysis.Check(context.Background(), b, analysis.Offline{}, rules.All(), analysis.Config{Library: library, PropagatePanics: true}) {
		found[d.Rule]++
	}
	return found
}

// shape are all symbols and uses in their order, what goes by the renamed
// symbol's name without it.
func shape(x *symbols.Index, s symbols.Symbol, now, to string) []string {
	prefix := strings.TrimSuffix(s.Name, s.Name[strings.LastIndexByte(s.Name, '.')+1:])
	if s.Kind != symbols.Field && s.Kind != symbols.Custom {
		prefix = ""
	}
	related := map[symbols.Kind][]symbols.Kind{
		symbols.Parameter:  {symbols.Field, symbols.Output},
		symbols.Output:     {symbols.StepOutput, symbols.Parameter},
		symbols.StepOutput: {symbols.Output},
		symbols.Dependency: {symbols.DependencyOutput},
		symbols.Image:      {symbols.Builtin},
	}
	persistent := false
	for _, p := range x.Definitions(symbols.Ref{Kind: s.Kind, Name: prefix + now}) {
		persistent = persistent || p.Kind == symbols.Parameter && s.Kind != symbols.Parameter || p.Kind == symbols.Output && s.Kind == symbols.Parameter
	}
	neutral := func(kind symbols.Kind, name string) string {
		same := kind == s.Kind || slices.Contains(related[s.Kind], kind)
		if (kind == symbols.Parameter || s.Kind == symbols.Parameter) && kind != s.Kind && kind != symbols.Field {
			same = same && persistent
		}
		if rest, ok := strings.CutPrefix(name, "bundle.images."); ok && s.Kind == symbols.Image && kind == symbols.Builtin {
			name = rest
		}
		if rest, ok := strings.CutPrefix(name, "bundle.dependencies."); ok && s.Kind == symbols.Dependency && kind == symbols.Builtin {
			name, same = rest, true
		}
		if same && (name == prefix+now || strings.HasPrefix(name, prefix+now+".")) {
			name = "*" + strings.TrimPrefix(name, prefix+now)
		}
		if env, ok := strings.CutPrefix(name, "env."); ok && s.Kind == symbols.Parameter && env == manifest.EnvName(now) {
			name = "env.*"
		}
		return fmt.Sprintf("%s %s", kind, name)
	}
	var out []string
	for _, y := range x.Symbols {
		out = append(out, neutral(y.Kind, y.Name))
	}
	for _, r := range x.Refs {
		out = append(out, neutral(r.Kind, r.Name)+fmt.Sprint(" in ", neutral(symbols.Action, r.Action), r.Step))
	}
	return out
}
