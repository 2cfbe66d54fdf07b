package corpus

import (
	"os"
	"path/filepath"
	"testing"
)

func TestOwn(t *testing.T) {
	for _, m := range Own(t) {
		if len(m.Source) == 0 || m.Name == "" {
			t.Errorf("%q has %d bytes", m.Path, len(m.Source))
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
