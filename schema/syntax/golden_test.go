package syntax

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden holds trees, errors and comments, each with its span, to what
// testdata/*.txtar says: a text, and under its name with .tree what it becomes.
// A text ends with a line break unless the last line is <end>.
func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, name := range names {
		golden(t, name)
	}
}

func golden(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, f := range archive.Files {
		want[f.Name] = string(f.Data)
	}
	out := &txtar.Archive{Comment: archive.Comment}
	for _, f := range archive.Files {
		if strings.HasSuffix(f.Name, ".tree") {
			continue
		}
		src := strings.TrimSuffix(string(f.Data), "\n<end>\n")
		tree := dump(Parse([]byte(src), nil))
		out.Files = append(out.Files, f, txtar.File{Name: f.Name + ".tree", Data: []byte(tree)})
		if d := cmp.Diff(want[f.Name+".tree"], tree); d != "" && !*update {
			t.Errorf("%s: %s: %s", name, f.Name, d)
		}
	}
	if *update {
		if err := os.WriteFile(name, txtar.Format(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
