package syntax

import (
	"flag"

	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func corpusRoot(t testing.TB) string {
	root := os.Getenv("PORTER_LS_SHARED")
	if root == "" {
		root = "../../../shared"
	}
	if _, err := os.Stat(root); err != nil {
		t.Skip("no reference material at " + root)
	}
	return filepath.Join(root, "corpus")
}

func corpusFiles(t testing.TB) map[string]string {
	files := map[string]string{}
	filepath.WalkDir(corpusRoot(t), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && (strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".yml")) {
			b, _ := os.ReadFile(path)
			files[path] = string(b)
		}
		return nil
	})
	return files
}

// TestCorpus holds our reading of real files against yaml.v3's.
func TestCorpus(t *testing.T) {
	for name, src := range corpusFiles(t) {
		if s := compareYAML3(src); s != "" {
			t.Errorf("%s: %.600s", name, s)
		}
	}
}

var generated = flag.Int("generated", 60_000, "how many texts TestGenerated makes up")

// TestGenerated holds our reading of texts made of YAML's pieces against
// yaml.v3's.
func TestGenerated(t *testing.T) {
	r := rand.New(rand.NewSource(int64(*generated)))
	for range *generated {
		src := someText(r, 9)
		switch r.Intn(6) {
		case 0:
			src = "a:\n  " + strings.ReplaceAll(src, "\n", "\n  ")
		case 1:
			src = "- b\n- " + src
		case 2:
			src = "k: [" + src + "]\n"
		case 3:
			src = "{" + src + "}"
		}
		if unlike(src) {
			continue
		}
		if s := compareYAML3(src); s != "" {
			t.Errorf("%q: %s", src, s)
		}
	}
}
