package corpus_test

import (
	"fmt"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/internal/corpus"
)

// TestFixing holds what fixes do to real manifests, the safe ones and all of
// them: they come to an end, a file that could be read still can, nothing is found
// that was not found before, every comment stays, and a second time there is
// nothing more to fix.
func TestFixing(t *testing.T) {
	for _, unsafe := range []bool{false, true} {
		t.Run(fmt.Sprintf("unsafe=%t", unsafe), func(t *testing.T) {
			changed, left, migrated := 0, 0, 0
			for _, m := range corpus.All(t) {
				before := analysis.Parse(m.Name, m.Source, nil)
				made := fixedAll(t, m.Name, m.Source, unsafe)
				left += len(made.Left)
				fixed, ok := made.Texts[m.Name]
				if !ok {
					continue
				}
				src := fixed.Content
				changed++
				after := analysis.Parse(m.Name, src, nil)
				if len(before.File.RootErrors()) == 0 && len(after.File.RootErrors()) > 0 {
					t.Errorf("%s cannot be read any more: %v\n%s", m.Name, after.File.RootErrors(), src)
				}
				if before.Legacy { // the migration uncovers what could not be looked at
					migrated++
					before = after
				}
				counts := tally(check(before))
				for key, n := range tally(check(after)) {
					if n > counts[key] {
						t.Errorf("%s: after fixing there is a finding that was not there before: %s [%s]", m.Name, key.message, key.rule)
					}
				}
				if was, is := len(before.File.Comments()), len(after.File.Comments()); is < was {
					t.Errorf("%s: of %d comments %d are left after fixing", m.Name, was, is)
				}
				if again := fixedAll(t, m.Name, src, unsafe); len(again.Texts) > 0 {
					t.Errorf("%s: a second time there is more to fix:\n%s\nbecomes\n%s", m.Name, src, again.Texts[m.Name].Content)
				}
			}
			t.Logf("%d files changed, %d of them migrated, %d fixes left", changed, migrated, left)
			if changed == 0 || unsafe == (migrated == 0) {
				t.Errorf("%d files were fixed, %d of them migrated", changed, migrated)
			}
		})
	}
}

// fixedAll fixes a manifest of whose folder nothing is known.
func fixedAll(t *testing.T, name string, src []byte, unsafe bool) analysis.Fixes {
	t.Helper()
	made, err := analysis.Fixer{
		Unsafe: unsafe,
		Read:   func(string) ([]byte, error) { return src, nil },
		Look: func(now analysis.Texts) ([]analysis.Diagnostic, error) {
			is := src
			if changed, ok := now[name]; ok {
				is = changed.Content
			}
			return check(analysis.Parse(name, is, nil)), nil
		},
	}.Fix()
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return made
}
