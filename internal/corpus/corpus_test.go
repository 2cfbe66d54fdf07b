package corpus

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The repository's own manifests are many, and in the order of their names.
func TestOwn(t *testing.T) {
	own := Own(t)
	if len(own) < 100 || !slices.IsSortedFunc(own, func(a, b Manifest) int { return strings.Compare(a.Name, b.Name) }) {
		t.Errorf("%d manifests", len(own))
	}
	for _, m := range own {
		if src, err := os.ReadFile(m.Path); err != nil || string(src) != string(m.Source) || !strings.HasSuffix(filepath.ToSlash(m.Path), m.Name) {
			t.Errorf("%q is read from %q: %v", m.Name, m.Path, err)
		}
	}
}

// A folder of one's own needs no verdicts, and what it has of them is read.
func TestGiven(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PORTER_LS_CORPUS", dir)
	for name, src := range map[string]string{
		"a/porter.yaml":          "name: a\n",
		"b/other.yaml":           "name: b\n",
		"c/x.porter.yaml":        "name: c\n",
		"negative/d/porter.yaml": "kind: Pod\n",
		"e/values.yaml":          "x: 1\n",
		says:                     `{"path": "b/other.yaml", "exact": {"error": "no"}, "none": {"vars": ["x"]}}` + "\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	for _, m := range Given(t) {
		names = append(names, m.Name)
		if (m.Says != nil) != (m.Name == "b/other.yaml") || m.Says != nil && (!m.Says.Loads() || m.Says.Exact.Error != "no") {
			t.Errorf("%s: %+v", m.Name, m.Says)
		}
	}
	if len(names) != 3 || names[0] != "a/porter.yaml" || names[1] != "b/other.yaml" || names[2] != "c/x.porter.yaml" {
		t.Errorf("the manifests are %q", names)
	}
	if len(All(t)) != len(Own(t))+3 {
		t.Error("All is not Own and Given")
	}
}

// A sample is the same every time, in order and without repeats, and the whole
// where that is asked for.
func TestSome(t *testing.T) {
	t.Setenv("PORTER_LS_LONG", "")
	all := All(t)
	few, again := Some(t, 7), Some(t, 7)
	for i, m := range few {
		if m.Path != again[i].Path || i > 0 && (few[i-1].Path == m.Path) {
			t.Errorf("the manifest %d is %s, then %s", i, m.Path, again[i].Path)
		}
	}
	if len(few) != 7 || len(Some(t, len(all)+1)) != len(all) {
		t.Errorf("%d of %d manifests", len(few), len(all))
	}
	t.Setenv("PORTER_LS_LONG", "1")
	if got := len(Some(t, 7)); got != len(all) {
		t.Errorf("all are %d, not %d", got, len(all))
	}
}
