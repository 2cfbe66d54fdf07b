package corpus_test

import (
	"bufio"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/rules"
	"github.com/porter-ls/porter-ls/internal/corpus"
	"github.com/porter-ls/porter-ls/schema"
	"github.com/porter-ls/porter-ls/schema/template"
	"github.com/porter-ls/porter-ls/schema/text"
)

var library = schema.NewLibrary()

// check runs all rules over a text. A panic in one of them ends the test.
func check(doc *analysis.Document) []analysis.Diagnostic {
	b := &analysis.Bundle{Manifest: doc}
	return analysis.Check(context.Background(), b, analysis.Offline{}, rules.All(), analysis.Config{Library: library, PropagatePanics: true})
}

func place(doc *analysis.Document, span text.Span) string {
	line, col := doc.File.Lines().Position(span.Start, text.UTF32)
	return fmt.Sprintf("%d:%d", line+1, col+1)
}

// TestAgreement holds the rules against Porter: a manifest that it loads, with
// its check of the schema's version on or off, has no error, unless it is listed
// with the reason why its run must fail. What Porter refuses for a reason that
// the rules know has one. Manifests without a verdict are left to the laws.
func TestAgreement(t *testing.T) {
	expected, loaded, refused := exceptions(t), 0, 0
	for _, m := range corpus.All(t) {
		if m.Says == nil {
			continue
		}
		doc := analysis.Parse(m.Name, m.Source, nil)
		errors := 0
		for _, d := range check(doc) {
			if d.Severity != analysis.Error {
				continue
			}
			errors++
			if !m.Says.Loads() {
				continue
			}
			key := m.Name + " " + d.Rule
			if expected[key] == 0 {
				t.Errorf("Porter loads %s, but %s %s [%s]", m.Name, place(doc, d.Span), d.Message, d.Rule)
				continue
			}
			expected[key]++
		}
		if m.Says.Loads() {
			loaded++
			checkUses(t, m, doc)
			continue
		}
		refused++
		if knownReason(m.Says.None.Error) && errors == 0 {
			t.Errorf("Porter refuses %s with %q, but no rule does", m.Name, m.Says.None.Error)
		}
	}
	for _, m := range corpus.All(t) {
		for key, n := range expected {
			if n == 1 && strings.HasPrefix(key, m.Name+" ") {
				t.Errorf("corpus-exceptions.txt lists %s, which has no error", key)
			}
		}
	}
	t.Logf("%d manifests that Porter loads, %d that it refuses", loaded, refused)
}

// checkUses holds the variables of the steps against those that Porter finds in
// the file.
func checkUses(t *testing.T, m corpus.Manifest, doc *analysis.Document) {
	t.Helper()
	vars := slices.Concat(m.Says.None.Vars, m.Says.Exact.Vars)
	for u := range doc.Symbols.Uses() {
		reads := u.Kind == template.Variable || u.Kind == template.Raw
		if reads && !u.Conditional && !slices.Contains(vars, u.String()) {
			t.Errorf("%s: Porter finds no variable %s (%s)", m.Name, u.String(), place(doc, u.Span))
		}
	}
}

// knownReason reports whether Porter's reason is one that the rules cover.
func knownReason(reason string) bool {
	return slices.ContainsFunc([]string{
		"failed to validate", "found an empty step", "mixin specified", "malformed step",
		"was not declared", "invalid mixin type", "invalid description type",
	}, func(s string) bool { return strings.Contains(reason, s) })
}

// exceptions reads "PATH RULE REASON" lines; each key counts from 1, so that one
// that never occurs shows.
func exceptions(t *testing.T) map[string]int {
	t.Helper()
	f, err := os.Open("../../testdata/corpus-exceptions.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	keys := map[string]int{}
	for s := bufio.NewScanner(f); s.Scan(); {
		if strings.HasPrefix(s.Text(), "#") || s.Text() == "" {
			continue
		}
		fields := strings.Fields(s.Text())
		if len(fields) < 3 {
			t.Fatalf("%q gives no reason", s.Text())
		}
		keys[fmt.Sprint(fields[0], " ", fields[1])] = 1
	}
	return keys
}

// TestForeign checks files of other products, those below a folder called
// negative, about which there is nothing to say.
func TestForeign(t *testing.T) {
	dir := filepath.Join(corpus.Dir(t), "negative")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no files of other products: %v", err)
	}
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		if found := check(analysis.Parse(path, src, nil)); len(found) > 0 {
			t.Errorf("%s is no bundle's manifest, but: %v", path, found[0].Message)
		}
		return nil
	})
	if err != nil || files == 0 {
		t.Errorf("%d files, %v", files, err)
	}
}
