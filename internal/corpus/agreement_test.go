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

// TestAgreement holds the rules against Porter. A manifest that it loads has no
// error, and one that it loads only with its check of the schema's version off
// has none but about that version, unless Porter's lint has the same one or it
// is listed with the reason why its run must fail. For each thing that Porter refuses a manifest for there is an
// error of the rule that is about it. Manifests without a verdict are left to
// the laws.
func TestAgreement(t *testing.T) {
	expected, loaded, refused := exceptions(t), 0, 0
	for _, m := range corpus.All(t) {
		if m.Says == nil {
			continue
		}
		doc := analysis.Parse(m.Name, m.Source, nil)
		errors := map[string]bool{}
		for _, d := range check(doc) {
			if d.Severity != analysis.Error {
				continue
			}
			errors[d.Rule] = true
			if !m.Says.Loads() || m.Refuses(d.Porter) || m.Says.Exact.Error != "" && strings.HasPrefix(d.Rule, "schema-version-") {
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
			checkUses(t, m, doc)
		}
		if m.Says.Exact.Error == "" {
			loaded++
			continue
		}
		refused++
		if doc.Kind != analysis.BundleManifest {
			continue // it calls itself another of Porter's documents
		}
		if doc.Legacy && !errors["yaml-syntax"] {
			if !errors["schema-version-missing"] || len(errors) > 1 {
				t.Errorf("%s is of before 1.0.0, and the errors are of %v", m.Name, errors)
			}
			continue
		}
		for _, reason := range reasons(m.Says.Exact.Error) {
			if rules := rulesFor(reason); len(rules) == 0 {
				t.Errorf("Porter refuses %s with %q, of which no rule is known", m.Name, reason)
			} else if !slices.ContainsFunc(rules, func(rule string) bool { return errors[rule] }) {
				t.Errorf("Porter refuses %s with %q, but there is no error of %v", m.Name, reason, rules)
			}
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

// reasons returns what Porter says of a manifest, one by one.
func reasons(message string) []string {
	_, list, several := strings.Cut(message, " occurred:\n")
	if !several {
		return []string{message}
	}
	var out []string
	for _, line := range strings.Split(list, "\n\t* ") {
		if line = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "* ")); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// refusals say which rules are about what Porter says: the first line that is
// part of it counts.
var refusals = []struct {
	says  string
	rules []string
}{
	{"panic: ", []string{"yaml-syntax", "missing-required", "invalid-schema"}},
	{"validating definition for", []string{"invalid-schema"}},
	{"validating the default value", []string{"default-mismatch"}},
	{"not valid base64", []string{"default-mismatch"}},
	{"already defined at line", []string{"yaml-duplicate-key"}},
	{"cannot start any token", []string{"yaml-tab-indent"}},
	{"unmarshaling custom action", []string{"malformed-step"}},
	{"mixin name/version", []string{"invalid-mixin"}},
	{"mixin declaration", []string{"invalid-mixin"}},
	{"required extension", []string{"invalid-extension"}},
	{"into []manifest.Step", []string{"malformed-step"}},
	{"into manifest.Steps", []string{"malformed-step"}},
	{"into map[string]interface {}", []string{"malformed-step", "wrong-type"}},
	{"into manifest.Manifest", []string{"yaml-syntax"}},
	{"cannot unmarshal", []string{"wrong-type", "malformed-step"}},
	{"error unmarshaling the typed manifest", []string{"yaml-syntax", "yaml-tab-indent"}},
	{"parsing the templating", []string{"template-syntax"}},
	{"invalid schemaType", []string{"schema-type-unsupported"}},
	{"(none) is not a valid semantic version", []string{"schema-version-missing", "yaml-syntax"}},
	{"invalid schema version", []string{"schema-version-unsupported"}},
	{"name must be set", []string{"missing-required"}},
	{"registry or reference", []string{"missing-required"}},
	{"not a valid semver value", []string{"invalid-version"}},
	{"invalid bundle tag format", []string{"reference-with-digest"}},
	{"invalid bundle reference", []string{"invalid-reference"}},
	{"unable to derive docker tag", []string{"missing-required"}},
	{"Dockerfile template cannot be named", []string{"reserved-dockerfile-name"}},
	{"no mixins declared", []string{"missing-required"}},
	{"install action defined", []string{"missing-action"}},
	{"found an empty step", []string{"step-without-mixin"}},
	{"no mixin specified", []string{"step-without-mixin"}},
	{"malformed step", []string{"malformed-step", "outputs-beside-mixin", "step-without-mixin"}},
	{"was not declared", []string{"undeclared-mixin", "step-without-mixin"}},
	{"invalid mixin type", []string{"malformed-step"}},
	{"invalid description type", []string{"malformed-step"}},
	{"name is required", []string{"missing-required"}},
	{"reference is required", []string{"missing-required"}},
	{"can specify only a repository", []string{"dependency-without-version"}},
	{"not both", []string{"interface-described-twice"}},
	{"for dependency", []string{"invalid-reference"}},
	{"no path supplied", []string{"file-without-path"}},
	{"no destination path", []string{"file-without-path"}},
	{"checksum", []string{"invalid-digest"}},
	{"failed to parse named reference", []string{"missing-required", "invalid-reference"}},
	{"persistent", []string{"schema-version-too-low", "persistent-conflict"}},
	{"files", []string{"schema-version-too-low", "invalid-file-source", "missing-required"}},
	{"yaml: ", []string{"yaml-syntax", "yaml-tab-indent"}},
}

func rulesFor(reason string) []string {
	for _, r := range refusals {
		if strings.Contains(reason, r.says) {
			return r.rules
		}
	}
	return nil
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
