package rules

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/schema/template"
)

// corpus returns the folder with real manifests and what real Porter says of
// them, which is not part of the repository.
func corpus(t *testing.T) string {
	t.Helper()
	shared := os.Getenv("PORTER_LS_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	dir := filepath.Join(shared, "corpus")
	if _, err := os.Stat(filepath.Join(dir, "porter-says.jsonl")); err != nil {
		t.Skipf("no real manifests to check: PORTER_LS_SHARED names the folder that has corpus/porter-says.jsonl (%v)", err)
	}
	return dir
}

func checkCorpusFile(t *testing.T, path string) (*analysis.Document, []analysis.Diagnostic) {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc := analysis.Parse(path, src, nil)
	b := &analysis.Bundle{Manifest: doc}
	return doc, analysis.Check(context.Background(), b, analysis.Offline{}, All(), analysis.Config{PropagatePanics: true})
}

// TestCorpus holds the rules against real Porter: a manifest that it loads, with
// its check of the schema's version on or off, has no error, unless it is listed
// with the reason why its run must fail. What Porter refuses for a reason that
// these rules know has one.
func TestCorpus(t *testing.T) {
	dir := corpus(t)
	expected := exceptions(t)
	loaded, refused, missed := 0, 0, 0
	for path, says := range porterSays(t, dir) {
		doc, found := checkCorpusFile(t, filepath.Join(dir, path))
		errors := 0
		for _, d := range found {
			if d.Severity != analysis.Error {
				continue
			}
			errors++
			if !says.loads() {
				continue
			}
			key := path + " " + d.Rule
			if expected[key] == 0 {
				t.Errorf("Porter loads %s, but %s %s [%s]", path, place(doc, d.Span), d.Message, d.Rule)
				continue
			}
			expected[key]++
		}
		if says.loads() {
			loaded++
			checkUses(t, path, doc, append(says.None.Vars, says.Exact.Vars...))
			continue
		}
		refused++
		if knownReason(says.None.Error) && errors == 0 {
			missed++
			t.Errorf("Porter refuses %s with %q, but no rule does", path, says.None.Error)
		}
	}
	for key, n := range expected {
		if n == 1 {
			t.Errorf("corpus-exceptions.txt lists %s, which has no error", key)
		}
	}
	t.Logf("%d manifests that Porter loads, %d that it refuses, %d of those missed", loaded, refused, missed)
}

// checkUses holds the variables of the steps against those that Porter finds in
// the file.
func checkUses(t *testing.T, path string, doc *analysis.Document, vars []string) {
	t.Helper()
	for u := range doc.Symbols.Uses() {
		reads := u.Kind == template.Variable || u.Kind == template.Raw
		if reads && !u.Conditional && !slices.Contains(vars, u.String()) {
			t.Errorf("%s: Porter finds no variable %s (%v)", path, u.String(), place(doc, u.Span))
		}
	}
}

// knownReason reports whether Porter's reason is one that these rules cover.
func knownReason(reason string) bool {
	return slices.ContainsFunc([]string{
		"failed to validate", "found an empty step", "mixin specified", "malformed step",
		"was not declared", "invalid mixin type", "invalid description type",
	}, func(s string) bool { return strings.Contains(reason, s) })
}

// TestCorpusForeign checks files of other products, about which there is
// nothing to say.
func TestCorpusForeign(t *testing.T) {
	dir := filepath.Join(corpus(t), "negative")
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		if _, found := checkCorpusFile(t, path); len(found) > 0 {
			t.Errorf("%s is no bundle's manifest, but: %v", path, found[0].Message)
		}
		return nil
	})
	if err != nil || files == 0 {
		t.Errorf("%d files, %v", files, err)
	}
}

type verdict struct {
	Exact, None struct {
		Error string
		Vars  []string
	}
}

func (v verdict) loads() bool { return v.Exact.Error == "" || v.None.Error == "" }

func porterSays(t *testing.T, dir string) map[string]verdict {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "porter-says.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	says := map[string]verdict{}
	for dec := json.NewDecoder(f); dec.More(); {
		var line struct {
			Path string
			verdict
		}
		if err := dec.Decode(&line); err != nil {
			t.Fatal(err)
		}
		says[line.Path] = line.verdict
	}
	return says
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
